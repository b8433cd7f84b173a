import { COLOURS, type Face, PAGE } from './look.ts';
import type { PaperFile } from './paper-file.ts';

/** A node of the structure tree. */
export type Tag = ReturnType<PaperFile['struct']>;

/** How a tag differs from others of its kind. */
export type TagOptions = NonNullable<Parameters<PaperFile['struct']>[1]>;

const RULE = 0.75;

/**
 * The sheets of a paper, filled from top to foot. Whatever is drawn is either content of a tag or an artifact: there is
 * no third way to draw.
 */
export class Sheets {
  readonly file: PaperFile;
  readonly root: Tag;
  /** Where the next line may stand, from the upper edge. */
  y: number = PAGE.top;
  readonly #bottom: number;
  readonly #onNewSheet: (sheets: Sheets) => void;

  /** `onNewSheet` draws what lies under the text of every sheet. */
  constructor(file: PaperFile, bottom: number, onNewSheet: (sheets: Sheets) => void) {
    this.file = file;
    this.#bottom = bottom;
    this.#onNewSheet = onNewSheet;
    this.root = file.struct('Document');
    file.addStructure(this.root);
    this.next();
  }

  /** Height left on this sheet, in points. */
  get room(): number {
    return this.#bottom - this.y;
  }

  /** Height of an empty sheet. */
  get whole(): number {
    return this.#bottom - PAGE.top;
  }

  get isFresh(): boolean {
    return this.y === PAGE.top;
  }

  /** Goes on to a new sheet. */
  next(): void {
    this.file.addPage();
    this.y = PAGE.top;
    this.#onNewSheet(this);
  }

  /** Goes on to a new sheet unless so much height is left here. */
  need(height: number): void {
    if (height > this.room && !this.isFresh) this.next();
  }

  /** Distance to what stands above; none at the top of a sheet. */
  space(height: number): void {
    if (!this.isFresh) this.y += height;
  }

  tag(parent: Tag, type: string, options: TagOptions = {}): Tag {
    const tag = this.file.struct(type, options);
    parent.add(tag);
    return tag;
  }

  /** Draws something as content of a tag, on the present sheet. */
  content(tag: Tag, draw: () => void): void {
    const type = String(tag.dictionary.data.S);
    const content = this.file.markStructureContent(type);
    draw();
    this.file.endMarkedContent();
    tag.add(content);
  }

  /** Draws something that is no content: rules, page numbers, repeated heads, watermarks. */
  artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.file.markContent('Artifact', { type });
    draw();
    this.file.endMarkedContent();
  }

  /** Writes one line with its upper edge at `y`; it is not broken. */
  line(text: string, face: Face, x: number, y: number): void {
    // Half the leading above and half below, as in a browser.
    const { ascender, descender } = METRICS[face.font];
    const above = (face.leading - (ascender - descender) * face.size) / 2;
    this.file.font(face.font, face.size).fillColor(face.colour);
    this.file.text(text, x, y + above, { lineBreak: false });
  }

  rule(y: number, colour: string = COLOURS.line, thickness: number = RULE): void {
    this.artifact('Layout', () => {
      this.file.rect(PAGE.left, y - thickness / 2, PAGE.textWidth, thickness).fill(colour);
    });
  }
}

/** Per em, from the fonts' own tables (hhea). */
const METRICS = {
  Text: { ascender: 1.024, descender: -0.4 },
  Strong: { ascender: 1.024, descender: -0.4 },
  Code: { ascender: 0.984, descender: -0.273 },
} as const;
