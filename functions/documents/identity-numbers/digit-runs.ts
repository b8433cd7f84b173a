import * as unicode from './unicode-classes.ts';

/** What stands between two digits, as bits that may be combined; 0 means that they are glued together. */
export const Gap = {
  space: 1,
  dash: 2,
  plus: 4,
  newline: 8,
  cell: 16,
  dot: 32,
  slash: 64,
  other: 128,
  /** More than three separators: columns, not one number. */
  wide: 256,
  /** The first digit of a run. */
  start: 512,
} as const;

/** Digits that stand together, with at most separators between. The arrays are reused: read them during the visit. */
export interface DigitRun {
  count: number;
  value: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  gap: Uint16Array;
  /** A letter followed by exactly three digits after the run, as in an interim number; its gap and its end. */
  tail: { letter: string; gap: number; end: number; digits: [number, number, number] } | undefined;
}

const CAPACITY = 4096;
/** More than the longest number, so that none is missed where a long run is cut in two. */
const OVERLAP = 64;
const MAX_GAP = 8;

const { byUnit, astralDigits } = unicode;
const gapBits = new Uint16Array(32);
gapBits[unicode.SPACE] = Gap.space;
gapBits[unicode.DASH] = Gap.dash;
gapBits[unicode.PLUS] = Gap.plus;
gapBits[unicode.NEWLINE] = Gap.newline;
gapBits[unicode.CELL] = Gap.cell;
gapBits[unicode.DOT] = Gap.dot;
gapBits[unicode.SLASH] = Gap.slash;
gapBits[unicode.OTHER] = Gap.other;

const newRun = (): DigitRun => ({
  count: 0,
  value: new Uint8Array(CAPACITY),
  start: new Int32Array(CAPACITY),
  end: new Int32Array(CAPACITY),
  gap: new Uint16Array(CAPACITY),
  tail: undefined,
});

/** The digit at an offset: its value and how many code units it takes, or undefined. */
const digitAt = (text: string, at: number): { value: number; units: number } | undefined => {
  const kind = byUnit[text.charCodeAt(at)] ?? 0;
  if (kind >= 1 && kind <= 10) return { value: kind - 1, units: 1 };
  if (kind !== unicode.HIGH_SURROGATE) return undefined;
  const value = astralDigits.get(text.codePointAt(at) ?? 0);
  return value === undefined ? undefined : { value, units: 2 };
};

/** Reads three digits right after the letter at `at`, and nothing more that belongs to them. */
const tailAt = (text: string, at: number, gap: number): DigitRun['tail'] => {
  const digits: number[] = [];
  let next = at + 1;
  let end = next;
  for (; next < text.length && next < at + 40; ) {
    const kind = byUnit[text.charCodeAt(next)] ?? 0;
    if (kind === unicode.IGNORED) {
      next += 1;
      continue;
    }
    const digit = digitAt(text, next);
    if (!digit) {
      if (kind === unicode.LETTER) return undefined;
      break;
    }
    digits.push(digit.value);
    next += digit.units;
    end = next;
    if (digits.length > 3) return undefined;
  }
  const [a, b, c] = digits;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  return { letter: (text[at] ?? '').normalize('NFKC').toUpperCase(), gap, end, digits: [a, b, c] };
};

/**
 * Walks a text once and visits every run of digits. A very long run is visited in pieces that overlap: only
 * windows that begin before `from` belong to the piece at hand. Time is linear in the text.
 */
export const visitDigitRuns = (text: string, visit: (run: DigitRun, from: number) => void): void => {
  const run = newRun();
  const length = text.length;
  let at = 0;
  while (at < length) {
    const first = byUnit[text.charCodeAt(at)] ?? 0;
    if (first === 0 || (first > 10 && first !== unicode.HIGH_SURROGATE)) {
      at += 1;
      continue;
    }
    if (first === unicode.HIGH_SURROGATE && !digitAt(text, at)) {
      at += 2;
      continue;
    }
    run.count = 0;
    run.tail = undefined;
    let gap: number = Gap.start;
    let gapLength = 0;
    while (at < length) {
      const kind = byUnit[text.charCodeAt(at)] ?? 0;
      if (kind >= 1 && kind <= 10) {
        const place = run.count;
        run.value[place] = kind - 1;
        run.start[place] = at;
        run.end[place] = at + 1;
        run.gap[place] = gapLength > 3 ? gap | Gap.wide : gap;
        run.count = place + 1;
        gap = 0;
        gapLength = 0;
        at += 1;
        if (run.count === CAPACITY) keepOverlap(run, visit);
        continue;
      }
      if (kind === unicode.IGNORED) {
        at += 1;
        continue;
      }
      const bit = gapBits[kind] ?? 0;
      if (bit !== 0) {
        gap |= bit;
        gapLength += 1;
        at += 1;
        if (gapLength > MAX_GAP) break;
        continue;
      }
      if (kind === unicode.HIGH_SURROGATE) {
        const digit = digitAt(text, at);
        if (!digit) break;
        const place = run.count;
        run.value[place] = digit.value;
        run.start[place] = at;
        run.end[place] = at + 2;
        run.gap[place] = gapLength > 3 ? gap | Gap.wide : gap;
        run.count = place + 1;
        gap = 0;
        gapLength = 0;
        at += 2;
        if (run.count === CAPACITY) keepOverlap(run, visit);
        continue;
      }
      if (kind === unicode.LETTER && run.count >= 6 && gapLength <= 3) run.tail = tailAt(text, at, gap);
      break;
    }
    if (run.count >= 6) visit(run, run.count);
  }
};

const keepOverlap = (run: DigitRun, visit: (run: DigitRun, from: number) => void): void => {
  const from = CAPACITY - OVERLAP;
  visit(run, from);
  run.value.copyWithin(0, from);
  run.start.copyWithin(0, from);
  run.end.copyWithin(0, from);
  run.gap.copyWithin(0, from);
  run.count = OVERLAP;
};
