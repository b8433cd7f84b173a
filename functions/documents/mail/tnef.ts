/** What a `winmail.dat` carries, as far as it can be read plainly: the body, and files by name. */
export interface TnefContent {
  body?: string;
  attachments: { fileName: string; bytes: Uint8Array }[];
}

const SIGNATURE = 0x223e9f78;
const ATT_BODY = 0x0002800c;
const ATT_ATTACH_TITLE = 0x00018010;
const ATT_ATTACH_DATA = 0x0006800f;
const ATT_ATTACH_REND_DATA = 0x00069002;

const textOf = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes).replace(/\0+$/, '');

const checksumOf = (bytes: Uint8Array): number => {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xffff;
  return sum;
};

/**
 * Reads a TNEF stream (MS-OXTNEF): a signature, then attributes of level, id, length, data and a checksum. Only the
 * plain body, the titles and the data are taken. Answers undefined when the stream is not TNEF or is damaged, so
 * that the part is kept as it came and a person is told.
 */
export const readTnef = (bytes: Uint8Array): TnefContent | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== SIGNATURE) return undefined;
  const content: TnefContent = { attachments: [] };
  let current: { fileName: string; bytes: Uint8Array } | undefined;
  let at = 6;
  while (at < bytes.length) {
    if (at + 11 > bytes.length) return undefined;
    const id = view.getUint32(at + 1, true);
    const length = view.getUint32(at + 5, true);
    const end = at + 9 + length;
    if (end + 2 > bytes.length) return undefined;
    const data = bytes.subarray(at + 9, end);
    if (checksumOf(data) !== view.getUint16(end, true)) return undefined;
    if (id === ATT_BODY) content.body = textOf(data);
    if (id === ATT_ATTACH_REND_DATA) {
      current = { fileName: '', bytes: new Uint8Array() };
      content.attachments.push(current);
    }
    if (id === ATT_ATTACH_TITLE && current) current.fileName = textOf(data);
    if (id === ATT_ATTACH_DATA && current) current.bytes = data;
    at = end + 2;
  }
  return content;
};
