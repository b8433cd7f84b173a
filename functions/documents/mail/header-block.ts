/** One header field, unfolded. `key` is lower-cased; `value` keeps RFC 2047 words as they were written. */
export interface HeaderField {
  key: string;
  value: string;
}

/** A header block: its fields in order, and the offset of the first byte after the empty line that ends it. */
export interface HeaderBlock {
  fields: HeaderField[];
  bodyAt: number;
  isTooLong: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/** UTF-8 when the bytes are UTF-8, otherwise windows-1252, which is what raw 8-bit headers from old clients are. */
export const decodeRawText = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
};

/** Finds the end of the header block that begins at `start`: the offset of the empty line, and of what follows it. */
export const endOfHeaders = (raw: Uint8Array, start: number, end: number): { headersEnd: number; bodyAt: number } => {
  let at = start;
  while (at < end) {
    const newline = raw.indexOf(LF, at);
    const lineEnd = newline === -1 || newline >= end ? end : newline;
    const isEmpty = lineEnd === at || (lineEnd === at + 1 && raw[at] === CR);
    if (isEmpty) return { headersEnd: at, bodyAt: Math.min(lineEnd + 1, end) };
    at = lineEnd + 1;
  }
  return { headersEnd: end, bodyAt: end };
};

/**
 * Reads the header block that begins at `start`. Only space and tab are trimmed round a field name: any other
 * character stays in it, so that no look-alike of a field is taken for the field itself.
 */
export const readHeaderBlock = (raw: Uint8Array, start: number, end: number, maxBytes: number): HeaderBlock => {
  const { headersEnd, bodyAt } = endOfHeaders(raw, start, end);
  const isTooLong = headersEnd - start > maxBytes;
  const lines: string[] = [];
  let at = start;
  const stop = Math.min(headersEnd, start + maxBytes);
  while (at < stop) {
    const newline = raw.indexOf(LF, at);
    let lineEnd = newline === -1 || newline > stop ? stop : newline;
    const next = lineEnd + 1;
    if (lineEnd > at && raw[lineEnd - 1] === CR) lineEnd -= 1;
    const isFolded = raw[at] === 0x20 || raw[at] === 0x09;
    const text = decodeRawText(raw.subarray(at, lineEnd));
    if (isFolded && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
    at = next;
  }
  const fields: HeaderField[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const key = line
      .slice(0, colon)
      .replaceAll(/^[ \t]+|[ \t]+$/g, '')
      .toLowerCase();
    if (key.length > 0) fields.push({ key, value: line.slice(colon + 1).trim() });
  }
  return { fields, bodyAt, isTooLong };
};
