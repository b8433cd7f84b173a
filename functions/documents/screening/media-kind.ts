/** What a file is, told from its bytes: names and stated media types are the sender's word and are not trusted. */
export type MediaKind = 'pdf' | 'html' | 'json' | 'text' | 'image' | 'office' | 'archive' | 'mixed' | 'unknown';

const HEAD = 4096;
/** A zip's directory ends the file, with at most 64 kB of comment after it. */
const ZIP_TAIL = 66 * 1024;

const signatures: [MediaKind, string][] = [
  ['image', '\x89PNG\r\n'],
  ['image', '\xff\xd8\xff'],
  ['image', 'GIF8'],
  ['image', 'BM'],
  ['image', 'II*\0'],
  ['image', 'MM\0*'],
  ['image', 'II+\0'],
  ['office', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['office', '{\\rtf'],
  ['archive', "7z\xbc\xaf'\x1c"],
  ['archive', 'Rar!'],
  ['archive', '\x1f\x8b'],
  ['archive', 'BZh'],
  ['archive', '\xfd7zXZ'],
  ['archive', '\x28\xb5\x2f\xfd'],
];

const isPictureContainer = (head: string): boolean =>
  (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') || /^.{4}ftyp(?:heic|heix|mif1|avif|hevc)/s.test(head);

const looksLikeHtml = (text: string): boolean =>
  /^\s*(?:<!--[\s\S]{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|div|table|p|span|meta|style|h[1-6])\b/i.test(
    text.slice(0, HEAD),
  );

const looksLikeJson = (text: string): boolean =>
  /^\s*[[{]/.test(text.slice(0, HEAD)) && /[\]}]\s*$/.test(text.slice(-HEAD));

/** Control bytes that no text holds; tab, line breaks, the old end-of-file mark and escape are found in real ones. */
const isBinaryByte = (byte: number): boolean =>
  byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1a && byte !== 0x1b;

/** Text as UTF-8, as UTF-16, or else as windows-1252; undefined when the bytes are no text. */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = bytes.subarray(0, HEAD);
  const zerosAt = (rest: number) => head.reduce((sum, byte, at) => sum + (byte === 0 && at % 2 === rest ? 1 : 0), 0);
  if (zerosAt(1) > head.length / 4) return new TextDecoder('utf-16le').decode(bytes);
  if (zerosAt(0) > head.length / 4) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.some(isBinaryByte)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

/** The kind of a file, and its text when it is one. Two kinds in one file (a polyglot) is `mixed`. */
export const mediaKindOf = (bytes: Uint8Array): { kind: MediaKind; text?: string } => {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = raw.toString('latin1', 0, HEAD);
  const pdfAt = head.indexOf('%PDF-');
  const hasZipEnd = raw.subarray(-ZIP_TAIL).includes('PK\x05\x06', 0, 'latin1');
  if (pdfAt !== -1) return { kind: pdfAt === 0 && !hasZipEnd ? 'pdf' : 'mixed' };
  if (head.startsWith('PK')) {
    return {
      kind: /\[Content_Types\]\.xml|opendocument|^.{0,40}mimetypeapplication\/vnd/s.test(head) ? 'office' : 'archive',
    };
  }
  const kind = signatures.find(([, signature]) => head.startsWith(signature))?.[0];
  if (kind) return { kind };
  if (isPictureContainer(head)) return { kind: 'image' };
  if (head.slice(257, 262) === 'ustar') return { kind: 'archive' };
  if (hasZipEnd) return { kind: 'mixed' };
  const text = decodeText(bytes);
  if (text === undefined) return { kind: 'unknown' };
  if (looksLikeHtml(text)) return { kind: 'html', text };
  return { kind: looksLikeJson(text) ? 'json' : 'text', text };
};
