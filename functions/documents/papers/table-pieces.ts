import { type ColumnNeed, columnWidths } from './column-widths.ts';
import { COLOURS, FACES, type Face, PAGE } from './look.ts';
import type { PaperBlock } from './paper.ts';
import type { Piece } from './piece.ts';
import { type Cell, drawRow, heightOf, leastOfRow, type Row, repeatHead } from './table-rows.ts';
import type { Typesetting } from './typesetting.ts';

type Block<K extends PaperBlock['kind']> = Extract<PaperBlock, { kind: K }>;

const GUTTER = 12;
const NAME_WIDTH = 130;
const CAPTION_GAP = 3;
// The height of a sheet's text, near enough to judge which rows are tall before there is a sheet.
const SHEET = 700;

/** Names and values: a table where every row has its own head. */
export const factsPiece = ({ rows }: Block<'facts'>, set: Typesetting): Piece => {
  const valueAt = NAME_WIDTH + GUTTER;
  const valueWidth = PAGE.textWidth - valueAt;
  const cells = rows.map(({ name, value, mono }): Row => {
    const face: Face = mono ? { ...FACES.code, leading: FACES.value.leading } : FACES.value;
    return [
      { lines: set.lines(name, FACES.name, NAME_WIDTH), face: FACES.name, x: 0, type: 'TH', options: { scope: 'Row' } },
      { lines: set.lines(value, face, valueWidth), face, x: valueAt, type: 'TD' },
    ];
  });
  return {
    before: 8,
    least: cells[0] ? leastOfRow(cells[0], SHEET) : 0,
    draw(sheets) {
      const table = sheets.tag(sheets.root, 'Table');
      sheets.rule(sheets.y, COLOURS.line, 0.5);
      for (const row of cells) {
        drawRow(sheets, table, row, false, () => sheets.rule(sheets.y, COLOURS.line, 0.5));
      }
      table.end();
      sheets.y += 4;
    },
  };
};

const needOf = (column: number, block: Block<'table'>, body: Face, set: Typesetting): ColumnNeed => {
  const texts = [
    { text: block.head[column] ?? '', face: FACES.columnHead },
    ...block.rows.map((row) => ({ text: row[column] ?? '', face: body })),
  ];
  const widest = (parts: (text: string) => string[]) =>
    Math.max(0, ...texts.flatMap(({ text, face }) => parts(text).map((part) => set.width(part, face)))) + 0.1;
  return { word: widest((text) => text.split(/\s+/)), text: widest((text) => text.split('\n')) };
};

/**
 * A table with a caption and a row of heads, repeated on every sheet it reaches.
 * @throws Error when a row has another number of cells than the head.
 */
export const tablePiece = (block: Block<'table'>, set: Typesetting): Piece => {
  const { head, rows, caption, mono } = block;
  if (head.length === 0 || rows.some((row) => row.length !== head.length)) {
    throw new Error('a row of a table has another number of cells than its head');
  }
  const body = mono ? FACES.code : FACES.cell;
  const widths = columnWidths(
    head.map((_, column) => needOf(column, block, body, set)),
    PAGE.textWidth - GUTTER * (head.length - 1),
  );
  const starts = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width + GUTTER, 0));
  const rowOf = (texts: readonly string[], face: Face, kind: Pick<Cell, 'type' | 'options'>): Row =>
    texts.map((text, column) => ({
      lines: set.lines(text, face, widths[column] ?? 0),
      face,
      x: starts[column] ?? 0,
      ...kind,
    }));
  const headRow = rowOf(head, FACES.columnHead, { type: 'TH', options: { scope: 'Column' } });
  const bodyRows = rows.map((texts) => rowOf(texts, body, { type: 'TD' }));
  const captionLines = set.lines(caption, FACES.caption, PAGE.textWidth);
  const captionHeight = captionLines.length * FACES.caption.leading + CAPTION_GAP;
  return {
    before: 12,
    least: captionHeight + heightOf(headRow) + (bodyRows[0] ? leastOfRow(bodyRows[0], SHEET) : 0),
    draw(sheets) {
      const table = sheets.tag(sheets.root, 'Table');
      const captionTag = sheets.tag(table, 'Caption');
      sheets.content(captionTag, () => {
        for (const [index, line] of captionLines.entries())
          sheets.line(line, FACES.caption, PAGE.left, sheets.y + index * FACES.caption.leading);
      });
      sheets.y += captionHeight;
      drawRow(sheets, sheets.tag(table, 'THead'), headRow, true, () => {});
      if (bodyRows.length > 0) {
        const tableBody = sheets.tag(table, 'TBody');
        for (const row of bodyRows) drawRow(sheets, tableBody, row, false, () => repeatHead(sheets, headRow));
      }
      table.end();
      sheets.y += 4;
    },
  };
};
