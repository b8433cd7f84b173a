import { createHash } from 'node:crypto';
import { EncryptedPDFError, ParseSpeeds, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import { readChain } from './certificate-chain.ts';
import { DATA } from './cms-attributes.ts';
import { checkCms } from './cms-check.ts';
import { signCms } from './cms-signature.ts';
import { PdfNotSealable } from './seal-errors.ts';
import { addSealField, isSigned } from './seal-field.ts';
import type { SealingKey, Stamp } from './seal-key.ts';
import { keepPlace, openPlace } from './seal-place.ts';
import { addValidationData, type ValidationData } from './seal-validation-data.ts';

/** Kept for the signature beside its certificates: attributes, the signature itself, and a timestamp with its own chain. */
const ROOM_BEYOND_CHAIN = 12 * 1024;

export interface Sealing {
  key: SealingKey;
  /** Asks a time-stamping authority; without it the seal is of level B-B, with it B-T. */
  stamp?: Stamp;
  /** When it is sealed, as the seal states it. */
  at: Date;
  /** The organisation whose seal it is. */
  organisation: string;
  /** Why it is sealed, for a reader of the signature's properties. */
  reason: string;
  /** Goes into the file before the seal, beside the chain's own certificates. */
  validation?: ValidationData;
}

const load = async (pdf: Uint8Array): Promise<PDFDocument> => {
  try {
    // The document states when and by what it was made; loading is not to change that.
    return await PDFDocument.load(pdf, {
      updateMetadata: false,
      throwOnInvalidObject: true,
      parseSpeed: ParseSpeeds.Fastest,
    });
  } catch (cause) {
    // Encrypted streams may be unreadable before it is found out that they are encrypted.
    const isEncrypted = cause instanceof EncryptedPDFError || Buffer.from(pdf).includes('/Encrypt');
    throw new PdfNotSealable(isEncrypted ? 'encrypted' : 'unreadable', { cause });
  }
};

/** A file that lies inside as it is may itself be a sealed PDF: compressed, its byte range is nobody's but its own. */
const compressFilesInside = ({ context }: PDFDocument): void => {
  for (const [ref, stream] of context.enumerateIndirectObjects()) {
    if (!(stream instanceof PDFRawStream) || stream.dict.get(PDFName.of('Type')) !== PDFName.of('EmbeddedFile'))
      continue;
    if (stream.dict.has(PDFName.of('Filter'))) continue;
    const packed = context.flateStream(stream.contents);
    for (const [key, value] of stream.dict.entries()) if (key !== PDFName.of('Length')) packed.dict.set(key, value);
    context.assign(ref, packed);
  }
};

/**
 * Seals a PDF in the organisation's name: PAdES baseline B-B, or B-T with a timestamp (ETSI EN 319 142-1).
 *
 * The whole file is written anew as one revision, and the signature covers all of it but itself. Before the file is given
 * back, the signature is checked with the certificate's key.
 *
 * @throws PdfNotSealable when the file is signed already, encrypted or unreadable.
 * @throws SealCertificateExpired when a certificate of the chain is not in force at `at`.
 * @throws SealCertificateNotUsable, SealKeyMismatch, SealTimestampNotUsable, SealDoesNotFit
 */
export const sealPdf = async (pdf: Uint8Array, o: Sealing): Promise<Uint8Array> => {
  const chain = readChain(o.key, o.at);
  const document = await load(pdf);
  if (isSigned(document)) throw new PdfNotSealable('signed-already');
  compressFilesInside(document);

  const place = {
    marker: createHash('sha256').update(pdf).digest('hex'),
    size: ROOM_BEYOND_CHAIN + o.key.chain.reduce((sum, { length }) => sum + length, 0),
  };
  const certificates = [...o.key.chain, ...(o.validation?.certificates ?? [])];
  addValidationData(document, { ...o.validation, certificates });
  const signature = keepPlace(document.context, { ...place, organisation: o.organisation, reason: o.reason, at: o.at });
  addSealField(document, { signature, description: `Elektronisk stämpel: ${o.organisation}` });

  const { signed, fill } = openPlace(await write(document), place);
  const hash = createHash('sha256');
  for (const part of signed) hash.update(part);
  const digest = hash.digest();
  const cms = await signCms({ type: DATA, digest }, chain, o.key, o.stamp);
  checkCms(cms, { digest, chain });
  return fill(cms);
};

const write = (document: PDFDocument): Promise<Uint8Array> =>
  document.save({
    useObjectStreams: document.context.pdfFileDetails.useObjectStreams,
    addDefaultPage: false,
    updateFieldAppearances: false,
    objectsPerTick: Number.POSITIVE_INFINITY,
  });
