import { findIdentityNumbers } from './find-identity-numbers.ts';

/** What stands where a number stood. It holds no digit, so nothing can be found in it again. */
export const REMOVED = '[personnummer borttaget]';

/**
 * Replaces every identity number with the same fixed text, then searches its own answer until nothing is found.
 * That ends: every round takes away digits and puts none back. `removed` counts the numbers.
 */
export const removeIdentityNumbers = (text: string): { text: string; removed: number } => {
  let rest = text;
  let removed = 0;
  for (let hits = findIdentityNumbers(rest); hits.length > 0; hits = findIdentityNumbers(rest)) {
    const kept: string[] = [];
    let at = 0;
    for (const { start, end } of hits) {
      kept.push(rest.slice(at, start), REMOVED);
      at = end;
    }
    rest = kept.join('') + rest.slice(at);
    removed += hits.length;
  }
  return { text: rest, removed };
};
