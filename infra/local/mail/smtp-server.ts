import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { traceHeaders } from './trace-headers.ts';
import { verdictsOf } from './verdicts.ts';
import { defaultMailZone, type MailZone } from './zone.ts';

/** The largest message SES receives into a bucket. */
export const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

/** SMTP envelope; the null sender is the empty string. */
export type Envelope = { from: string; to: string[] };

/** An SMTP reply: `responseCode` goes to the client, the message never names an address. */
class SmtpRefusal extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.name = 'SmtpRefusal';
    this.responseCode = responseCode;
  }
}

/**
 * Starts the mail server of the local home on 127.0.0.1 (port 0: any free port). It takes mail to one domain and
 * relays nothing. `deliver` gets the message as Amazon SES would store it: its trace headers first, then the sender's
 * bytes untouched.
 *
 * Replies: 550 for a recipient elsewhere, 552 above `maxBytes` (counted without the trace headers), 451 when
 * `deliver` fails, so that the sender keeps the message and tries again. The 250 comes only after `deliver` resolved.
 */
export async function createSmtpServer(o: {
  port: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  mailDomain: string;
  deliver: (raw: Buffer, envelope: Envelope) => Promise<void>;
  zone?: MailZone;
  maxBytes?: number;
  /** The receiver's id of a message; 40 random hexadecimal digits unless given. */
  newId?: () => string;
}): Promise<{ port: number; close(): Promise<void> }> {
  const { zone = defaultMailZone, maxBytes = MAX_MESSAGE_BYTES, newId = () => randomBytes(20).toString('hex') } = o;
  const mailDomain = o.mailDomain.toLowerCase();

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const message = await collect(stream, maxBytes);
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const submission = { ip: session.remoteAddress, helo: session.hostNameAppearsAs, sender: from };
    const verdicts = await verdictsOf(message, submission, zone);
    const trace = traceHeaders({ id: newId(), at: new Date(o.now()), submission, recipients: to, verdicts });
    await o.deliver(Buffer.concat([trace, message]), { from, to });
  };

  const server = new SMTPServer({
    name: 'localhost',
    banner: 'Resursdelning',
    size: maxBytes,
    rejectOversized: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    // A lookup of the client's name would leave the machine.
    disableReverseLookup: true,
    maxRecipients: 50,
    closeTimeout: 2_000,
    onRcptTo({ address }, _session, done) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      done(domain === mailDomain ? null : new SmtpRefusal(550, 'No such recipient here; this server does not relay'));
    },
    onData(stream, session, done) {
      receive(stream, session).then(
        () => done(null, 'Ok: message kept'),
        (error: unknown) => done(error instanceof SmtpRefusal ? error : new SmtpRefusal(451, 'Not kept; try again')),
      );
    },
  });
  // A client that hangs up is its own problem; without a listener it would end the whole local home.
  server.on('error', () => {});

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(o.port, '127.0.0.1', () => {
      server.server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Reads the message to its end; what is above the limit is read past, not kept, so that the client hears the reply. */
async function collect(stream: SMTPServerDataStream, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > maxBytes) throw new SmtpRefusal(552, 'Message exceeds the maximum size');
  return Buffer.concat(chunks, bytes);
}
