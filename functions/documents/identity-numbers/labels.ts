/** Words that announce an identity number. Bounded repetitions only: one pass, no backtracking over the text. */
const label =
  /(?<![a-zåäö])(?!personnummer borttaget\])(?:person(?:al)?[ .-]?(?:nummer|num|nr|n:r|id(?:entitets)?(?:nummer|nr)?|number)|pers[ .-]{0,2}(?:nummer|nr|n:r)|p[ .-]{0,2}(?:nr|nummer)(?![a-zåäö])|f(?:ö|o\u0308|oe?)d(?:d|elsedatum|elsenummer|elsenr|elsetid|else-?data)?(?![a-zåäö])|samordnings?[ -]?(?:nummer|nr)|sam[ .-]?nr|reserv(?:nummer|nr)|interims?(?:nummer|nr)|identitets?(?:nummer|nr)|id[ -]?(?:nummer|nr)|[t]-nummer|lma|ssn|social security|date of birth|birth ?(?:date|number)|pin(?:kod)?(?=\s*:))/giu;

/** The places of the labels in a text, in order: pairs of start and end offsets. */
export const labelsIn = (text: string): number[] => {
  const places: number[] = [];
  label.lastIndex = 0;
  for (let found = label.exec(text); found; found = label.exec(text)) places.push(found.index, label.lastIndex);
  return places;
};

/** How far before a number a label still belongs to it, and how far after. */
const BEFORE = 40;
const AFTER = 24;
/** A label this close, with no other figure between, makes any ten or twelve digits suspect. */
const DIRECT = 16;

export type Nearness = 'direct' | 'near' | 'none';

/** Answers how near a label stands to the span; `places` comes from `labelsIn`. Binary search: O(log n). */
export const nearestLabel = (text: string, places: number[], start: number, end: number): Nearness => {
  let low = 0;
  let high = places.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle * 2 + 1] ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const before = low > 0 ? places[low * 2 - 1] : undefined;
  if (before !== undefined && start - before <= DIRECT && !/\p{Nd}/u.test(text.slice(before, start))) return 'direct';
  if (before !== undefined && start - before <= BEFORE) return 'near';
  const after = places[low * 2];
  return after !== undefined && after >= end - 1 && after - end <= AFTER ? 'near' : 'none';
};
