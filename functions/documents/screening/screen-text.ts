import { findIdentityNumbers } from '../identity-numbers/find-identity-numbers.ts';
import { REMOVED, removeIdentityNumbers } from '../identity-numbers/remove-identity-numbers.ts';
import { decodeEntities, hiddenTextOf, visibleTextOf } from '../mail/html-text.ts';
import type { Screening } from './screening.ts';

const isDoubtful = (text: string): boolean => findIdentityNumbers(text).some(({ grade }) => grade === 'possible');

/**
 * Screens `shown`, the text that may circulate. `alsoSaid` is what the document says without showing it; its numbers
 * are counted, but it never circulates. A hit that is only possible goes to a person.
 */
export const screenShown = (shown: string, alsoSaid: string[] = []): Screening => {
  if (isDoubtful(shown)) return { verdict: 'withheld', because: 'doubtful-number' };
  const { text, removed } = removeIdentityNumbers(shown);
  const elsewhere = alsoSaid.reduce((sum, said) => sum + findIdentityNumbers(said).length, 0);
  return removed + elsewhere === 0
    ? { verdict: 'clean', text }
    : { verdict: 'redacted', text, removed: removed + elsewhere };
};

/** HTML circulates as the text a person would have seen. */
export const screenHtml = (html: string): Screening => screenShown(visibleTextOf(html), [hiddenTextOf(html)]);

/**
 * Plain text, CSV, XML. Markup is shown as it is, so a number written in character references would circulate
 * readable to a browser though not to the search: such a text is for a person.
 */
export const screenPlain = (text: string): Screening => {
  const decoded = decodeEntities(text).replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (decoded !== text && findIdentityNumbers(decoded).length > findIdentityNumbers(text).length) {
    return { verdict: 'withheld', because: 'doubtful-number' };
  }
  return screenShown(text);
};

interface Tally {
  removed: number;
  isDoubtful: boolean;
}

/** The same JSON without numbers of persons, in strings, in figures and in keys. */
const rebuilt = (value: unknown, tally: Tally): unknown => {
  const clean = (text: string): string => {
    if (isDoubtful(text)) tally.isDoubtful = true;
    const result = removeIdentityNumbers(text);
    tally.removed += result.removed;
    return result.text;
  };
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && findIdentityNumbers(String(value)).length > 0 ? clean(String(value)) : value;
  if (Array.isArray(value)) return value.map((item) => rebuilt(item, tally));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), rebuilt(item, tally)]));
};

/** JSON and GeoJSON: escapes are decoded by parsing; what is written across values is found in the written whole. */
export const screenJson = (text: string): Screening => {
  const tally: Tally = { removed: 0, isDoubtful: false };
  let again: string;
  try {
    again = JSON.stringify(rebuilt(JSON.parse(text), tally), null, 1);
  } catch {
    return screenPlain(text);
  }
  if (tally.isDoubtful) return { verdict: 'withheld', because: 'doubtful-number' };
  if (tally.removed === 0) return screenShown(text);
  const whole = screenShown(again);
  if (whole.verdict === 'withheld') return whole;
  return {
    verdict: 'redacted',
    text: whole.text,
    removed: tally.removed + (whole.verdict === 'redacted' ? whole.removed : 0),
  };
};

/** A file name as it may be shown. */
export const screenFileName = (name: string): { name: string; removed: number } => {
  const { text, removed } = removeIdentityNumbers(name.normalize('NFC').replaceAll(/\p{Cc}|[\\/]/gu, ' '));
  return { name: removed > 0 ? text.replaceAll(REMOVED, 'personnummer-borttaget') : text, removed };
};
