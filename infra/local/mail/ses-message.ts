import MailComposer from 'nodemailer/lib/mail-composer';
import { addressParser, decodeWords } from 'postal-mime';
import { type MailAddress, parseSesAddress } from './ses-address.ts';
import type { SendEmailRequest } from './ses-request.ts';
import { BadRequest, Rejected } from './ses-wire.ts';
import { MAX_MESSAGE_BYTES } from './smtp-server.ts';
import { rfc5322Date } from './trace-headers.ts';

/** A message ready to be sent: its bytes, and whom it goes to, Bcc included. */
export type OutgoingMessage = {
  readonly raw: Buffer;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
};

const MAX_RECIPIENTS = 50;

/** Fields that may stand only once; with two of them, a reader and we could disagree about which one counts. */
const ONLY_ONCE = ['from', 'sender', 'to', 'cc', 'reply-to', 'subject', 'mime-version', 'content-type'];

/**
 * Builds what SES would put on the wire. SES sets Message-ID and Date itself, whatever the caller wrote.
 *
 * @param id the SES message id, which also becomes the Message-ID field
 * @throws BadRequest for an illegal address, a missing sender or recipient; Rejected for a message above 40 MiB
 */
export async function buildMessage(request: SendEmailRequest, id: string, at: Date): Promise<OutgoingMessage> {
  const messageId = `<${id}@eu-north-1.amazonses.com>`;
  const { Simple, Raw } = request.Content;
  const message = Simple
    ? await fromSimple(request, Simple, messageId, at)
    : fromRaw(request, Buffer.from(Raw?.Data ?? '', 'base64'), messageId, at);
  if (message.to.length === 0) throw new BadRequest('Destination: at least one recipient is needed');
  if (message.to.length > MAX_RECIPIENTS) throw new BadRequest('Recipient count exceeds 50');
  if (message.raw.length > MAX_MESSAGE_BYTES) throw new Rejected('Message is more than 41943040 bytes long');
  return message;
}

type Simple = NonNullable<SendEmailRequest['Content']['Simple']>;

async function fromSimple(request: SendEmailRequest, simple: Simple, messageId: string, date: Date) {
  if (!request.FromEmailAddress) throw new BadRequest("Missing required header 'From'");
  const from = parseSesAddress(request.FromEmailAddress);
  const { to, cc, bcc } = destination(request);
  const composer = new MailComposer({
    from: [from],
    to: [...to],
    cc: [...cc],
    replyTo: (request.ReplyToAddresses ?? []).map(parseSesAddress),
    subject: simple.Subject.Data,
    text: simple.Body.Text?.Data,
    html: simple.Body.Html?.Data,
    headers: (simple.Headers ?? []).map(({ Name, Value }) => ({ key: Name, value: Value })),
    messageId,
    date,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return { raw, from: from.address, to: bare([...to, ...cc, ...bcc]), subject: simple.Subject.Data };
}

function fromRaw(request: SendEmailRequest, data: Buffer, messageId: string, at: Date): OutgoingMessage {
  const { fields, body } = splitMessage(data);
  const fieldValue = (name: string) => fields.find((field) => nameOf(field) === name)?.replace(/^[^:]*:/, '') ?? '';
  if (ONLY_ONCE.some((name) => fields.filter((field) => nameOf(field) === name).length > 1)) {
    throw new BadRequest('Duplicate header');
  }
  const addressesIn = (name: string): MailAddress[] =>
    addressParser(unfold(fieldValue(name)), { flatten: true }).map(({ address }) => parseSesAddress(address ?? ''));
  const [author] = addressesIn('from');
  if (!author) throw new BadRequest("Missing required header 'From'");
  const from = request.FromEmailAddress ? parseSesAddress(request.FromEmailAddress) : author;

  const { to, cc, bcc } = destination(request);
  const named = [...to, ...cc, ...bcc];
  const kept = fields.filter((field) => !['bcc', 'message-id', 'date'].includes(nameOf(field)));
  const head = [...kept, `Date: ${rfc5322Date(at)}`, `Message-ID: ${messageId}`].join('\r\n');
  return {
    raw: Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]),
    from: from.address,
    to: bare(named.length > 0 ? named : ['to', 'cc', 'bcc'].flatMap(addressesIn)),
    subject: decodeWords(Buffer.from(unfold(fieldValue('subject')), 'latin1').toString('utf8')),
  };
}

function destination({ Destination }: SendEmailRequest) {
  const parse = (list: string[] | null | undefined): MailAddress[] => (list ?? []).map(parseSesAddress);
  return {
    to: parse(Destination?.ToAddresses),
    cc: parse(Destination?.CcAddresses),
    bcc: parse(Destination?.BccAddresses),
  };
}

/** Splits a message into its header fields (each with its folded lines) and its body; latin1 keeps every byte. */
function splitMessage(data: Buffer): { fields: string[]; body: Buffer } {
  const text = data.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const head = text.slice(0, end ? end.index : text.length);
  const fields = head.split(/\r?\n(?![ \t])/).filter(Boolean);
  if (fields.some((field) => !/^[!-9;-~]+[ \t]*:/.test(field))) throw new BadRequest('Malformed header section');
  return { fields, body: end ? data.subarray(end.index + end[0].length) : Buffer.alloc(0) };
}

const nameOf = (field: string): string => field.slice(0, field.indexOf(':')).trim().toLowerCase();
const unfold = (value: string): string => value.replace(/\r?\n[ \t]+/g, ' ').trim();
const bare = (list: readonly MailAddress[]): string[] => [...new Set(list.map(({ address }) => address))];
