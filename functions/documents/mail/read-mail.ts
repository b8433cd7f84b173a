import PostalMime, { type Attachment, addressParser } from 'postal-mime';
import { type HeaderField, readHeaderBlock } from './header-block.ts';
import { decodeHeaderWords } from './header-words.ts';
import { hiddenTextOf, visibleTextOf } from './html-text.ts';
import { defaultLimits, type Limits, type MailProblem } from './mail-problem.ts';
import { mimeStructureOf, withUtf8Headers } from './mime-structure.ts';
import { readTnef } from './tnef.ts';

/** One part of a message that is not its text. `nested` is the message that a message/rfc822 part carries. */
export interface MailPart {
  index: number;
  fileName?: string;
  mediaType: string;
  bytes: Uint8Array;
  disposition: 'body' | 'attachment' | 'inline';
  nested?: ReadMail;
}

export interface MailAddress {
  /** Lower-cased. */
  address: string;
  domain: string;
  name?: string;
}

/** A message as it could be read. Addresses are lower-cased; `date` is ISO 8601 in UTC, or absent. */
export interface ReadMail {
  messageId?: string;
  references: string[];
  inReplyTo?: string;
  /** Absent when there is none, or more than one: never picked silently. */
  from?: MailAddress;
  to: string[];
  cc: string[];
  replyTo?: string;
  deliveredTo: string[];
  subject: string;
  date?: string;
  /** The text body, or the HTML body as text. */
  text: string;
  html?: string;
  /** Text of the HTML that a reader does not see (comments, attributes, hidden elements); only for searching. */
  hiddenText?: string;
  attachments: MailPart[];
  headers: { key: string; value: string }[];
  problems: MailProblem[];
}

const valuesOf = (fields: HeaderField[], key: string): string[] =>
  fields.filter((field) => field.key === key).map((field) => field.value);

const addressOf = (address: string): MailAddress | undefined => {
  const lower = address.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  if (at <= 0 || at === lower.length - 1 || /[\s<>,;]/.test(lower)) return undefined;
  return { address: lower, domain: lower.slice(at + 1) };
};

const mailboxesOf = (value: string): MailAddress[] =>
  addressParser(value.slice(0, 100_000), { flatten: true }).flatMap((mailbox) => {
    const parsed = addressOf(mailbox.address ?? '');
    if (!parsed) return [];
    return [mailbox.name ? { ...parsed, name: mailbox.name } : parsed];
  });

const addressesOf = (fields: HeaderField[], key: string): string[] =>
  valuesOf(fields, key).flatMap((value) => mailboxesOf(value).map(({ address }) => address));

const idsOf = (value: string): string[] => value.match(/<[^<>\s]{1,500}>/g) ?? [];

const authorOf = (fields: HeaderField[], problems: Set<MailProblem>): MailAddress | undefined => {
  const values = valuesOf(fields, 'from');
  // A field whose name only differs from "from" by a foreign character is somebody trying to be two senders.
  const disguised = fields.some(({ key }) => key !== 'from' && key.replaceAll(/[^a-z-]/g, '') === 'from');
  const mailboxes = values.flatMap(mailboxesOf);
  if (values.length > 1 || mailboxes.length > 1 || disguised) {
    problems.add('several-from');
    return undefined;
  }
  if (mailboxes.length === 0) problems.add('no-from');
  return mailboxes[0];
};

const isoDateOf = (value: string | undefined): string | undefined => {
  const date = new Date(value ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** The part of a ReadMail that the header block alone gives. */
const envelopeOf = (fields: HeaderField[], problems: Set<MailProblem>) => {
  const first = (key: string) => valuesOf(fields, key)[0];
  const messageId = idsOf(first('message-id') ?? '')[0];
  const inReplyTo = idsOf(first('in-reply-to') ?? '')[0];
  const from = authorOf(fields, problems);
  const replyTo = addressesOf(fields, 'reply-to')[0];
  const date = isoDateOf(first('date'));
  return {
    ...(messageId && { messageId }),
    references: idsOf(first('references') ?? ''),
    ...(inReplyTo && { inReplyTo }),
    ...(from && { from }),
    to: addressesOf(fields, 'to'),
    cc: addressesOf(fields, 'cc'),
    ...(replyTo && { replyTo }),
    deliveredTo: [...addressesOf(fields, 'delivered-to'), ...addressesOf(fields, 'x-original-to')],
    subject: decodeHeaderWords(first('subject') ?? ''),
    ...(date && { date }),
    headers: fields,
  };
};

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);

const isTnef = (part: { mediaType: string; fileName?: string }): boolean =>
  /^application\/(?:vnd\.)?ms-tnef$/.test(part.mediaType) || part.fileName?.toLowerCase() === 'winmail.dat';

const partsOf = async (
  attachments: Attachment[],
  limits: Limits,
  problems: Set<MailProblem>,
): Promise<{ parts: MailPart[]; tnefBody?: string }> => {
  const parts: MailPart[] = [];
  let tnefBody: string | undefined;
  const add = (part: Omit<MailPart, 'index'>) => parts.push({ index: parts.length, ...part });
  for (const attachment of attachments) {
    const fileName = attachment.filename?.trim();
    const part = {
      ...(fileName && { fileName }),
      mediaType: attachment.mimeType.toLowerCase(),
      bytes: bytesOf(attachment),
      disposition:
        attachment.disposition === 'inline' || attachment.related ? ('inline' as const) : ('attachment' as const),
    };
    if (part.mediaType === 'message/rfc822' && limits.nested > 0) {
      const nested = await readMail(part.bytes, { ...limits, nested: limits.nested - 1 });
      for (const problem of nested.problems) if (nestedProblems.has(problem)) problems.add(problem);
      add({ ...part, nested });
      continue;
    }
    if (part.mediaType === 'message/rfc822') problems.add('too-deep');
    const tnef = isTnef(part) ? readTnef(part.bytes) : undefined;
    if (isTnef(part)) problems.add('tnef');
    if (!tnef) {
      add(part);
      continue;
    }
    tnefBody ??= tnef.body;
    for (const file of tnef.attachments) {
      add({
        ...(file.fileName && { fileName: file.fileName }),
        mediaType: 'application/octet-stream',
        bytes: file.bytes,
        disposition: 'attachment',
      });
    }
  }
  return { parts, ...(tnefBody !== undefined && { tnefBody }) };
};

/** A forwarded message's own problems that also make the outer one doubtful; its missing From does not. */
const nestedProblems = new Set<MailProblem>(['encrypted', 'too-deep', 'too-large', 'too-many-parts', 'tnef']);
/** With these the body is not decoded at all: only the headers are read. */
const unreadable: MailProblem[] = ['too-large', 'too-many-parts', 'too-deep', 'header-too-long'];

/**
 * Reads a raw message (RFC 5322, MIME). Never throws on bad input: `problems` tells what was wrong, and a message
 * beyond the limits is answered with its headers alone, so that its sender can be answered.
 */
export const readMail = async (raw: Uint8Array, someLimits: Partial<Limits> = {}): Promise<ReadMail> => {
  const limits = { ...defaultLimits, ...someLimits };
  const problems = new Set<MailProblem>();
  const block = readHeaderBlock(raw, 0, raw.length, limits.headerBytes);
  const envelope = envelopeOf(block.fields, problems);
  const answer = (more: Partial<ReadMail>): ReadMail => ({
    ...envelope,
    text: '',
    attachments: [],
    ...more,
    problems: [...problems].sort(),
  });

  if (block.isTooLong) problems.add('header-too-long');
  if (raw.length > limits.bytes) problems.add('too-large');
  if (unreadable.some((problem) => problems.has(problem))) return answer({});
  const structure = mimeStructureOf(raw, limits);
  for (const problem of structure.problems) problems.add(problem);
  if (unreadable.some((problem) => problems.has(problem))) return answer({});

  try {
    const email = await PostalMime.parse(withUtf8Headers(raw, structure), {
      forceRfc822Attachments: true,
      maxNestingDepth: limits.depth + 1,
    });
    const { parts, tnefBody } = await partsOf(email.attachments, limits, problems);
    const hiddenText = email.html ? hiddenTextOf(email.html) : '';
    const text = email.text ?? (email.html ? visibleTextOf(email.html) : (tnefBody ?? ''));
    if (text.includes('\ufffd')) problems.add('unknown-charset');
    return answer({
      text,
      ...(email.html && { html: email.html }),
      ...(hiddenText && { hiddenText }),
      attachments: parts,
    });
  } catch {
    problems.add('broken-mime');
    return answer({});
  }
};
