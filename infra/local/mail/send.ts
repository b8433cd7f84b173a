import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

/** A mail as a person would describe it. Addresses may carry a display name: `Kart och mät <kart@haninge.example>`. */
export type MailDraft = {
  from: string;
  to: string | string[];
  subject: string;
  text?: string;
  html?: string;
  attachments?: { filename: string; content: Buffer | string; contentType?: string }[];
  headers?: Record<string, string>;
  inReplyTo?: string;
  references?: string | string[];
  /** The `Date` field; the current time unless given. */
  date?: Date;
};

/** A recipient was refused, or the message was; carries the server's reply code and no address. */
export class MailNotAccepted extends Error {
  /** SMTP reply code, 0 when the server gave none. */
  readonly code: number;
  constructor(code: number, cause?: unknown) {
    super(`The mail server answered ${code}`, { cause });
    this.name = 'MailNotAccepted';
    this.code = code;
  }
}

/** Builds the raw MIME message of a draft, lines ending in CRLF. Content is never fetched from a path or a URL. */
export function composeMail(draft: MailDraft): Promise<Buffer> {
  return new MailComposer({ ...draft, newline: 'win', disableFileAccess: true, disableUrlAccess: true })
    .compile()
    .build();
}

/**
 * Hands a raw message to the SMTP server on this machine.
 *
 * @throws MailNotAccepted unless every recipient and the message itself were accepted
 */
export async function sendRaw(o: { port: number; raw: Buffer; from: string; to: string[] }): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: o.port, secure: false, ignoreTLS: true });
  try {
    const { rejected } = await transport.sendMail({ envelope: { from: o.from, to: o.to }, raw: o.raw });
    if (rejected.length > 0) throw new MailNotAccepted(550);
  } catch (error) {
    if (error instanceof MailNotAccepted) throw error;
    throw new MailNotAccepted(replyCode(error), error);
  } finally {
    transport.close();
  }
}

function replyCode(error: unknown): number {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : 0;
  return typeof code === 'number' ? code : 0;
}
