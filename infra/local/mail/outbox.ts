import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { openMailStore, type StoredMail } from './mail-store.ts';
import { showMailbox } from './mailbox.ts';
import { buildMessage } from './ses-message.ts';
import { parseSendEmail } from './ses-request.ts';
import { answer, answerError, readJson, requireSesSignature, SesError } from './ses-wire.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Where the local home's mail ends up: an SES v2 endpoint in, a readable mailbox out. */
export type Outbox = {
  /** SES v2: `SendEmail` and `GetAccount`; everything else is refused by name. */
  handleSes(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** The mailbox pages and their JSON (`Accept: application/json`). GET and HEAD only; nothing is changed. */
  handlePages(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** What was sent, oldest first. */
  list(): StoredMail[];
  /** After this SES answers 503; what was accepted stays on disk. */
  close(): void;
};

/**
 * Opens the outbox in a directory of its own. A mail is answered for only when it is safe on disk.
 *
 * @param o.now milliseconds since the epoch
 * @throws OutboxDamaged when the directory holds something that is not a mail
 */
export function createOutbox(o: { dir: string; now: () => number }): Outbox {
  const store = openMailStore(o.dir);
  let open = true;

  const sendEmail = async (req: IncomingMessage): Promise<object> => {
    const request = parseSendEmail(await readJson(req));
    const at = new Date(o.now());
    const id = sesMessageId(at);
    const { raw, from, to, subject } = await buildMessage(request, id, at);
    await store.add(
      {
        id,
        at: at.toISOString(),
        from,
        to: [...to],
        subject,
        configurationSet: request.ConfigurationSetName ?? undefined,
        tags: Object.fromEntries((request.EmailTags ?? []).map(({ Name, Value }) => [Name, Value])),
      },
      raw,
    );
    return { MessageId: id };
  };

  const getAccount = (): object => ({
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: {
      Max24HourSend: 50_000,
      MaxSendRate: 14,
      SentLast24Hours: store.list().filter(({ at }) => Date.parse(at) > o.now() - DAY).length,
    },
  });

  return {
    async handleSes(req, res) {
      try {
        if (!open) throw new SesError('ServiceUnavailableException', 503, 'Closing');
        requireSesSignature(req);
        const operation = `${req.method} ${new URL(req.url ?? '/', 'http://localhost').pathname}`;
        if (operation === 'POST /v2/email/outbound-emails') answer(res, await sendEmail(req));
        else if (operation === 'GET /v2/email/account') answer(res, getAccount());
        else throw new SesError('UnknownOperationException', 404, 'This operation is not part of the local home');
      } catch (error) {
        answerError(res, error);
      }
    },
    handlePages: (req, res) => showMailbox(store, req, res),
    list: () => store.list(),
    close() {
      open = false;
    },
  };
}

/** SES's form: sixteen hexadecimal digits that hold the time, a UUID, and six zeros. */
function sesMessageId(at: Date): string {
  return `0110${at.getTime().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}
