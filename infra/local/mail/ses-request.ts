import { z } from 'zod';
import { BadRequest } from './ses-wire.ts';

/** SES decodes text it is given no charset for as 7-bit ASCII, which would garble å, ä and ö; here it is an error. */
const Content = z
  .strictObject({ Data: z.string(), Charset: z.string().nullish() })
  .refine(({ Charset }) => !Charset || /^(utf-8|us-ascii|iso-8859-1)$/i.test(Charset), 'unsupported charset')
  .refine(
    ({ Data, Charset }) => (Charset && !/^us-ascii$/i.test(Charset)) || !/[^\p{ASCII}]/u.test(Data),
    'text outside 7-bit ASCII needs a charset',
  );

/** Fields SES sets itself (the developer guide's list of header fields), or that carry the structure of the message. */
const RESERVED_HEADERS = new Set([
  'bcc',
  'cc',
  'content-disposition',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'return-path',
  'sender',
  'subject',
  'to',
]);

const Header = z
  .strictObject({
    Name: z.string().regex(/^[!-9;-~]{1,126}$/, 'illegal header name'),
    Value: z.string().regex(/^[ -~]{1,995}$/, 'header value must be printable ASCII'),
  })
  .refine(({ Name }) => !RESERVED_HEADERS.has(Name.toLowerCase()), 'this header cannot be set')
  .refine(({ Name, Value }) => Name.length + Value.length <= 996, 'header is too long');

const Simple = z.strictObject({
  Subject: Content.refine(({ Data }) => !/\p{Cc}/u.test(Data), 'Subject contains control characters'),
  Body: z
    .strictObject({ Text: Content.nullish(), Html: Content.nullish() })
    .refine(({ Text, Html }) => Text || Html, 'a text or an HTML body is needed'),
  Headers: z.array(Header).max(15).nullish(),
});

const Tag = z.strictObject({
  Name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/),
  Value: z.string().regex(/^[A-Za-z0-9_.@-]{1,256}$/),
});

const Addresses = z.array(z.string().min(1).max(998)).nullish();

const SendEmailRequest = z.strictObject({
  FromEmailAddress: z.string().min(1).max(998).nullish(),
  Destination: z.strictObject({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses }).nullish(),
  ReplyToAddresses: Addresses,
  FeedbackForwardingEmailAddress: z.string().min(1).max(320).nullish(),
  Content: z
    .strictObject({ Simple: Simple.nullish(), Raw: z.strictObject({ Data: z.base64() }).nullish() })
    .refine(({ Simple: simple, Raw: raw }) => Boolean(simple) !== Boolean(raw), 'exactly one of Simple and Raw'),
  ConfigurationSetName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .nullish(),
  EmailTags: z.array(Tag).max(50).nullish(),
});

/** The part of SES v2 `SendEmail` this system uses; templates, bulk and list management are refused by name. */
export type SendEmailRequest = z.infer<typeof SendEmailRequest>;

/**
 * Validates a `SendEmail` body.
 *
 * @throws BadRequest that names the field and the rule, never the value
 */
export function parseSendEmail(body: unknown): SendEmailRequest {
  const parsed = SendEmailRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadRequest(`${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'invalid'}`);
}
