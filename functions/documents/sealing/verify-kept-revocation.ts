import { decodePDFRawStream, PDFArray, PDFDict, type PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import type { FindingCode } from './verify-findings.ts';
import { wordInOcsp } from './verify-ocsp.ts';
import { revocationFinding, type SealTime } from './verify-revocation.ts';
import { type Certified, type IssuersWord, wordInList } from './verify-revocation-list.ts';

const name = PDFName.of;

/** Enough for every certificate of a chain. What is more was made to keep somebody busy. */
const MOST_OF_A_KIND = 10;
const MOST_BYTES = 4 * 1024 * 1024;
/** Clocks of machines differ by this much without anybody noticing. */
const CLOCKS_DIFFER = 10 * 60 * 1000;

/** The files of a kind in the document security store (ETSI EN 319 142-1 §5.4.2.2). */
const keptIn = ({ catalog }: PDFDocument, kind: 'CRLs' | 'OCSPs'): Uint8Array[] => {
  const store = catalog.lookup(name('DSS'));
  const kept = store instanceof PDFDict ? store.lookup(name(kind)) : undefined;
  if (!(kept instanceof PDFArray)) return [];
  return Array.from({ length: Math.min(kept.size(), MOST_OF_A_KIND) }, (_, index) => kept.lookup(index))
    .filter((stream) => stream instanceof PDFRawStream)
    .map((stream) => decodePDFRawStream(stream).decode())
    .filter(({ length }) => length <= MOST_BYTES);
};

/** What cannot be read, or is signed with what is not accepted, is nobody's word. */
const heard = (read: () => IssuersWord | undefined): IssuersWord[] => {
  try {
    const word = read();
    return word ? [word] : [];
  } catch {
    return [];
  }
};

const isOfTheTime = ({ thisUpdate, nextUpdate }: IssuersWord, { at }: SealTime): boolean =>
  nextUpdate !== undefined && thisUpdate.getTime() <= at.getTime() + CLOCKS_DIFFER && at <= nextUpdate;

/**
 * What the file itself carries of its issuer's word on the seal's certificate: revocation lists and OCSP responses, put
 * there before the seal. A word that it was revoked counts whenever it was said; one that it was not counts for its time.
 */
export const keptFindings = (document: PDFDocument, certified: Certified, time: SealTime): FindingCode[] => {
  const words = [
    ...keptIn(document, 'CRLs').flatMap((der) => heard(() => wordInList(der, certified))),
    ...keptIn(document, 'OCSPs').flatMap((der) => heard(() => wordInOcsp(der, certified))),
  ];
  const revoked = words.flatMap(({ revokedFrom }) => (revokedFrom ? [revocationFinding(revokedFrom, time)] : []));
  if (revoked.length > 0)
    return [revoked.includes('certificate-revoked') ? 'certificate-revoked' : 'certificate-revoked-later'];
  return [words.some((word) => isOfTheTime(word, time)) ? 'revocation-kept' : 'revocation-not-kept'];
};
