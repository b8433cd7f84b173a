import { visitDigitRuns } from './digit-runs.ts';
import type { IdentityNumberHit } from './identity-number-hit.ts';
import { judgeRun } from './judge-run.ts';
import { labelsIn, nearestLabel } from './labels.ts';
import { withDigitsForLookAlikes } from './look-alikes.ts';

export type { IdentityNumberHit } from './identity-number-hit.ts';

const rank = { possible: 0, likely: 1, certain: 2 } as const;

/** Overlapping hits become one that covers them all, graded as the surest of them. */
const merged = (hits: IdentityNumberHit[]): IdentityNumberHit[] => {
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: IdentityNumberHit[] = [];
  for (const hit of hits) {
    const last = result.at(-1);
    if (!last || hit.start >= last.end) {
      result.push(hit);
      continue;
    }
    if (rank[hit.grade] > rank[last.grade]) {
      last.grade = hit.grade;
      last.kind = hit.kind;
      last.reasons = hit.reasons;
    }
    last.end = Math.max(last.end, hit.end);
  }
  return result;
};

/**
 * Finds Swedish identity numbers in a text: personnummer, samordningsnummer, interim and reserve numbers, however
 * they are written. The shape decides and the check digit only grades (a mistyped number is still one). Entities and
 * other encodings must be decoded before. Takes time linear in the text, and answers places, never the numbers.
 */
export const findIdentityNumbers = (text: string): IdentityNumberHit[] => {
  const labels = labelsIn(text);
  const hits: IdentityNumberHit[] = [];
  const near =
    labels.length === 0
      ? () => 'none' as const
      : (start: number, end: number) => nearestLabel(text, labels, start, end);
  visitDigitRuns(text, (run, from) => judgeRun(run, from, near, (hit) => hits.push(hit)));
  for (let place = 1; place < labels.length; place += 2) {
    const labelEnd = labels[place] ?? 0;
    const reach = withDigitsForLookAlikes(text, labelEnd, labels[place + 1] ?? text.length);
    if (reach === undefined) continue;
    visitDigitRuns(reach, (run, from) =>
      judgeRun(
        run,
        from,
        () => 'direct',
        (hit) =>
          hits.push({
            ...hit,
            start: hit.start + labelEnd,
            end: hit.end + labelEnd,
            reasons: [...hit.reasons, 'look-alike'],
          }),
      ),
    );
  }
  return merged(hits);
};
