import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  type PDFNumber,
  PDFObjectParser,
  PDFString,
} from '@cantoo/pdf-lib';
import { lengthOfDer } from './verify-der.ts';
import { Fault, type FindingCode } from './verify-findings.ts';

/** What a seal covers and what it is, as the raw bytes say: nothing here trusts a parser's idea of the file. */
export interface SealedRange {
  /** The two parts that are signed. */
  signed: readonly [Buffer, Buffer];
  /** The DER of the signature, without what fills its place. */
  cms: Buffer;
  /** The object number of the signature dictionary, to compare with the field's. */
  objectNumber: number;
  /** When the seal states that it was made. */
  statedAt?: Date;
  /** What is wrong around the seal; the seal itself can still be told. */
  faults: readonly FindingCode[];
}

const HEADER = '%PDF-';
const END = '%%EOF';
const BYTE_RANGE = '/ByteRange';
const RANGE_FORM = /^\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/;
const LONGEST_RANGE = 200;
const OBJECT = ' 0 obj';
/** The most of a signature dictionary that stands before its byte range, and after its signature. */
const NEAR = 4096;
/** What only a signature's dictionary says. */
const SIGNS_OF_A_SEAL = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'Adobe.PPKLite', '/DocMDP'];
const SUB_FILTER = 'ETSI.CAdES.detached';

const countOf = (file: Buffer, wanted: string, most = 2): number => {
  let count = 0;
  for (let at = file.indexOf(wanted); at >= 0 && count < most; at = file.indexOf(wanted, at + 1)) count += 1;
  return count;
};

/** @throws Fault when there is no seal to be told at all. */
export const findSealedRange = (file: Buffer): SealedRange => {
  if (file.toString('latin1', 0, HEADER.length) !== HEADER) throw new Fault('not-a-pdf');
  const at = file.indexOf(BYTE_RANGE);
  if (at < 0) throw new Fault(SIGNS_OF_A_SEAL.some((sign) => file.includes(sign)) ? 'byte-range-missing' : 'no-seal');
  const faults: FindingCode[] = [];
  if (countOf(file, BYTE_RANGE) > 1) faults.push('several-byte-ranges');

  const [, zero, ...rest] = RANGE_FORM.exec(file.toString('latin1', at, at + LONGEST_RANGE)) ?? [];
  const [start = 0, resume = 0, length = 0] = rest.map(Number);
  if (Number(zero) !== 0 || start <= 0 || resume <= start) throw new Fault('byte-range-malformed');
  const end = resume + length;
  if (end > file.length) throw new Fault('cut-off');
  if (end < file.length) faults.push('added-after-seal');
  if (!isOneRevision(file)) faults.push('not-one-revision');

  const place = placeIn(file, start, resume);
  const dictionary = dictionaryAt(file.subarray(0, end), at, start, resume);
  return {
    signed: [file.subarray(0, start), file.subarray(resume, end)],
    ...place,
    ...dictionary,
    faults: [...faults, ...place.faults],
  };
};

const isOneRevision = (file: Buffer): boolean =>
  countOf(file, END) === 1 &&
  countOf(file, 'startxref') === 1 &&
  /%%EOF(?:\r?\n|\r)?$/.test(file.toString('latin1', file.length - 8));

/** The signature, out of the gap that its byte range leaves: one hexadecimal string, the signature first and then zeros. */
const placeIn = (file: Buffer, start: number, resume: number): { cms: Buffer; faults: FindingCode[] } => {
  const hex = file.toString('latin1', start + 1, resume - 1);
  const isOneString = file[start] === 0x3c && file[resume - 1] === 0x3e;
  // One case throughout: another would be read as the same signature, and no byte may change unseen.
  const isHex = hex.length % 2 === 0 && (/^[0-9a-f]*$/.test(hex) || /^[0-9A-F]*$/.test(hex));
  const follows = file.toString('latin1', Math.max(0, start - 20), start);
  if (!isOneString || !isHex || !/\/Contents\s*$/.test(follows)) throw new Fault('gap-not-the-seal');
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.every((byte) => byte === 0)) throw new Fault('seal-emptied');
  const { whole } = derLength(bytes);
  if (whole > bytes.length) throw new Fault('seal-malformed');
  const isFilled = bytes.subarray(whole).every((byte) => byte === 0);
  return { cms: bytes.subarray(0, whole), faults: isFilled ? [] : ['padding-not-zero'] };
};

const derLength = (bytes: Buffer) => {
  try {
    return lengthOfDer(bytes);
  } catch {
    throw new Fault('seal-malformed');
  }
};

/** The dictionary round the byte range, parsed by itself: it must say the same as the raw bytes. */
const dictionaryAt = (file: Buffer, at: number, start: number, resume: number) => {
  const first = Math.min(at, start);
  const opening = file.subarray(0, first).lastIndexOf(OBJECT);
  const [number] = /\d{1,10}$/.exec(file.toString('latin1', Math.max(0, opening - 10), Math.max(0, opening))) ?? [];
  if (!number || first - opening > NEAR) throw new Fault('signature-dictionary-wrong');
  const body = file.subarray(opening + OBJECT.length, resume + NEAR);
  const dictionary = parsed(body);
  const contents = dictionary?.get(PDFName.of('Contents'));
  const range = dictionary?.get(PDFName.of('ByteRange'));
  const isOurs =
    dictionary?.get(PDFName.of('Type')) === PDFName.of('Sig') &&
    dictionary.get(PDFName.of('SubFilter')) === PDFName.of(SUB_FILTER) &&
    contents instanceof PDFHexString &&
    contents.asString() === file.toString('latin1', start + 1, resume - 1) &&
    range instanceof PDFArray &&
    range.size() === 4 &&
    [0, start, resume].every((value, index) => (range.get(index) as PDFNumber).asNumber?.() === value);
  if (!isOurs) throw new Fault('signature-dictionary-wrong');
  const stated = statedTime(dictionary.get(PDFName.of('M')));
  return { objectNumber: Number(number), ...(stated && { statedAt: stated }) };
};

const parsed = (body: Buffer): PDFDict | undefined => {
  try {
    const object = PDFObjectParser.forBytes(body, PDFContext.create()).parseObject();
    return object instanceof PDFDict ? object : undefined;
  } catch {
    return undefined;
  }
};

const statedTime = (value: unknown): Date | undefined => {
  if (!(value instanceof PDFString || value instanceof PDFHexString)) return undefined;
  try {
    return value.decodeDate();
  } catch {
    return undefined;
  }
};
