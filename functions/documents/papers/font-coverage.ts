/** Whether a font has a glyph for a code point. */
export type Coverage = (codePoint: number) => boolean;

const FULL_UNICODE = 12;

const tableAt = (font: Buffer, wanted: string): number => {
  const tables = font.readUInt16BE(4);
  for (let at = 12; at < 12 + tables * 16; at += 16) {
    if (font.toString('latin1', at, at + 4) === wanted) return font.readUInt32BE(at + 8);
  }
  throw new Error(`a font without the table ${wanted}`);
};

/**
 * Reads which characters a TrueType font has from its `cmap` table, format 12 (OpenType 1.9, cmap).
 * @throws Error when the font has no such table.
 */
export const coverageOf = (font: Buffer): Coverage => {
  const cmap = tableAt(font, 'cmap');
  const offsets = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) =>
    font.readUInt32BE(cmap + 4 + index * 8 + 4),
  );
  const full = offsets.map((offset) => cmap + offset).find((at) => font.readUInt16BE(at) === FULL_UNICODE);
  if (full === undefined) throw new Error('a font without a full Unicode table');

  const covered = new Set<number>();
  const end = full + 16 + font.readUInt32BE(full + 12) * 12;
  for (let group = full + 16; group < end; group += 12) {
    const first = font.readUInt32BE(group);
    const last = font.readUInt32BE(group + 4);
    const glyph = font.readUInt32BE(group + 8);
    // Glyph 0 is the font's sign for "nothing": PDF/A forbids it (ISO 19005-3, 6.2.11.8).
    for (let code = first; code <= last; code++) if (glyph + code - first !== 0) covered.add(code);
  }
  return (codePoint) => covered.has(codePoint);
};
