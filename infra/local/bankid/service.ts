import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from './faults.ts';
import { BankIdRefusal, ERROR_STATUSES, type ErrorCode } from './hints.ts';
import type { Order, Orders } from './orders.ts';
import { orderRefIn, orderRequestIn } from './requests.ts';

const MAX_BODY = 512 * 1024;
const BASE = '/rp/v6.0/';

/** A collect in which something is wrong may be provoked; the rest is what the order is. */
const collected = (order: Order, { pendingHint }: Faults): object => {
  const { orderRef, state } = order;
  switch (state.kind) {
    case 'pending':
      return { orderRef, status: 'pending', hintCode: pendingHint ?? state.hint };
    case 'failed':
      return { orderRef, status: 'failed', hintCode: state.hint };
    case 'complete':
      return { orderRef, status: 'complete', completionData: state.data };
  }
};

/** The relying-party API v6.0 of BankID: what it takes, what it answers, and how it refuses. */
export const createService = ({ orders, faults }: { orders: Orders; faults: Faults }) => {
  const answerTo = (method: string, body: unknown): object => {
    switch (method) {
      case 'auth':
      case 'sign': {
        const { orderRef, autoStartToken, qrStartToken, qrStartSecret } = orders.start(
          method,
          orderRequestIn(method, body),
        );
        return { orderRef, autoStartToken, qrStartToken, qrStartSecret };
      }
      case 'collect':
        return collected(orders.collect(orderRefIn(body)), faults);
      case 'cancel':
        orders.cancel(orderRefIn(body));
        return {};
      default:
        throw new BankIdRefusal('notFound', 'No such resource');
    }
  };

  const answer = async (req: IncomingMessage): Promise<object> => {
    if (faults.refuseAll) throw new BankIdRefusal(faults.refuseAll, 'As it was told to');
    const path = new URL(req.url ?? '/', 'https://localhost').pathname;
    if (!path.startsWith(BASE)) throw new BankIdRefusal('notFound', 'No such resource');
    if (req.method !== 'POST') throw new BankIdRefusal('methodNotAllowed', 'Only POST');
    if (!/^application\/json(;|$)/.test(req.headers['content-type'] ?? '')) {
      throw new BankIdRefusal('unsupportedMediaType', 'Only application/json');
    }
    return answerTo(path.slice(BASE.length), await bodyOf(req));
  };

  return {
    handle: (req: IncomingMessage, res: ServerResponse): void => {
      if (faults.line === 'silent') return;
      if (faults.line === 'cut') return void res.destroy();
      if (faults.line === 'garbage') return void res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Proxy');
      answer(req).then(
        (body) => send(res, 200, body),
        (error: unknown) => {
          const refusal =
            error instanceof BankIdRefusal ? error : new BankIdRefusal('internalError', 'Something went wrong');
          send(res, ERROR_STATUSES[refusal.errorCode], {
            errorCode: spelt(refusal.errorCode),
            details: refusal.message,
          });
        },
      );
    },
  };
};

/** The service has spelt this one with a capital. */
const spelt = (code: ErrorCode): string => (code === 'maintenance' ? 'Maintenance' : code);

const send = (res: ServerResponse, status: number, body: object): void => {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const bodyOf = async (req: IncomingMessage): Promise<unknown> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of req) {
    parts.push(part);
    length += part.length;
    if (length > MAX_BODY) throw new BankIdRefusal('invalidParameters', 'Too long');
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new BankIdRefusal('invalidParameters', 'Not JSON');
  }
};
