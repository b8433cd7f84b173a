import { attachFiles } from './attach-files.ts';
import { COLOURS } from './look.ts';
import { drawPageMarks, drawWatermark, footLines, footTop } from './page-marks.ts';
import type { Paper, PaperBlock } from './paper.ts';
import { loadPaperAssets } from './paper-assets.ts';
import { PaperFile } from './paper-file.ts';
import type { Piece } from './piece.ts';
import { Sheets } from './sheets.ts';
import { onOneLine } from './shown-text.ts';
import { factsPiece, tablePiece } from './table-pieces.ts';
import { authorPiece, headingPiece, listPiece, paragraphPiece, titlePiece, verbatimPiece } from './text-pieces.ts';
import { type Typesetting, typesetting } from './typesetting.ts';

const ABOVE_FOOT = 22;

/** A block that says nothing leaves no tag: an empty paragraph or table would be told to a screen reader. */
const saysNothing = (block: PaperBlock): boolean => {
  switch (block.kind) {
    case 'facts':
      return block.rows.length === 0;
    case 'list':
      return block.items.length === 0;
    case 'heading':
    case 'paragraph':
    case 'verbatim':
      return onOneLine(block.text) === '';
    case 'table':
    case 'page-break':
      return false;
  }
};

const pieceOf = (block: PaperBlock, set: Typesetting): Piece => {
  switch (block.kind) {
    case 'heading':
      return headingPiece(block, set);
    case 'paragraph':
      return paragraphPiece(block, set);
    case 'facts':
      return factsPiece(block, set);
    case 'table':
      return tablePiece(block, set);
    case 'list':
      return listPiece(block, set);
    case 'verbatim':
      return verbatimPiece(block, set);
    case 'page-break':
      return { before: 0, least: 0, draw: (sheets) => (sheets.isFresh ? undefined : sheets.next()) };
  }
};

const checkHeadings = (blocks: readonly PaperBlock[]): void => {
  let above = 1;
  for (const block of blocks) {
    if (block.kind !== 'heading') continue;
    if (block.level > above + 1) throw new Error(`a heading of level ${block.level} stands under level ${above}`);
    above = block.level;
  }
};

/** The height from here on that must be on one sheet: a heading goes with the beginning of what it heads. */
const together = (pieces: readonly Piece[], from: number): number => {
  let height = 0;
  for (let index = from; index < pieces.length; index++) {
    const piece = pieces[index];
    if (!piece) break;
    height += (index > from ? piece.before : 0) + piece.least;
    if (!piece.leads) break;
  }
  return height;
};

/**
 * Draws up a paper as a PDF: tagged in reading order, fonts embedded, attachments inside, with the claims PDF/A-3a and
 * PDF/UA-1. The same paper gives the same bytes; its time is `createdAt`. The title is the first heading; a first block
 * that repeats it as heading 1 is not drawn twice.
 *
 * `unshown` holds the distinct characters that the fonts lack (or that nobody sees, as bidirectional marks): each is
 * drawn as `□`. Control characters other than tab and line ends are removed.
 * @throws Error when the paper has no title, a heading skips a level, a table row does not match its head, or an
 * attachment has no proper name or media type.
 */
export const renderPaper = async (paper: Paper): Promise<{ bytes: Uint8Array; unshown: string[] }> => {
  const title = onOneLine(paper.title);
  if (title === '') throw new Error('a paper needs a title');
  checkHeadings(paper.blocks);
  const assets = await loadPaperAssets();
  const file = new PaperFile(paper, assets);
  const set = typesetting(file, assets);

  const [first, ...others] = paper.blocks;
  const repeats = first?.kind === 'heading' && first.level === 1 && onOneLine(first.text) === title;
  const blocks = (repeats ? others : paper.blocks).filter((block) => !saysNothing(block));
  const foot = footLines(onOneLine(paper.footer), set);
  const watermark = onOneLine(paper.watermark ?? '');

  const author = onOneLine(paper.author);
  const pieces = [titlePiece(title, set), ...blocks.map((block) => pieceOf(block, set))];
  const sheets = new Sheets(file, footTop(foot) - ABOVE_FOOT, (sheet) => {
    if (watermark !== '') drawWatermark(sheet, watermark, set);
  });
  if (author !== '') {
    authorPiece(author, set).draw(sheets);
    sheets.y += 5;
    sheets.rule(sheets.y, COLOURS.teal, 1.5);
  }
  for (const [index, piece] of pieces.entries()) {
    sheets.space(piece.before);
    sheets.need(Math.min(together(pieces, index), sheets.whole));
    piece.draw(sheets);
  }
  drawPageMarks(sheets, title, foot, set);
  sheets.root.end();
  attachFiles(file, paper);
  return { bytes: await file.bytes(), unshown: set.unshown() };
};
