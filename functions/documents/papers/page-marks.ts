import { COLOURS, FACES, type Face, PAGE } from './look.ts';
import type { Sheets } from './sheets.ts';
import type { Typesetting } from './typesetting.ts';

const NUMBER_WIDTH = 80;
const LARGEST = 110;
const SLANT = 50;

/** Draws a word slantwise over a sheet before anything else is drawn, so pale that every text on it can be read. */
export const drawWatermark = (sheets: Sheets, text: string, set: Typesetting): void => {
  const face: Face = { font: 'Strong', size: LARGEST, leading: LARGEST, colour: COLOURS.watermark };
  const [line = ''] = set.lines(text, face, Number.POSITIVE_INFINITY);
  const diagonal = PAGE.width / Math.cos((SLANT * Math.PI) / 180) - LARGEST * 1.4;
  const size = Math.min(LARGEST, (LARGEST * diagonal) / set.width(line, face));
  const fitted = { ...face, size, leading: size };
  const middle = { x: PAGE.width / 2, y: PAGE.height / 2 };
  sheets.artifact('Pagination', () => {
    sheets.file.save();
    sheets.file.rotate(-SLANT, { origin: [middle.x, middle.y] });
    sheets.line(line, fitted, middle.x - set.width(line, fitted) / 2, middle.y - size / 2);
    sheets.file.restore();
  });
};

const shortened = (text: string, face: Face, width: number, set: Typesetting): string => {
  const [line = '', ...more] = set.lines(text, face, width - 10);
  return more.length > 0 ? `${line.trimEnd()} …` : line;
};

/** The lines at the foot of every sheet; how many they are decides where text ends. */
export const footLines = (footer: string, set: Typesetting): string[] =>
  set.lines(footer, FACES.foot, PAGE.textWidth - NUMBER_WIDTH);

/** The upper edge of the foot. */
export const footTop = (lines: readonly string[]): number =>
  PAGE.footTop - (Math.max(1, lines.length) - 1) * FACES.foot.leading;

/** Draws foot and page number on every sheet, and the title at the top of all but the first. */
export const drawPageMarks = (sheets: Sheets, title: string, foot: readonly string[], set: Typesetting): void => {
  const { file } = sheets;
  const { count } = file.bufferedPageRange();
  const face = FACES.foot;
  const head = shortened(title, face, PAGE.textWidth, set);
  const top = footTop(foot);
  for (let page = 0; page < count; page++) {
    file.switchToPage(page);
    if (page > 0) sheets.artifact('Pagination', () => sheets.line(head, face, PAGE.left, PAGE.headerTop));
    sheets.rule(top - 6, COLOURS.line, 0.5);
    sheets.artifact('Pagination', () => {
      for (const [index, line] of foot.entries()) sheets.line(line, face, PAGE.left, top + index * face.leading);
    });
    const number = `Sida ${page + 1} (${count})`;
    const x = PAGE.left + PAGE.textWidth - set.width(number, face);
    sheets.artifact('Pagination', () => sheets.line(number, face, x, top));
  }
};
