import type { Outcome, Status } from './assignment.ts';
import { EventNotAllowed } from './errors.ts';

/** The states of the two machines in which a person is waited for. */
export const WAITS = [
  'AwaitScreening',
  'AwaitOrder',
  'AwaitAcceptance',
  'AwaitClearance',
  'AwaitDeliverables',
  'AwaitReceipt',
  'AwaitClosingDecision',
  'AwaitObjection',
  'AwaitHoldRelease',
] as const;
export type Wait = (typeof WAITS)[number];

interface Transition {
  /** Statuses in which the event may happen. The database refuses it in any other (conditional write). */
  from: readonly Status[];
  /** The status it leads to; absent: the status stays. */
  to?: Status;
  /** How the assignment ends, when the event ends it. */
  outcome?: Outcome;
  /** The waits that this event answers; the outcome that the workflow sees is the event's own name. */
  answers?: readonly Wait[];
}

const UNDER_WAY = [
  'screening',
  'in-review',
  'circulated',
  'ordered',
  'accepted',
  'in-progress',
  'delivered',
  'sent',
] as const;
const WAITED_FOR = [
  'AwaitScreening',
  'AwaitOrder',
  'AwaitAcceptance',
  'AwaitClearance',
  'AwaitDeliverables',
  'AwaitReceipt',
] as const satisfies readonly Wait[];

const table = {
  circulated: { from: ['screening'], to: 'circulated' },
  doubted: { from: ['screening'], to: 'in-review' },
  reviewed: { from: ['in-review'], to: 'screening', answers: ['AwaitScreening'] },
  answered: { from: ['circulated'], answers: ['AwaitOrder'] },
  declined: { from: ['circulated'], to: 'ended', outcome: 'declined', answers: ['AwaitOrder'] },
  ordered: { from: ['circulated'], to: 'ordered', answers: ['AwaitOrder'] },
  accepted: { from: ['ordered'], to: 'accepted', answers: ['AwaitAcceptance'] },
  refused: { from: ['ordered'], to: 'circulated', answers: ['AwaitAcceptance'] },
  'clearance-given': { from: ['accepted'], answers: ['AwaitClearance'] },
  cleared: { from: ['accepted'], to: 'in-progress' },
  'deliverable-added': { from: ['in-progress'] },
  'deliverable-removed': { from: ['in-progress'] },
  delivered: { from: ['in-progress'], to: 'delivered', answers: ['AwaitDeliverables'] },
  returned: { from: ['delivered'], to: 'in-progress' },
  sent: { from: ['delivered'], to: 'sent' },
  'message-revoked': { from: ['sent'] },
  objected: { from: ['sent'], to: 'in-progress', answers: ['AwaitReceipt'] },
  'objected-finally': { from: ['sent'], to: 'ended', outcome: 'objected', answers: ['AwaitReceipt'] },
  received: { from: ['sent'], to: 'received', answers: ['AwaitReceipt'] },
  'handed-over': { from: ['received', 'ended'] },
  completed: { from: ['received'], to: 'ended', outcome: 'completed' },
  withdrawn: { from: UNDER_WAY, to: 'ended', outcome: 'withdrawn', answers: WAITED_FOR },
  expired: { from: UNDER_WAY, to: 'ended', outcome: 'expired' },
  failed: { from: [...UNDER_WAY, 'received'], to: 'ended', outcome: 'failed' },
  closed: { from: ['ended', 'parked'], to: 'ended', answers: ['AwaitClosingDecision'] },
  held: { from: ['ended', 'parked'], answers: ['AwaitObjection'] },
  released: { from: ['ended', 'parked'], answers: ['AwaitHoldRelease'] },
  'let-go': { from: ['ended'], answers: ['AwaitObjection'] },
} as const satisfies Record<string, Transition>;

export type AssignmentEventName = keyof typeof table;

/**
 * The assignment's life as one table: both the conditions of the workflow (which outcomes a wait can have) and the
 * conditional writes of the database (in which statuses an event may be recorded) are read from it.
 */
export const TRANSITIONS: Readonly<Record<AssignmentEventName, Transition>> = table;

export const EVENT_NAMES = Object.keys(table) as AssignmentEventName[];

/** The outcomes that a wait can have in the workflow: the events that answer it. */
export const answersTo = (wait: Wait): AssignmentEventName[] =>
  EVENT_NAMES.filter((event) => TRANSITIONS[event].answers?.includes(wait));

export const mayHappen = (event: AssignmentEventName, status: Status): boolean =>
  TRANSITIONS[event].from.includes(status);

/** The status after `event`. @throws EventNotAllowed when the table does not allow it in `status`. */
export const statusAfter = (event: AssignmentEventName, status: Status): Status => {
  if (!mayHappen(event, status)) throw new EventNotAllowed(event, status);
  return TRANSITIONS[event].to ?? status;
};
