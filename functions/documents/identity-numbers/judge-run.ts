import { type DigitRun, Gap } from './digit-runs.ts';
import type { IdentityNumberHit } from './identity-number-hit.ts';
import type { Nearness } from './labels.ts';
import { dateShapeAt, isChecksumRight } from './number-shape.ts';

type Near = (start: number, end: number) => Nearness;
type Emit = (hit: IdentityNumberHit) => void;
type Judgement = Pick<IdentityNumberHit, 'kind' | 'grade' | 'reasons'> | undefined;

const ANY_BREAK = Gap.newline | Gap.cell | Gap.wide;
const SEPARATOR = Gap.dash | Gap.plus;
const UNUSUAL = Gap.dot | Gap.slash | Gap.other;

/** How the digits of a window are held apart. Places are counted from the first digit of `YYMMDD`. */
interface Writing {
  gaps: number;
  /** What stands between the date and the last four. */
  middle: number;
  isSpacedOut: boolean;
  /** A gap inside a pair of digits, as in a telephone number. */
  isIrregular: boolean;
  /** A tab, a cell or a line break anywhere without a dash beside it. */
  isBroken: boolean;
  /** A point, a stroke or another mark where no date has one. */
  isUnusual: boolean;
  hasGapBefore6: boolean;
  firstGapAt: number;
  firstGap: number;
}

const writingOf = (run: DigitRun, at: number, length: number): Writing => {
  const base = at + length - 10;
  const writing: Writing = {
    gaps: 0,
    middle: run.gap[base + 6] ?? 0,
    isSpacedOut: false,
    isIrregular: false,
    isBroken: false,
    isUnusual: false,
    hasGapBefore6: false,
    firstGapAt: 0,
    firstGap: 0,
  };
  for (let place = at + 1; place < at + length; place += 1) {
    const gap = run.gap[place] ?? 0;
    if (gap === 0) continue;
    const offset = place - base;
    writing.gaps += 1;
    if (writing.firstGapAt === 0) {
      writing.firstGapAt = place - at;
      writing.firstGap = gap;
    }
    if (offset < 6) writing.hasGapBefore6 = true;
    if ((offset & 1) === 1) writing.isIrregular = true;
    if ((gap & ANY_BREAK) !== 0 && (gap & SEPARATOR) === 0) writing.isBroken = true;
    if ((gap & UNUSUAL) !== 0 && offset !== 2 && offset !== 4) writing.isUnusual = true;
  }
  writing.isSpacedOut = writing.gaps === length - 1;
  if (writing.isSpacedOut) writing.isIrregular = false;
  return writing;
};

/** `2026-11-22 1030`: a day and a time of day. */
const looksLikeTime = (run: DigitRun, at: number, { middle, gaps }: Writing): boolean => {
  const value = (place: number) => run.value[at + place] ?? 0;
  const isTime = value(8) * 10 + value(9) < 24 && value(10) < 6;
  const isModern = value(0) === 2;
  return (
    isTime &&
    isModern &&
    (middle & SEPARATOR) === 0 &&
    (gaps === 0 || (middle & (Gap.space | Gap.newline | Gap.other)) !== 0)
  );
};

/** `2026-11-22 – 2026-12-01`: the four digits after the day are the year of another date. */
const isDateRange = (run: DigitRun, at: number, length: number, { hasGapBefore6 }: Writing): boolean => {
  const end = at + length;
  if (!hasGapBefore6 || length !== 12 || end + 2 > run.count) return false;
  const isYear = run.value[end - 4] === 2 && run.value[end - 3] === 0;
  const month = (run.value[end] ?? 0) * 10 + (run.value[end + 1] ?? 0);
  return isYear && month >= 1 && month <= 12 && run.gap[end] === run.gap[at + 4] && run.gap[end + 1] === 0;
};

/** Grades a window of ten or twelve digits whose date has the right shape. The shape decides; the rest only grades. */
const judgeWindow = (run: DigitRun, at: number, length: 10 | 12, near: Near): Judgement => {
  const shape = dateShapeAt(run.value, at, length === 12 ? 8 : 6);
  if (!shape) return undefined;
  const base = at + length - 10;
  const writing = writingOf(run, at, length);
  const { middle } = writing;
  const isChecked = isChecksumRight(run.value, base);
  const isSure = isChecked && shape.isRealDate;
  const hasSeparator = (middle & SEPARATOR) !== 0 && !writing.isIrregular;
  const nearness = near(run.start[at] ?? 0, run.end[at + length - 1] ?? 0);
  const isLabelled = nearness !== 'none';
  const kind = shape.isCoordination ? 'samordningsnummer' : 'personnummer';
  const reasons = () => [
    length === 12 ? 'twelve-digits' : 'ten-digits',
    ...(isChecked ? ['checksum'] : []),
    ...(shape.isRealDate ? ['date'] : []),
    ...(isLabelled ? ['label'] : []),
    ...(hasSeparator ? ['separator'] : []),
    ...(writing.isBroken ? ['across-cells'] : []),
    ...(writing.isSpacedOut ? ['spaced-out'] : []),
  ];
  const as = (grade: IdentityNumberHit['grade'], asKind: IdentityNumberHit['kind'] = kind) => ({
    kind: asKind,
    grade,
    reasons: reasons(),
  });

  if (isLabelled) return as(isSure ? 'certain' : 'likely');
  if (isDateRange(run, at, length, writing)) return undefined;
  // The month and day of a date written with dashes, and what follows it.
  if (length === 10 && run.gap[at] === Gap.dash && writing.hasGapBefore6 && !writing.isSpacedOut) return undefined;
  // The fraction of a decimal number, as coordinates have.
  if (length === 10 && run.gap[at] === Gap.dot) return undefined;
  if ((run.value[base + 6] ?? 0) + (run.value[base + 7] ?? 0) + (run.value[base + 8] ?? 0) === 0 && !isSure)
    return undefined;
  if (writing.isIrregular) return isSure && (length === 12 || (middle & SEPARATOR) !== 0) ? as('possible') : undefined;
  const isPhone = length === 10 && run.value[at] === 0 && (middle & SEPARATOR) === 0;
  if (isPhone && writing.firstGapAt > 0 && writing.firstGapAt <= 4 && !writing.isSpacedOut)
    return isSure ? as('possible', 'unclear') : undefined;
  if (isPhone && run.value[at + 1] === 7 && [0, 2, 3, 6, 9].includes(run.value[at + 2] ?? 1)) {
    return shape.isRealDate || isChecked
      ? { ...as('possible', 'unclear'), reasons: ['ten-digits', 'looks-like-mobile'] }
      : undefined;
  }
  if (writing.isUnusual) {
    if (length === 10 && middle === Gap.dot) return undefined;
    return isSure ? as(length === 12 ? 'likely' : 'possible') : undefined;
  }
  if (writing.isBroken) return isSure ? as(length === 12 ? 'likely' : 'possible') : undefined;
  if (length === 12 && !isSure && looksLikeTime(run, at, writing))
    return writing.gaps === 0 ? as('possible') : undefined;
  if (isSure) return as(length === 12 || hasSeparator ? 'certain' : 'likely');
  if (hasSeparator || length === 12) return as(shape.isRealDate ? 'likely' : 'possible');
  return isChecked || shape.isRealDate ? as('possible') : undefined;
};

/** A label right before, and a count of digits that a mistyped number has. */
const judgeLabelled = (run: DigitRun, at: number, near: Near, emit: Emit): void => {
  let end = at + 1;
  while (end < run.count && end - at <= 14 && ((run.gap[end] ?? 0) & (ANY_BREAK | Gap.other)) === 0) end += 1;
  const length = end - at;
  if (length < 9 || length > 13) return;
  const start = run.start[at] ?? 0;
  const stop = run.end[end - 1] ?? 0;
  if (near(start, stop) !== 'direct') return;
  const isFull = length === 10 || length === 12;
  if (!isFull && !dateShapeAt(run.value, at, 6) && !dateShapeAt(run.value, at, 8)) return;
  emit({ start, end: stop, kind: 'unclear', grade: isFull ? 'likely' : 'possible', reasons: ['label', 'mistyped'] });
};

/** A number inside a longer string of digits: only one with century, real date and right check digit is believed. */
const judgeEmbedded = (run: DigitRun, at: number, end: number, emit: Emit): void => {
  const isTimestamp = end - at === 14 && dateShapeAt(run.value, at, 8)?.isRealDate && (run.value[at + 8] ?? 9) < 3;
  if (isTimestamp) return;
  for (let place = at; place + 12 <= end; place += 1) {
    if (!dateShapeAt(run.value, place, 8)?.isRealDate || !isChecksumRight(run.value, place + 2)) continue;
    emit({
      start: run.start[place] ?? 0,
      end: run.end[place + 11] ?? 0,
      kind: 'personnummer',
      grade: 'possible',
      reasons: ['embedded', 'checksum', 'date'],
    });
  }
};

/** `…890101-9802…` with more digits glued on either side. */
const judgeAroundSeparator = (run: DigitRun, middle: number, emit: Emit): void => {
  const at = middle - 6;
  if (at < 0 || middle + 4 > run.count) return;
  for (let place = at + 1; place < middle + 4; place += 1) if (place !== middle && run.gap[place] !== 0) return;
  if (!dateShapeAt(run.value, at, 6)?.isRealDate || !isChecksumRight(run.value, at)) return;
  emit({
    start: run.start[at] ?? 0,
    end: run.end[middle + 3] ?? 0,
    kind: 'personnummer',
    grade: 'possible',
    reasons: ['embedded', 'checksum', 'date', 'separator'],
  });
};

const interimLetters = 'TRSUWXJKLMN';

/** A date followed by a letter and three digits: an interim number (`-T123`), or a region's reserve number. */
const judgeTail = (run: DigitRun, near: Near, emit: Emit): void => {
  const { tail, count } = run;
  if (!tail || (tail.gap & ~(Gap.space | Gap.dash | Gap.plus | Gap.newline)) !== 0) return;
  for (const length of [8, 6] as const) {
    const at = count - length;
    if (at < 0 || run.gap[at] === 0) continue;
    const shape = dateShapeAt(run.value, at, length);
    if (!shape) continue;
    const start = run.start[at] ?? 0;
    const isInterim = interimLetters.includes(tail.letter);
    const isLabelled = near(start, tail.end) !== 'none';
    const hasSeparator = (tail.gap & SEPARATOR) !== 0;
    if (!isLabelled && !hasSeparator && !(isInterim && shape.isRealDate && tail.gap === 0)) continue;
    emit({
      start,
      end: tail.end,
      kind: isInterim ? 'interim' : 'reserve',
      grade: isLabelled || (isInterim && hasSeparator) ? 'likely' : 'possible',
      reasons: [isInterim ? 'interim-letter' : 'reserve-letter', ...(isLabelled ? ['label'] : [])],
    });
  }
};

/** Finds the numbers in one run. `from` is where the windows of the next piece take over. */
export const judgeRun = (run: DigitRun, from: number, near: Near, emit: Emit): void => {
  let groupStart = 0;
  for (let at = 0; at < run.count && at < from; at += 1) {
    const gap = run.gap[at] ?? 0;
    if (gap === 0) continue;
    groupStart = at;
    let isFound = false;
    for (const length of [12, 10] as const) {
      const end = at + length;
      if (end > run.count || (end < run.count && run.gap[end] === 0)) continue;
      const judgement = judgeWindow(run, at, length, near);
      if (!judgement) continue;
      isFound = true;
      emit({ start: run.start[at] ?? 0, end: run.end[end - 1] ?? 0, ...judgement });
    }
    if (!isFound) judgeLabelled(run, at, near, emit);
    if ((gap & SEPARATOR) !== 0) judgeAroundSeparator(run, at, emit);
    let end = groupStart + 1;
    if (run.count - at < 13) continue;
    while (end < run.count && run.gap[end] === 0) end += 1;
    if (end - at >= 13) judgeEmbedded(run, at, end, emit);
  }
  if (from === run.count) judgeTail(run, near, emit);
};
