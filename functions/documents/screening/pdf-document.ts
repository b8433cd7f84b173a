import { forgetPdfium, loadPdfium, type Pdfium } from './pdfium.ts';

/** One page: its text as the file orders it, the same as the eye orders it, and how much of it is pictures. */
export interface PdfPage {
  text: string;
  geometricText: string;
  /** Share of the page's area under images, 0–1. */
  imageShare: number;
  objects: number;
  annotations: string[];
}

export type PdfReading =
  | { kind: 'read'; pages: PdfPage[]; metadata: string[]; hasActiveContent: boolean }
  | { kind: 'encrypted' | 'damaged' | 'too-large' };

export interface PdfLimits {
  pages: number;
  charactersPerPage: number;
  objectsPerPage: number;
  /** Milliseconds for the whole document; looked at between pages. */
  milliseconds: number;
}

const ERROR_PASSWORD = 4;
const IMAGE = 3;
const FORM = 5;
const metadataKeys = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer'];
const annotationKeys = ['Contents', 'T', 'Subj', 'RC', 'V', 'TU', 'NM'];

/** Calls a function that writes UTF-16LE into a buffer and answers its length in bytes. */
const utf16 = (pdfium: Pdfium, ask: (buffer: number, length: number) => number): string => {
  const length = ask(0, 0);
  if (length <= 2 || length > 1024 * 1024) return '';
  const pointer = pdfium.pdfium.wasmExports.malloc(length);
  ask(pointer, length);
  const text = new TextDecoder('utf-16le').decode(pdfium.memory().slice(pointer, pointer + length - 2));
  pdfium.pdfium.wasmExports.free(pointer);
  return text;
};

/** PDFium writes a hyphen at a line's end as U+0002 or U+FFFE; a number broken there must keep its dash. */
const readable = (text: string): string =>
  text.replaceAll('\u0002', '-').replaceAll('\ufffe', '-').replaceAll('\0', ' ');

interface Glyph {
  char: string;
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Lines from top to bottom and glyphs from left to right, whatever order the file draws them in. */
const inReadingOrder = (glyphs: Glyph[]): string => {
  const byHeight = glyphs.toSorted((a, b) => b.bottom - a.bottom);
  const lines: Glyph[][] = [];
  for (const glyph of byHeight) {
    const line = lines.at(-1);
    const first = line?.[0];
    if (line && first && first.bottom - glyph.bottom < Math.max(first.top - first.bottom, 2) * 0.5) line.push(glyph);
    else lines.push([glyph]);
  }
  return lines
    .map((line) => {
      let text = '';
      let right = Number.NEGATIVE_INFINITY;
      for (const glyph of line.toSorted((a, b) => a.left - b.left)) {
        if (glyph.left - right > (glyph.top - glyph.bottom) * 0.35 && text !== '') text += ' ';
        text += glyph.char;
        right = glyph.right;
      }
      return text;
    })
    .join('\n');
};

const readText = (pdfium: Pdfium, page: number, most: number) => {
  const textPage = pdfium.FPDFText_LoadPage(page);
  if (textPage === 0) return { text: '', geometricText: '', isTooLong: false };
  const count = pdfium.FPDFText_CountChars(textPage);
  const isTooLong = count > most;
  const { malloc, free } = pdfium.pdfium.wasmExports;
  let text = '';
  const glyphs: Glyph[] = [];
  if (count > 0 && !isTooLong) {
    const buffer = malloc((count + 1) * 2);
    const written = pdfium.FPDFText_GetText(textPage, 0, count, buffer);
    text = new TextDecoder('utf-16le').decode(pdfium.memory().slice(buffer, buffer + Math.max(0, written - 1) * 2));
    free(buffer);
    const box = malloc(32);
    for (let at = 0; at < count; at += 1) {
      const code = pdfium.FPDFText_GetUnicode(textPage, at);
      if (code <= 0x20 || code > 0x10ffff) continue;
      if (!pdfium.FPDFText_GetCharBox(textPage, at, box, box + 8, box + 16, box + 24)) continue;
      const view = new DataView(pdfium.memory().buffer, box, 32);
      glyphs.push({
        char: String.fromCodePoint(code),
        left: view.getFloat64(0, true),
        right: view.getFloat64(8, true),
        bottom: view.getFloat64(16, true),
        top: view.getFloat64(24, true),
      });
    }
    free(box);
  }
  pdfium.FPDFText_ClosePage(textPage);
  return { text: readable(text), geometricText: readable(inReadingOrder(glyphs)), isTooLong };
};

const areaOf = (pdfium: Pdfium, object: number): number => {
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const box = malloc(16);
  const isKnown = pdfium.FPDFPageObj_GetBounds(object, box, box + 4, box + 8, box + 12);
  const view = new DataView(pdfium.memory().buffer, box, 16);
  const [left, bottom, right, top] = [0, 4, 8, 12].map((at) => view.getFloat32(at, true));
  free(box);
  return isKnown ? Math.abs(((right ?? 0) - (left ?? 0)) * ((top ?? 0) - (bottom ?? 0))) : 0;
};

const holdsImage = (pdfium: Pdfium, form: number, depth: number): boolean => {
  const count = Math.min(pdfium.FPDFFormObj_CountObjects(form), 2000);
  for (let at = 0; at < count; at += 1) {
    const object = pdfium.FPDFFormObj_GetObject(form, at);
    const type = pdfium.FPDFPageObj_GetType(object);
    if (type === IMAGE || (type === FORM && depth > 0 && holdsImage(pdfium, object, depth - 1))) return true;
  }
  return false;
};

const imageAreaOf = (pdfium: Pdfium, page: number, objects: number): number => {
  let area = 0;
  for (let at = 0; at < objects; at += 1) {
    const object = pdfium.FPDFPage_GetObject(page, at);
    const type = pdfium.FPDFPageObj_GetType(object);
    if (type === IMAGE || (type === FORM && holdsImage(pdfium, object, 4))) area += areaOf(pdfium, object);
  }
  return area;
};

const readAnnotations = (pdfium: Pdfium, page: number): string[] => {
  const texts: string[] = [];
  const count = Math.min(pdfium.FPDFPage_GetAnnotCount(page), 2000);
  for (let at = 0; at < count; at += 1) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, at);
    if (annotation === 0) continue;
    for (const key of annotationKeys) {
      const text = utf16(pdfium, (buffer, length) => pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, length));
      if (text !== '') texts.push(text);
    }
    pdfium.FPDFPage_CloseAnnot(annotation);
  }
  return texts;
};

const readPage = (
  pdfium: Pdfium,
  document: number,
  index: number,
  limits: PdfLimits,
): PdfPage | 'damaged' | 'too-large' => {
  const page = pdfium.FPDF_LoadPage(document, index);
  if (page === 0) return 'damaged';
  try {
    const objects = pdfium.FPDFPage_CountObjects(page);
    if (objects > limits.objectsPerPage) return 'too-large';
    const { isTooLong, ...text } = readText(pdfium, page, limits.charactersPerPage);
    if (isTooLong) return 'too-large';
    const area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page);
    const imageShare = area > 0 ? Math.min(1, imageAreaOf(pdfium, page, objects) / area) : 0;
    return { ...text, imageShare, objects, annotations: readAnnotations(pdfium, page) };
  } finally {
    pdfium.FPDF_ClosePage(page);
  }
};

const readAll = (pdfium: Pdfium, bytes: Uint8Array, limits: PdfLimits, now: () => number): PdfReading => {
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const began = now();
  const file = malloc(bytes.length);
  pdfium.memory().set(bytes, file);
  const document = pdfium.FPDF_LoadMemDocument(file, bytes.length, '');
  try {
    if (document === 0) return { kind: pdfium.FPDF_GetLastError() === ERROR_PASSWORD ? 'encrypted' : 'damaged' };
    if (pdfium.EPDF_IsEncrypted(document)) return { kind: 'encrypted' };
    const count = pdfium.FPDF_GetPageCount(document);
    if (count <= 0) return { kind: 'damaged' };
    if (count > limits.pages) return { kind: 'too-large' };
    const pages: PdfPage[] = [];
    for (let index = 0; index < count; index += 1) {
      if (now() - began > limits.milliseconds) return { kind: 'too-large' };
      const page = readPage(pdfium, document, index, limits);
      if (typeof page === 'string') return { kind: page };
      pages.push(page);
    }
    const metadata = metadataKeys
      .map((key) => utf16(pdfium, (buffer, length) => pdfium.FPDF_GetMetaText(document, key, buffer, length)))
      .filter((text) => text !== '');
    const hasActiveContent =
      pdfium.FPDFDoc_GetAttachmentCount(document) > 0 ||
      pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 ||
      pdfium.FPDF_GetFormType(document) > 0;
    return { kind: 'read', pages, metadata, hasActiveContent };
  } finally {
    if (document !== 0) pdfium.FPDF_CloseDocument(document);
    free(file);
  }
};

/**
 * Reads all that a PDF says: the text of every page in two orders, annotations and metadata. Nothing is rendered and
 * nothing is run. `now` answers milliseconds.
 */
export const readPdf = async (bytes: Uint8Array, limits: PdfLimits, now: () => number): Promise<PdfReading> => {
  const pdfium = await loadPdfium();
  try {
    return readAll(pdfium, bytes, limits, now);
  } catch {
    // The machine trapped or ran out of memory: what it holds can no longer be trusted for the next document.
    forgetPdfium();
    return { kind: 'damaged' };
  }
};
