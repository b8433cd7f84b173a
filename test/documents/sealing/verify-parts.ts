import { createHash } from 'node:crypto';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRef, PDFStream } from '@cantoo/pdf-lib';
import { fromBER } from 'asn1js';
import { ContentInfo, SignedAndUnsignedAttributes, SignedData } from 'pkijs';
import { readChain } from '#documents/sealing/certificate-chain';
import { timestampAttribute } from '#documents/sealing/cms-attributes';
import { signCms } from '#documents/sealing/cms-signature';
import type { Stamp } from '#documents/sealing/seal-key';
import type { SealKey } from '#ports/seal-keys';
import { SEALED_AT } from '#test/sealed-paper';

/** What the tampering tests change a sealed file with: bytes, as somebody with an editor has them. */

export const flipped = (file: Buffer, at: number, bits = 1): Buffer => {
  const changed = Buffer.from(file);
  changed[at] = (changed[at] ?? 0) ^ bits;
  return changed;
};

/** Where something stands, and `more` bytes on. @throws Error when it does not stand there. */
export const placeOf = (file: Buffer, what: string, more = 0, from = 0): number => {
  const at = file.indexOf(what, from, 'latin1');
  if (at < 0) throw new Error(`the file has no ${what}`);
  return at + more;
};

/** The byte range of the seal, and where its signature stands. */
export const sealIn = (file: Buffer) => {
  const [whole = '', start = '', resume = '', length = ''] =
    /\/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]/.exec(file.toString('latin1')) ?? [];
  const hex = file.toString('latin1', Number(start) + 1, Number(resume) - 1);
  return {
    range: { text: whole, start: Number(start), resume: Number(resume), length: Number(length) },
    hex,
    place: Buffer.from(hex, 'hex'),
  };
};

/** Flips a bit of the signature, in the hexadecimal that it stands in. */
export const flippedInSeal = (file: Buffer, at: number): Buffer => {
  const { range, place } = sealIn(file);
  const changed = Buffer.from(file);
  const byte = (place[at] ?? 0) ^ (1 << (at % 8));
  changed.write(byte.toString(16).padStart(2, '0'), range.start + 1 + 2 * at, 'latin1');
  return changed;
};

/** Writes another signature into the seal's place. */
export const withSeal = (file: Buffer, cms: Uint8Array): Buffer => {
  const { range, hex } = sealIn(file);
  const changed = Buffer.from(file);
  changed.write(Buffer.from(cms).toString('hex').padEnd(hex.length, '0'), range.start + 1, 'latin1');
  return changed;
};

const signedDataIn = (file: Buffer): SignedData =>
  new SignedData({ schema: ContentInfo.fromBER(sealIn(file).place).content });

/** Takes the seal's CMS apart, lets it be changed, and puts it back. */
export const withChangedCms = (file: Buffer, change: (signed: SignedData) => void): Buffer => {
  const signed = signedDataIn(file);
  change(signed);
  const info = new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
  return withSeal(file, Buffer.from(info.toSchema().toBER()));
};

/** Puts another timestamp over the seal's signature, also one that nobody would seal with. */
export const withTimestamp = async (file: Buffer, stamp: Stamp): Promise<Buffer> => {
  const [signer] = signedDataIn(file).signerInfos;
  const signature = signer?.signature.valueBlock.valueHexView ?? new Uint8Array();
  const token = await stamp(createHash('sha256').update(signature).digest());
  const attributes = token ? [timestampAttribute(fromBER(token).result)] : [];
  return withChangedCms(file, ({ signerInfos: [changed] }) => {
    if (changed) changed.unsignedAttrs = new SignedAndUnsignedAttributes({ type: 1, attributes });
  });
};

/** The first and only attribute beside the signature: its timestamp. */
export const unsignedAttributesIn = (file: Buffer) => signedDataIn(file).signerInfos[0]?.unsignedAttrs;

export interface Update {
  number: number;
  body: string;
}

/** The objects of a file that attacks begin with, as a parser finds them: their numbers and what stands in them. */
export const objectsOf = async (file: Buffer) => {
  const { context, catalog } = await PDFDocument.load(file, { updateMetadata: false });
  const [page] = context
    .enumerateIndirectObjects()
    .flatMap(([ref, object]) =>
      object instanceof PDFDict && object.get(PDFName.of('Type')) === PDFName.of('Page') ? [{ ref, object }] : [],
    );
  const [inside] = context
    .enumerateIndirectObjects()
    .flatMap(([ref, object]) =>
      object instanceof PDFStream && object.dict.get(PDFName.of('Type')) === PDFName.of('EmbeddedFile') ? [ref] : [],
    );
  const contents = page?.object.get(PDFName.of('Contents'));
  const size = (ref: PDFRef) => context.lookupMaybe(ref, PDFStream)?.getContentsSize() ?? 0;
  const [content] = (contents instanceof PDFArray ? contents.asArray() : [contents])
    .filter((ref) => ref instanceof PDFRef)
    .sort((one, other) => size(other) - size(one));
  const root = context.trailerInfo.Root;
  if (!page || !inside || !content || !(root instanceof PDFRef)) throw new Error('another kind of file');
  return {
    catalog: { number: root.objectNumber, body: catalog.toString() },
    page: { number: page.ref.objectNumber, body: page.object.toString() },
    /** What the first page shows, the most of it. */
    content: content.objectNumber,
    fileInside: inside.objectNumber,
    size: context.largestObjectNumber + 1,
  };
};

/** Appends an incremental update (ISO 32000-2 §7.5.6): objects, a cross-reference section and a trailer. */
export const withUpdate = async (file: Buffer, updates: readonly Update[]): Promise<Buffer> => {
  const { catalog, size: before } = await objectsOf(file);
  const previous = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(file.toString('latin1'))?.[1]);
  let text = '\n';
  const lines = updates.map(({ number, body }) => {
    const offset = file.length + text.length;
    text += `${number} 0 obj\n${body}\nendobj\n`;
    return `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length + text.length;
  const size = Math.max(...updates.map(({ number }) => number + 1), before);
  text += `xref\n${lines.join('')}trailer\n<< /Size ${size} /Root ${catalog.number} 0 R /Prev ${previous} >>\n`;
  return Buffer.concat([file, Buffer.from(`${text}startxref\n${table}\n%%EOF\n`, 'latin1')]);
};

export const streamOf = (content: string, entries = ''): string =>
  `<< /Length ${content.length} ${entries} >>\nstream\n${content}\nendstream`;
/** Paints the whole page red. */
export const RED = '1 0 0 rg 0 0 2000 2000 re f';

/** Signs a file on top of its seal with somebody's own key, as any program that signs PDFs would. */
export const signedOnTop = async (file: Buffer, key: SealKey): Promise<Buffer> => {
  const room = 8000;
  const dictionary = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 0000000000 0000000000 0000000000] /Contents <${'0'.repeat(room)}> >>`;
  const widget = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Two) /V 9001 0 R /F 132 /Rect [0 0 0 0] >>';
  const open = await withUpdate(file, [
    { number: 9001, body: dictionary },
    { number: 9002, body: widget },
  ]);
  const place = open.indexOf('/Contents <', file.length) + '/Contents '.length;
  const end = place + room + 2;
  const range = open.indexOf('[0 0000000000', file.length);
  const numbers = [place, end, open.length - end].map((value) => String(value).padStart(10, '0')).join(' ');
  open.write(`[0 ${numbers}]`, range, 'latin1');
  const digest = createHash('sha256').update(open.subarray(0, place)).update(open.subarray(end)).digest();
  const cms = await signCms({ type: '1.2.840.113549.1.7.1', digest }, readChain(key, SEALED_AT), key);
  open.write(cms.toString('hex'), place + 1, 'latin1');
  return open;
};
