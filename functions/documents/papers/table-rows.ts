import { COLOURS, type Face, PAGE } from './look.ts';
import type { Sheets, Tag, TagOptions } from './sheets.ts';

/** One cell: its lines, how they look, where they stand, and what kind of cell it is. */
export interface Cell {
  lines: readonly string[];
  face: Face;
  /** From the left edge of the text, in points. */
  x: number;
  type: 'TH' | 'TD';
  options?: TagOptions;
}

export type Row = readonly Cell[];

const ROW_PADDING = 4.5;

// A row taller than this share of a sheet may be parted; a lower one goes whole to the next.
const WHOLE_SHARE = 0.3;

const linesOf = (row: Row): number => Math.max(1, ...row.map(({ lines }) => lines.length));
const leadingOf = (row: Row): number => Math.max(...row.map(({ face }) => face.leading));

/** The height of a row, its padding included. */
export const heightOf = (row: Row): number => linesOf(row) * leadingOf(row) + 2 * ROW_PADDING;

/** The least of a row that may stand at the foot of a sheet. */
export const leastOfRow = (row: Row, whole: number): number => {
  const height = heightOf(row);
  return height <= whole * WHOLE_SHARE ? height : 2 * leadingOf(row) + 2 * ROW_PADDING;
};

const drawCells = (
  sheets: Sheets,
  row: Row,
  from: number,
  to: number,
  put: (cell: number, draw: () => void) => void,
) => {
  const leading = leadingOf(row);
  const top = sheets.y + ROW_PADDING;
  for (const [index, { lines, face, x }] of row.entries()) {
    const part = lines.slice(from, to);
    if (part.length === 0) continue;
    put(index, () => {
      for (const [at, line] of part.entries()) sheets.line(line, face, PAGE.left + x, top + at * leading);
    });
  }
  sheets.y = top + (to - from) * leading + ROW_PADDING;
};

/** Draws a head once more, on a sheet where its table goes on: an artifact, since it has been told. */
export const repeatHead = (sheets: Sheets, head: Row): void => {
  drawCells(sheets, head, 0, linesOf(head), (_cell, draw) => sheets.artifact('Layout', draw));
  sheets.rule(sheets.y, COLOURS.headLine, 1);
};

/** Draws a row as one TR, over more sheets when it must; `again` is called at the top of each new sheet. */
export const drawRow = (sheets: Sheets, parent: Tag, row: Row, isHead: boolean, again: () => void): void => {
  const tag = sheets.tag(parent, 'TR');
  const cells = row.map(({ type, options }) => sheets.tag(tag, type, options));
  const total = linesOf(row);
  const leading = leadingOf(row);
  const next = () => {
    sheets.next();
    again();
  };
  if (leastOfRow(row, sheets.whole) > sheets.room && !sheets.isFresh) next();
  for (let done = 0; done < total; ) {
    const fit = Math.max(1, Math.floor((sheets.room - 2 * ROW_PADDING + 0.01) / leading));
    const to = Math.min(total, done + fit);
    drawCells(sheets, row, done, to, (index, draw) => {
      const cell = cells[index];
      if (cell) sheets.content(cell, draw);
    });
    sheets.rule(sheets.y, isHead ? COLOURS.headLine : COLOURS.line, isHead ? 1 : 0.5);
    done = to;
    if (done < total) next();
  }
  tag.end();
};
