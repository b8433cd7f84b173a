import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { TestPerson } from '../identity/test-person.ts';
import { BankIdRefusal, type FailedHint, type PendingHint } from './hints.ts';
import type { OrderRequest } from './requests.ts';

/** An order that no app picks up fails after this time … */
const UNTOUCHED_MS = 30_000;
/** … and one that was picked up, but neither signed nor cancelled, after this. */
const LONGEST_MS = 180_000;
/** How far a QR code may be behind: somebody has to aim at it. */
const QR_DRIFT_SECONDS = 5;

export interface Order {
  /** What the app calls it; the reference is the relying party's own. */
  id: string;
  orderRef: string;
  autoStartToken: string;
  qrStartToken: string;
  qrStartSecret: string;
  kind: 'auth' | 'sign';
  request: OrderRequest;
  createdAt: number;
  /** Who has it in their app, and whether the app was opened on the device of the browser. */
  person?: TestPerson;
  openedHere?: boolean;
  state:
    | { kind: 'pending'; hint: PendingHint }
    | { kind: 'failed'; hint: FailedHint }
    | { kind: 'complete'; data: object };
}

export type Orders = ReturnType<typeof createOrders>;

/** The orders of the service, and what time does to them. Kept in memory: a restart ends them, as people start again. */
export const createOrders = (now: () => Date) => {
  const orders = new Map<string, Order>();

  const age = (order: Order): number => now().getTime() - order.createdAt;
  const settle = (order: Order): Order => {
    if (order.state.kind !== 'pending') return order;
    if (!order.person && age(order) >= UNTOUCHED_MS) order.state = { kind: 'failed', hint: 'startFailed' };
    else if (age(order) >= LONGEST_MS) order.state = { kind: 'failed', hint: 'expiredTransaction' };
    return order;
  };
  const all = (): Order[] => [...orders.values()].map(settle);
  const fail = (order: Order, hint: FailedHint): void => {
    if (settle(order).state.kind === 'pending') order.state = { kind: 'failed', hint };
  };
  const qrAt = ({ qrStartToken, qrStartSecret }: Order, seconds: number): string =>
    `bankid.${qrStartToken}.${seconds}.${createHmac('sha256', qrStartSecret).update(String(seconds)).digest('hex')}`;
  const qrOf = (order: Order): string => qrAt(order, Math.floor(age(order) / 1000));

  const known = (orderRef: string): Order => {
    const order = orders.get(orderRef);
    if (!order) throw new BankIdRefusal('invalidParameters', 'No such order');
    return settle(order);
  };

  return {
    /** Starts an order. @throws BankIdRefusal `alreadyInProgress` when that person has one already; both are then over. */
    start(kind: Order['kind'], request: OrderRequest): Order {
      const number = request.requirement?.personalNumber;
      const former = all().filter(
        ({ state, request: { requirement } }) =>
          state.kind === 'pending' && number && requirement?.personalNumber === number,
      );
      if (former.length > 0) {
        for (const order of former) fail(order, 'cancelled');
        throw new BankIdRefusal('alreadyInProgress', 'Order already in progress for pno');
      }
      const order: Order = {
        id: randomBytes(8).toString('hex'),
        orderRef: randomUUID(),
        autoStartToken: randomUUID(),
        qrStartToken: randomUUID(),
        qrStartSecret: randomUUID(),
        kind,
        request,
        createdAt: now().getTime(),
        state: { kind: 'pending', hint: 'outstandingTransaction' },
      };
      orders.set(order.orderRef, order);
      return order;
    },

    /** How it goes. A terminal answer is given once; the reference is then dead. @throws BankIdRefusal */
    collect(orderRef: string): Order {
      const order = known(orderRef);
      if (order.state.kind !== 'pending') orders.delete(orderRef);
      return order;
    },

    /** @throws BankIdRefusal */
    cancel(orderRef: string): void {
      known(orderRef);
      orders.delete(orderRef);
    },

    /** What the camera of a telephone sees when it looks at the page of the newest order. */
    qrOf,
    /** The newest first. */
    waiting: (): Order[] =>
      all()
        .filter(({ state, person }) => state.kind === 'pending' && !person)
        .reverse(),
    byId: (id: string): Order | undefined => all().find((order) => order.id === id),

    /**
     * The app picks an order up: by what a QR code says, which must be fresh, or by the token it was started with here.
     * Somebody else than the one whom the order requires ends it. @returns nothing when there is no such order.
     */
    pickUp(by: { qr: string } | { autoStartToken: string }, person: TestPerson): Order | undefined {
      const order = all().find((one) => one.state.kind === 'pending' && !one.person && isMeant(one, by));
      if (!order) return undefined;
      for (const former of all()) if (former.person?.id === person.id) fail(former, 'cancelled');
      order.person = person;
      order.openedHere = 'autoStartToken' in by;
      const required = order.request.requirement?.personalNumber;
      if (required && required !== person.personalIdentityNumber) fail(order, 'certificateErr');
      else order.state = { kind: 'pending', hint: 'started' };
      return order;
    },
    /** The text is on the screen of the app. */
    show(order: Order): void {
      if (settle(order).state.kind === 'pending') order.state = { kind: 'pending', hint: 'userSign' };
    },
    complete(order: Order, data: object): void {
      if (settle(order).state.kind === 'pending') order.state = { kind: 'complete', data };
    },
    fail,
  };

  function isMeant(order: Order, by: { qr: string } | { autoStartToken: string }): boolean {
    if ('autoStartToken' in by) return order.autoStartToken === by.autoStartToken;
    const seconds = Number(by.qr.split('.')[2]);
    const isFresh = Math.abs(Math.floor(age(order) / 1000) - seconds) <= QR_DRIFT_SECONDS;
    return isFresh && by.qr === qrAt(order, seconds);
  }
};
