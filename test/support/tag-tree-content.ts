/** What the marked content of a page says: which pieces are content of a tag, and what stands outside. */
export interface PageMarks {
  /** Every MCID of the page, in order, as often as it stands there. */
  mcids: number[];
  /** Operators that paint something which is neither tagged nor an artifact. */
  outside: string[];
  /** An artifact inside a tag, a tag inside an artifact, or marks that do not pair. */
  mixed: string[];
}

type Mark = { kind: 'artifact' } | { kind: 'content'; mcid: number } | { kind: 'other' };

const PAINTS = new Set(["'", '"', 'Tj', 'TJ', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 's', 'S', 'sh', 'Do', 'EI']);
// Strings, dictionaries' and arrays' signs, names, inline images as one word each; then everything up to a delimiter.
const WORD =
  /%[^\r\n]*|\((?:\\[\s\S]|[^\\()]|\((?:\\[\s\S]|[^\\()])*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|[[\]{}]|\/[^\s()<>[\]{}/%]*|BI\s[\s\S]*?\sEI(?=\s|$)|[^\s()<>[\]{}/%]+/g;
const OPERATOR = /^(?:[A-Za-z][A-Za-z0-9]*\*?|'|")$/;

const markOf = (operands: readonly string[], propertyOf: (name: string) => number | undefined): Mark => {
  const [tag, second] = operands;
  if (tag === '/Artifact') return { kind: 'artifact' };
  const at = operands.indexOf('/MCID');
  const mcid = at < 0 ? (second?.startsWith('/') ? propertyOf(second.slice(1)) : undefined) : Number(operands[at + 1]);
  return mcid === undefined ? { kind: 'other' } : { kind: 'content', mcid };
};

/**
 * Reads the marks of a content stream (ISO 32000-1, 14.6). `propertyOf` gives the MCID of a property list that the
 * page names in its resources.
 */
export const pageMarks = (content: string, propertyOf: (name: string) => number | undefined): PageMarks => {
  const marks: PageMarks = { mcids: [], outside: [], mixed: [] };
  const open: Mark[] = [];
  let operands: string[] = [];
  const begin = (mark: Mark) => {
    if (mark.kind !== 'other' && open.some(({ kind }) => kind !== 'other')) marks.mixed.push(mark.kind);
    if (mark.kind === 'content') marks.mcids.push(mark.mcid);
    open.push(mark);
  };
  for (const [found] of content.matchAll(WORD)) {
    const word = found.startsWith('BI') && found.endsWith('EI') ? 'EI' : found;
    if (word.startsWith('%')) continue;
    if (!OPERATOR.test(word) || word === 'true' || word === 'false' || word === 'null') {
      operands.push(word);
      continue;
    }
    if (word === 'BMC' || word === 'BDC') begin(markOf(operands, propertyOf));
    else if (word === 'EMC') {
      if (!open.pop()) marks.mixed.push('EMC');
    } else if (PAINTS.has(word) && !open.some(({ kind }) => kind !== 'other')) marks.outside.push(word);
    operands = [];
  }
  if (open.length > 0) marks.mixed.push('unended');
  return marks;
};
