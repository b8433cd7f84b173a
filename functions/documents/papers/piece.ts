import type { Face } from './look.ts';
import type { Sheets } from './sheets.ts';

/** A block that is measured and ready to be drawn. Heights are in points. */
export interface Piece {
  /** Distance to what stands above. */
  before: number;
  /** The least that may stand at the foot of a sheet. */
  least: number;
  /** Never alone at the foot: goes on to the next sheet with what follows. */
  leads?: boolean;
  draw: (sheets: Sheets) => void;
}

/** How many of these lines go on a sheet with this room, without a line alone at the foot or at the next top. */
const fitting = (lines: number, room: number, leading: number, isFresh: boolean): number => {
  const fit = Math.floor((room + 0.01) / leading);
  if (fit >= lines) return lines;
  const kept = lines - fit === 1 ? fit - 1 : fit;
  if (kept < 2 && !isFresh) return 0;
  // On a sheet that is empty at least one line goes down, or there would be no end.
  return Math.max(kept, 1);
};

/** The height of a text's beginning that must be together: three lines or fewer are not parted. */
export const leastOf = (lines: number, { leading }: Face): number => (lines <= 3 ? lines : 2) * leading;

/**
 * Lets lines run over as many sheets as they need. `draw` gets the lines of one sheet and the upper edge of the first,
 * and whether they begin the text.
 */
export const runOver = (
  sheets: Sheets,
  lines: readonly string[],
  face: Face,
  draw: (part: readonly string[], top: number, begins: boolean) => void,
): void => {
  sheets.need(leastOf(lines.length, face));
  for (let done = 0; done < lines.length; ) {
    const count = fitting(lines.length - done, sheets.room, face.leading, sheets.isFresh);
    if (count > 0) {
      draw(lines.slice(done, done + count), sheets.y, done === 0);
      sheets.y += count * face.leading;
      done += count;
    }
    if (done < lines.length) sheets.next();
  }
};
