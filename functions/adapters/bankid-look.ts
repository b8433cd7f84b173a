import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { InPageVisit, Look, Visit } from '#ports/identity-provider';
import type { AskBankId } from './bankid-connection.ts';
import { failedMessage, isUntouched, refusedMessage, untouchedMessage, waitingMessage } from './bankid-messages.ts';
import { orderBody, orderFrom } from './bankid-order.ts';
import { type BankIdPending, bankIdPendingFrom, unsealAsk, type Waiting } from './bankid-pending.ts';
import { qrText } from './bankid-qr.ts';
import type { BankIdSecret } from './bankid-settings.ts';

/** The service asks not to be asked more often. */
const BETWEEN_COLLECTS_MS = 2_000;
/** How often a service that did not answer is tried again. */
const BETWEEN_STARTS_MS = 5_000;
/** While somebody asks nobody else does; past any timeout of the connection. */
const TURN_MS = 20_000;
/**
 * How long a page is looked at, and new orders are made when nobody picks one up: a little less than what is remembered of
 * it lives, so that the page itself can say how it ended.
 */
const LONGEST_MS = 9.5 * 60_000;

export interface LookDeps {
  ask: AskBankId;
  secret(): Promise<BankIdSecret>;
  portalUrl: string;
  now: () => Date;
  newSecret: () => string;
}

const Collected = z.looseObject({
  status: z.string(),
  hintCode: z.string().optional(),
  completionData: z.unknown().optional(),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const inMs = (from: Date, ms: number): string => new Date(from.getTime() + ms).toISOString();
const failed = ({ purpose }: Waiting, message: string): BankIdPending => ({ kind: 'failed', purpose, message });

/** What is shown of it now, without asking anybody. */
const shown = (pending: BankIdPending, { launchUrl }: BankIdSecret, now: Date): Look => {
  if (pending.kind === 'failed') return { kind: 'failed', message: pending.message };
  if (pending.kind === 'complete') return { kind: 'complete', pending };
  const { message, device, order } = pending;
  // Nobody starts what is started: the app has been here, or has it now.
  if (!order || !pending.isUntouched || pending.hasReturned) return { kind: 'waiting', message };
  if (device === 'this') {
    return {
      kind: 'waiting',
      message,
      startUrl: `${launchUrl}?autostarttoken=${encodeURIComponent(order.autoStartToken)}`,
    };
  }
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(order.startedAt)) / 1000));
  return { kind: 'waiting', message, qr: qrText(order.qrStartToken, order.qrStartSecret, seconds) };
};

/** Makes an order for what is asked, with a nonce of its own for the way back. The service's trouble is no failure yet. */
export const placeOrder = async (
  deps: LookDeps,
  before: Waiting,
  state: string,
  visit: Visit,
): Promise<BankIdPending> => {
  const nonce = deps.newSecret();
  const returnUrl = `${deps.portalUrl}/bankid/${state}?back=${nonce}`;
  const body = orderBody(unsealAsk(before.sealedAsk, state), visit, returnUrl);
  const method = before.purpose === 'signing' ? 'sign' : 'auth';
  const answer = await deps.ask(await deps.secret(), method, body);
  const now = deps.now();
  const { order: _former, ...rest } = before;
  const fresh = { ...rest, nonceHash: hashOf(nonce), hasReturned: false, isUntouched: true };
  if (answer.kind === 'refused') return failed(before, refusedMessage(answer.errorCode));
  const order = answer.kind === 'answer' ? orderFrom(answer.body, now) : undefined;
  if (!order) return { ...fresh, message: 'RFA5', nextAt: inMs(now, BETWEEN_STARTS_MS) };
  return { ...fresh, order, message: untouchedMessage(before.device), nextAt: inMs(now, BETWEEN_COLLECTS_MS) };
};

/** Lets go of an order that is no longer wanted. That it cannot be told is nothing to stop for: it ends by itself. */
export const letGo = async (deps: LookDeps, pending: BankIdPending): Promise<void> => {
  if (pending.kind !== 'waiting' || !pending.order) return;
  await deps.ask(await deps.secret(), 'cancel', { orderRef: pending.order.orderRef });
};

const collect = async (deps: LookDeps, before: Waiting, orderRef: string, { state, visit }: InPageVisit) => {
  const asked = deps.now();
  const answer = await deps.ask(await deps.secret(), 'collect', { orderRef });
  const next = { ...before, nextAt: inMs(asked, BETWEEN_COLLECTS_MS) };
  if (answer.kind === 'refused') return failed(before, refusedMessage(answer.errorCode));
  const collected = answer.kind === 'answer' ? Collected.safeParse(answer.body).data : undefined;
  // The order lives on where it is; the next question will tell.
  if (!collected) return { ...next, message: 'RFA5' };
  const { status, hintCode, completionData } = collected;
  switch (status) {
    case 'complete': {
      const { createdAt } = before;
      const ask = unsealAsk(before.sealedAsk, state);
      return {
        kind: 'complete' as const,
        createdAt,
        completedAt: asked.toISOString(),
        ask,
        completion: completionData,
      };
    }
    case 'failed':
      // A QR code that nobody read in half a minute: another takes its place, for as long as the page lives.
      if (hintCode === 'startFailed' && before.device === 'other') return placeOrder(deps, before, state, visit);
      return failed(before, failedMessage(hintCode, before.device));
    default:
      return { ...next, isUntouched: isUntouched(hintCode), message: waitingMessage(hintCode, before.device) };
  }
};

/**
 * Looks at an identification under way, and asks the service when it is time and nobody else does. What it was given comes
 * back as it is when there is nothing new to remember.
 */
export const lookAt = async (
  deps: LookDeps,
  o: InPageVisit,
  claim: (pending: unknown) => Promise<boolean>,
): Promise<{ look: Look; pending: unknown }> => {
  const pending = bankIdPendingFrom(o.pending);
  const now = deps.now();
  const secret = await deps.secret();
  const showing = (next: BankIdPending) => ({ look: shown(next, secret, deps.now()), pending: next });
  const unchanged = () => ({ look: shown(pending, secret, now), pending: o.pending });
  if (pending.kind !== 'waiting') return unchanged();
  if (now.getTime() - Date.parse(pending.createdAt) >= LONGEST_MS) {
    await letGo(deps, pending);
    return showing(failed(pending, pending.message === 'RFA5' ? 'RFA5' : 'RFA8'));
  }
  const hasReturned = pending.hasReturned || (o.returned !== undefined && hashOf(o.returned) === pending.nonceHash);
  // Opened on this device, only the way back finishes it: the nonce has then been in the app and is back in this browser.
  const mayCollect = pending.device === 'other' || hasReturned;
  if (pending.order && !mayCollect) return unchanged();
  if (now < new Date(pending.nextAt)) {
    // The way back is walked once; what it brought must not be lost by having been quick.
    return hasReturned === pending.hasReturned ? unchanged() : showing({ ...pending, hasReturned });
  }

  const mine = { ...pending, hasReturned, nextAt: inMs(now, TURN_MS) };
  if (!(await claim(mine))) return unchanged();
  const { order } = mine;
  return showing(order ? await collect(deps, mine, order.orderRef, o) : await placeOrder(deps, mine, o.state, o.visit));
};
