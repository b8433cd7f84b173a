/** The width of a piece of text, in points. */
export type Measure = (text: string) => number;

// After a run of spaces, and after a hyphen or slash between letters: a date or a case number stays whole.
const OPPORTUNITIES = /(?<= )(?! )|(?<=\p{L}[-–/])(?=\p{L})/u;
const graphemes = new Intl.Segmenter('sv', { granularity: 'grapheme' });

/** A word wider than the line, as a hash or an address, in pieces that fit: between characters as people see them. */
const piecesOf = (word: string, width: number, measure: Measure): string[] => {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(word)) {
    const wide = measure(segment);
    if (piece !== '' && used + wide > width) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += wide;
  }
  return [...pieces, piece];
};

const brokenLine = (text: string, width: number, measure: Measure): string[] => {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const end = () => {
    if (line !== '') lines.push(line);
    line = '';
    used = 0;
  };
  for (const word of text.split(OPPORTUNITIES)) {
    // The spaces after a word may hang over the edge: nobody sees them.
    const needed = measure(word.trimEnd());
    if (used + needed > width) end();
    const pieces = needed > width ? piecesOf(word, width, measure) : [word];
    for (const piece of pieces) {
      if (used > 0 && used + measure(piece.trimEnd()) > width) end();
      line += piece;
      used += measure(piece);
    }
  }
  lines.push(line);
  return lines;
};

/**
 * Breaks a text into lines no wider than `width`. A line keeps the spaces at its end, and gets one where the text
 * itself begins a new line, so that the lines read after each other never join two words, nor part a hash.
 */
export const brokenLines = (text: string, width: number, measure: Measure): string[] => {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const goesOn = index < lines.length - 1 && !line.endsWith(' ');
    return brokenLine(goesOn ? `${line} ` : line, width, measure);
  });
};
