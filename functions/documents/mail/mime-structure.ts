import { isUtf8 } from 'node:buffer';

import { endOfHeaders, readHeaderBlock } from './header-block.ts';
import type { Limits, MailProblem } from './mail-problem.ts';

/** What a message's skeleton tells before it is decoded: the problems, and where each part's headers stand. */
export interface MimeStructure {
  problems: Set<MailProblem>;
  headerRanges: { start: number; end: number }[];
}

interface OpenMultipart {
  boundary: Buffer;
  isFound: boolean;
}

const transferEncodings = new Set(['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable']);
/** Beyond this share of foreign characters a base64 body is not merely decorated, it is damaged. */
const BASE64_SAMPLE = 64 * 1024;

const parameterOf = (value: string, name: string): string | undefined => {
  const found = new RegExp(`;\\s*${name}\\*?\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value.slice(0, 8192));
  return found?.[1] ?? found?.[2];
};

const isKnownCharset = (label: string): boolean => {
  try {
    return new TextDecoder(label.trim()).encoding.length > 0;
  } catch {
    return false;
  }
};

const isBase64Byte = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x2f && byte <= 0x39) ||
  byte === 0x2b ||
  byte === 0x3d ||
  byte === 0x0a ||
  byte === 0x0d ||
  byte === 0x20 ||
  byte === 0x09;

const hasForeignBytes = (raw: Uint8Array, start: number, end: number): boolean => {
  const stop = Math.min(end, start + BASE64_SAMPLE);
  for (let at = start; at < stop; at += 1) if (!isBase64Byte(raw[at] ?? 0)) return true;
  return false;
};

const hasBrokenEscape = (raw: Buffer, start: number, end: number): boolean =>
  /=(?![0-9a-fA-F]{2}|[ \t]*\r?\n|[ \t]*\r?$)/.test(
    raw.toString('latin1', start, Math.min(end, start + BASE64_SAMPLE)),
  );

/**
 * Walks a raw message's boundaries without decoding anything. It runs before the parser, so that a message with a
 * hundred thousand parts or endless nesting is refused before it costs anything, and it is the only place that
 * notices what a forgiving parser forgives.
 */
export const mimeStructureOf = (bytes: Uint8Array, limits: Limits): MimeStructure => {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const problems = new Set<MailProblem>();
  const headerRanges: { start: number; end: number }[] = [];
  const open: OpenMultipart[] = [];

  /** Reads the headers at `start`; answers where the body begins and how it is encoded. */
  const enterPart = (start: number): { bodyAt: number; encoding: string } => {
    // Headers end where they end, or at the next boundary, as the parser has it; and are looked for within the limit.
    const innermost = open.at(-1);
    const boundaryAt = innermost ? raw.indexOf(innermost.boundary, start) : -1;
    const atLineStart = boundaryAt > start && raw[boundaryAt - 1] === 0x0a ? boundaryAt : raw.length;
    const reach = Math.min(raw.length, start + limits.headerBytes + 4);
    const { headersEnd, bodyAt } = endOfHeaders(raw, start, Math.min(reach, atLineStart));
    headerRanges.push({ start, end: headersEnd });
    const block = readHeaderBlock(raw, start, bodyAt, limits.headerBytes);
    if (block.isTooLong) problems.add('header-too-long');
    const textOf = (key: string) => block.fields.find((field) => field.key === key)?.value ?? '';
    const type = textOf('content-type');
    const encoding = textOf('content-transfer-encoding')
      .replace(/\(.*\)|;.*/g, '')
      .trim()
      .toLowerCase();
    if (!transferEncodings.has(encoding)) problems.add('bad-transfer-encoding');
    const charset = parameterOf(type, 'charset');
    if (charset !== undefined && /^text\//i.test(type.trim()) && !isKnownCharset(charset))
      problems.add('unknown-charset');
    if (/^(?:multipart\/encrypted|application\/pgp-encrypted)/i.test(type.trim())) problems.add('encrypted');
    if (/^application\/(?:x-)?pkcs7-mime/i.test(type.trim()) && !/signed-data/i.test(type)) problems.add('encrypted');
    if (/^multipart\//i.test(type.trim())) {
      const boundary = parameterOf(type, 'boundary');
      if (boundary === undefined || boundary === '') problems.add('broken-mime');
      else open.push({ boundary: Buffer.from(`--${boundary}`, 'latin1'), isFound: false });
      if (open.length > limits.depth) problems.add('too-deep');
    }
    return { bodyAt, encoding };
  };

  let part = enterPart(0);
  let partStart = part.bodyAt;
  const leavePart = (end: number): void => {
    if (part.encoding === 'base64' && hasForeignBytes(raw, partStart, end)) problems.add('bad-transfer-encoding');
    if (part.encoding === 'quoted-printable' && hasBrokenEscape(raw, partStart, end))
      problems.add('bad-transfer-encoding');
  };

  let at = part.bodyAt;
  while (open.length > 0 && at < raw.length) {
    const line = at === part.bodyAt && raw[at] === 0x2d && raw[at + 1] === 0x2d ? at : raw.indexOf('\n--', at - 1) + 1;
    if (line <= 0) break;
    const level = open.findLastIndex(({ boundary }) => raw.subarray(line, line + boundary.length).equals(boundary));
    const newline = raw.indexOf(0x0a, line);
    const next = newline === -1 ? raw.length : newline + 1;
    const multipart = open[level];
    const rest = multipart ? raw.toString('latin1', line + multipart.boundary.length, next).trim() : undefined;
    if (!multipart || (rest !== '' && rest !== '--')) {
      at = Math.max(next, line + 2);
      continue;
    }
    multipart.isFound = true;
    if (open.length > level + 1) problems.add('broken-mime');
    leavePart(line);
    open.length = level + 1;
    if (rest === '--') {
      open.length = level;
      part = { bodyAt: next, encoding: '' };
    } else {
      if (headerRanges.length > limits.parts) problems.add('too-many-parts');
      if (problems.has('too-many-parts') || problems.has('too-deep')) return { problems, headerRanges };
      part = enterPart(next);
    }
    partStart = part.bodyAt;
    at = part.bodyAt;
  }
  leavePart(raw.length);
  if (open.length > 0) problems.add('broken-mime');
  return { problems, headerRanges };
};

/**
 * The same message with every header block in UTF-8. Raw 8-bit headers in windows-1252 would otherwise lose their
 * Swedish letters, file names among them.
 */
export const withUtf8Headers = (raw: Uint8Array, { headerRanges }: MimeStructure): Uint8Array => {
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const { start, end } of headerRanges) {
    const block = Buffer.from(raw.buffer, raw.byteOffset + start, end - start);
    if (isUtf8(block)) continue;
    pieces.push(raw.subarray(copied, start), Buffer.from(new TextDecoder('windows-1252').decode(block), 'utf8'));
    copied = end;
  }
  if (pieces.length === 0) return raw;
  return Buffer.concat([...pieces, raw.subarray(copied)]);
};
