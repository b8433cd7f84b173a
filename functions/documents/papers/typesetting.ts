import { brokenLines, type Measure } from './line-breaking.ts';
import type { Face, FontName } from './look.ts';
import type { PaperAssets } from './paper-assets.ts';
import type { PaperFile } from './paper-file.ts';
import { shown, withoutTabs } from './shown-text.ts';

/** Turns texts into lines that fit, and remembers what could not be shown. */
export interface Typesetting {
  /** The lines of a text at this width, in points; tabs are one space. */
  lines: (text: string, face: Face, width: number) => string[];
  /** As `lines`, with tabs as columns. */
  columns: (text: string, face: Face, width: number) => string[];
  width: (text: string, face: Face) => number;
  /** Distinct characters that were replaced so far, in order of appearance. */
  unshown: () => string[];
}

export const typesetting = (file: PaperFile, { fonts }: PaperAssets): Typesetting => {
  const missing = new Set<string>();
  const show = (text: string, font: FontName): string =>
    shown(text, fonts[font].covers, (character) => missing.add(character));

  const measureWith = ({ font, size }: Face): Measure => {
    file.font(font, size);
    const known = new Map<string, number>();
    return (text) => {
      const width = known.get(text) ?? file.widthOfString(text);
      known.set(text, width);
      return width;
    };
  };

  return {
    lines: (text, face, width) => brokenLines(show(text, face.font).replaceAll('\t', ' '), width, measureWith(face)),
    columns: (text, face, width) => brokenLines(withoutTabs(show(text, face.font)), width, measureWith(face)),
    width: (text, face) => measureWith(face)(show(text, face.font)),
    unshown: () => [...missing],
  };
};
