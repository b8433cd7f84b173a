import { type PDFContext, PDFHexString, PDFName, PDFNumber, type PDFRef, PDFString } from '@cantoo/pdf-lib';
import { PdfNotSealable, SealDoesNotFit } from './seal-errors.ts';

/** As wide as any offset gets (ten digits, the most that a cross-reference table holds). */
const UNKNOWN = 9_999_999_999;
const BYTE_RANGE = Buffer.from('/ByteRange');
/** What is written between the byte range and the signature; more means that something else was found. */
const NEAR = 120;

export interface SealStatement {
  organisation: string;
  reason: string;
  at: Date;
}

/**
 * Registers the signature dictionary with a place for the signature.
 *
 * The place is found again by `marker`, the hash of the file before: nothing that lies in the file can hold it. All
 * texts are hexadecimal strings, so that no text can end its string and go on as PDF.
 *
 * @param marker lower-case hexadecimal
 * @param size the most that the signature takes, bytes
 */
export const keepPlace = (context: PDFContext, o: SealStatement & { marker: string; size: number }): PDFRef =>
  context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.CAdES.detached',
      ByteRange: context.obj([0, UNKNOWN, UNKNOWN, UNKNOWN].map((value) => PDFNumber.of(value))),
      Contents: PDFHexString.of(o.marker.padEnd(o.size * 2, '0')),
      Name: PDFHexString.fromText(o.organisation),
      Reason: PDFHexString.fromText(o.reason),
      M: PDFString.fromDate(o.at),
      // Certified with no change permitted (ISO 32000-1 §12.8.2.2): the document is final.
      Reference: [
        {
          Type: 'SigRef',
          TransformMethod: 'DocMDP',
          TransformParams: { Type: 'TransformParams', P: 1, V: PDFName.of('1.2') },
        },
      ],
    }),
  );

const onlyIndexOf = (file: Buffer, wanted: Buffer): number => {
  const at = file.indexOf(wanted);
  if (at < 0 || file.indexOf(wanted, at + 1) >= 0) throw new PdfNotSealable('place-not-unique');
  return at;
};

/** What is signed of a file with a place in it, and how the signature is put there. */
export interface OpenPlace {
  /** Everything but the place, in order. */
  signed: readonly [Uint8Array, Uint8Array];
  /** Writes the signature into the place. @throws SealDoesNotFit */
  fill(signature: Uint8Array): Uint8Array;
}

/**
 * Finds the place and writes the true byte range: from the first byte to the last, with only the place left out.
 *
 * @throws PdfNotSealable `place-not-unique` when the file holds more than one byte range.
 */
export const openPlace = (saved: Uint8Array, o: { marker: string; size: number }): OpenPlace => {
  const file = Buffer.from(saved.buffer, saved.byteOffset, saved.byteLength);
  const start = onlyIndexOf(file, Buffer.from(`<${o.marker}`));
  const end = start + o.size * 2 + 2;
  const range = onlyIndexOf(file, BYTE_RANGE);
  const open = file.indexOf('[', range);
  const close = file.indexOf(']', open);
  if (range > start || start - range > NEAR || close > start || file[end - 1] !== '>'.charCodeAt(0))
    throw new PdfNotSealable('place-not-unique');
  const width = close - open - 1;
  file.write(`0 ${start} ${end} ${file.length - end}`.padEnd(width), open + 1, 'latin1');
  return {
    signed: [file.subarray(0, start), file.subarray(end)],
    fill(signature) {
      if (signature.length > o.size) throw new SealDoesNotFit(`${signature.length} of ${o.size} bytes`);
      file.write(
        Buffer.from(signature)
          .toString('hex')
          .padEnd(o.size * 2, '0'),
        start + 1,
        'latin1',
      );
      return file;
    },
  };
};
