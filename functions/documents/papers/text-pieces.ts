import { COLOURS, FACES, type Face, PAGE } from './look.ts';
import type { PaperBlock } from './paper.ts';
import { leastOf, type Piece, runOver } from './piece.ts';
import type { Sheets, Tag, TagOptions } from './sheets.ts';
import { tidied } from './shown-text.ts';
import type { Typesetting } from './typesetting.ts';

type Block<K extends PaperBlock['kind']> = Extract<PaperBlock, { kind: K }>;

// A line longer than 75 characters is hard to follow; tables and hashes use the whole width.
const PROSE_WIDTH = 400;
const INDENT = 16;

const drawn = (sheets: Sheets, tag: Tag, lines: readonly string[], face: Face, x: number = PAGE.left): void =>
  runOver(sheets, lines, face, (part, top) =>
    sheets.content(tag, () => {
      for (const [index, line] of part.entries()) sheets.line(line, face, x, top + index * face.leading);
    }),
  );

const textPiece = (
  lines: readonly string[],
  face: Face,
  before: number,
  type: string,
  options?: TagOptions,
): Piece => ({
  before,
  least: leastOf(lines.length, face),
  draw(sheets) {
    const tag = sheets.tag(sheets.root, type, options);
    drawn(sheets, tag, lines, face);
    tag.end();
  },
});

const HEADING_SPACE = { 1: 26, 2: 22, 3: 15 } as const;

const headingLines = (text: string, face: Face, before: number, level: 1 | 2 | 3, set: Typesetting): Piece => {
  const lines = set.lines(text, face, PAGE.textWidth);
  const piece = textPiece(lines, face, before, `H${level}`);
  const below = level === 3 ? 2 : 5;
  return {
    ...piece,
    least: lines.length * face.leading + below,
    leads: true,
    draw(sheets) {
      piece.draw(sheets);
      sheets.y += below;
    },
  };
};

/** The name of the paper: its first heading. */
export const titlePiece = (title: string, set: Typesetting): Piece => headingLines(title, FACES.title, 14, 1, set);

export const headingPiece = ({ text, level }: Block<'heading'>, set: Typesetting): Piece =>
  headingLines(text, FACES.heading[level], HEADING_SPACE[level], level, set);

export const paragraphPiece = ({ text, language }: Block<'paragraph'>, set: Typesetting): Piece =>
  textPiece(set.lines(text, FACES.body, PROSE_WIDTH), FACES.body, 7, 'P', language === 'en' ? { lang: 'en' } : {});

/** A list with dots; each item is kept together with its dot. */
export const listPiece = ({ items }: Block<'list'>, set: Typesetting): Piece => {
  const face = FACES.body;
  const bodies = items.map((item) => set.lines(item, face, PROSE_WIDTH - INDENT));
  const GAP = 3;
  return {
    before: 7,
    least: leastOf(bodies[0]?.length ?? 0, face),
    draw(sheets) {
      const list = sheets.tag(sheets.root, 'L');
      // ISO 14289-1, 7.6: a list whose items carry labels says of what kind they are.
      list.dictionary.data.A = { O: 'List', ListNumbering: 'Disc' };
      for (const [index, lines] of bodies.entries()) {
        if (index > 0) sheets.space(GAP);
        const item = sheets.tag(list, 'LI');
        const label = sheets.tag(item, 'Lbl');
        const body = sheets.tag(item, 'LBody');
        runOver(sheets, lines, face, (part, top, begins) => {
          if (begins) sheets.content(label, () => sheets.line('•', face, PAGE.left + 3, top));
          sheets.content(body, () => {
            for (const [at, line] of part.entries())
              sheets.line(line, face, PAGE.left + INDENT, top + at * face.leading);
          });
        });
        item.end();
      }
      list.end();
    },
  };
};

const BAR = 2;
/** How far a line goes in that goes on from the one above, so that it is not taken for a line of its own. */
const HANG = 11;

/** A signed text: a paragraph per line, so that its lines are told one by one; an empty line is a distance. */
export const verbatimPiece = ({ text }: Block<'verbatim'>, set: Typesetting): Piece => {
  const face = FACES.verbatim;
  const left = PAGE.left + INDENT;
  const width = PAGE.textWidth - INDENT - HANG;
  const paragraphs = tidied(text)
    .split('\n')
    .map((line) => set.columns(line, face, width));
  const bar = (sheets: Sheets, top: number, height: number) =>
    sheets.artifact('Layout', () => {
      sheets.file.rect(PAGE.left, top, BAR, height).fill(COLOURS.line);
    });
  return {
    before: 8,
    least: leastOf(paragraphs[0]?.length ?? 0, face),
    draw(sheets) {
      for (const lines of paragraphs) {
        if (lines.every((line) => line.trim() === '')) {
          if (!sheets.isFresh && sheets.room >= face.leading) {
            bar(sheets, sheets.y, face.leading);
            sheets.y += face.leading;
          }
          continue;
        }
        const tag = sheets.tag(sheets.root, 'P');
        runOver(sheets, lines, face, (part, top, begins) => {
          bar(sheets, top, part.length * face.leading);
          sheets.content(tag, () => {
            for (const [index, line] of part.entries()) {
              const hang = begins && index === 0 ? 0 : HANG;
              sheets.line(line, face, left + hang, top + index * face.leading);
            }
          });
        });
        tag.end();
      }
    },
  };
};

/** In whose name the paper is drawn up, above the title. */
export const authorPiece = (author: string, set: Typesetting): Piece =>
  textPiece(set.lines(author, FACES.author, PAGE.textWidth), FACES.author, 0, 'P');
