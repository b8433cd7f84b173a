import { findIdentityNumbers } from '../identity-numbers/find-identity-numbers.ts';
import { mediaKindOf } from './media-kind.ts';
import { type PdfLimits, type PdfReading, readPdf } from './pdf-document.ts';
import { screenHtml, screenJson, screenPlain, screenShown } from './screen-text.ts';
import type { Screening, WithheldBecause } from './screening.ts';

export { screenFileName } from './screen-text.ts';
export type { Screening } from './screening.ts';

export interface ScreeningLimits extends PdfLimits {
  textBytes: number;
  pdfBytes: number;
}

const defaultLimits: ScreeningLimits = {
  textBytes: 20 * 1024 * 1024,
  pdfBytes: 40 * 1024 * 1024,
  pages: 300,
  charactersPerPage: 50_000,
  objectsPerPage: 50_000,
  milliseconds: 20_000,
};

/** Less than this of a page under images is a logotype; more may hold what the text does not say. */
const SMALL_IMAGES = 0.15;
const MAY_BE_UNREADABLE = 0.1;

const withheld = (because: WithheldBecause): Screening => ({ verdict: 'withheld', because });

const isUnreadable = (text: string): boolean =>
  (text.match(/[\ufffd\ue000-\uf8ff]/g)?.length ?? 0) > text.length * MAY_BE_UNREADABLE;

/** A PDF circulates as the text of its pages. Whatever else it carries is searched and counted, or withholds it. */
const screenPdf = (reading: PdfReading): Screening => {
  if (reading.kind !== 'read') return withheld(reading.kind);
  if (reading.hasActiveContent) return withheld('mixed-content');
  const texts: string[] = [];
  for (const { text, geometricText, imageShare, objects } of reading.pages) {
    const isEmpty = text.trim() === '';
    if (isEmpty && objects > 0) return withheld('scan');
    if (isUnreadable(text) || imageShare > SMALL_IMAGES)
      return withheld(imageShare > 0.5 || isUnreadable(text) ? 'scan' : 'mixed-content');
    // Digits painted out of order: the eye reads a number that the text does not hold in one piece.
    if (findIdentityNumbers(geometricText).length > findIdentityNumbers(text).length)
      return withheld('doubtful-number');
    texts.push(text.replaceAll(/\r\n?/g, '\n').trim());
  }
  return screenShown(texts.join('\n\n'), [
    ...reading.metadata,
    ...reading.pages.flatMap(({ annotations }) => annotations),
  ]);
};

/**
 * Screens one document for identity numbers. Its kind is told from its bytes, not from its name or stated type.
 * Never throws for what the document holds; what cannot be read as text with certainty is withheld.
 */
export const screenDocument = async (
  { bytes }: { mediaType: string; fileName?: string; bytes: Uint8Array },
  { limits, now = () => performance.now() }: { limits?: Partial<ScreeningLimits>; now?: () => number } = {},
): Promise<Screening> => {
  const most = { ...defaultLimits, ...limits };
  if (bytes.length > most.pdfBytes) return withheld('too-large');
  const { kind, text = '' } = mediaKindOf(bytes);
  switch (kind) {
    case 'pdf':
      return screenPdf(await readPdf(bytes, most, now));
    case 'mixed':
      return withheld('mixed-content');
    case 'unknown':
      return withheld('unknown-type');
    case 'image':
    case 'office':
    case 'archive':
      return withheld(kind);
    default:
      if (bytes.length > most.textBytes) return withheld('too-large');
      if (kind === 'html') return screenHtml(text);
      return kind === 'json' ? screenJson(text) : screenPlain(text);
  }
};
