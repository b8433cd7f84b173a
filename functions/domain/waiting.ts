import type { Status } from './assignment.ts';
import { type CalendarDate, dateOf, daysBetween, plusDays } from './calendar.ts';
import { type AssignmentFile, offersToAnnounce } from './facts.ts';
import { areGatesOpen, type Gates } from './gates.ts';
import { type AssignmentEventName, answersTo, TRANSITIONS, type Wait } from './transitions.ts';

/** Who is waited for, for how many calendar days, and on which of them a reminder goes out. */
export interface WaitRule {
  owner: 'orderer' | 'performer' | 'performer-manager' | 'controller' | 'controller-and-performer';
  /** The last day; `undefined` where law lets nothing happen by silence and the wait ends with a named person. */
  lastDay: number | undefined;
  remindOnDays: readonly number[];
}

/** Every wait has a deadline, a reminder, an owner and its own outcome (architecture 11). */
export const WAIT_RULES: Readonly<Record<Wait, WaitRule>> = {
  AwaitScreening: { owner: 'orderer', lastDay: 14, remindOnDays: [3, 7, 12] },
  AwaitOrder: { owner: 'orderer', lastDay: 60, remindOnDays: [14, 30, 50] },
  AwaitAcceptance: { owner: 'performer', lastDay: 14, remindOnDays: [5, 10] },
  AwaitClearance: { owner: 'performer-manager', lastDay: 90, remindOnDays: [7, 30, 60] },
  AwaitDeliverables: { owner: 'performer', lastDay: 270, remindOnDays: [30, 60, 120, 180, 240] },
  AwaitReceipt: { owner: 'orderer', lastDay: 90, remindOnDays: [7, 30, 60] },
  AwaitClosingDecision: { owner: 'controller', lastDay: undefined, remindOnDays: [14, 30, 60, 120, 180, 240] },
  AwaitObjection: { owner: 'controller-and-performer', lastDay: 14, remindOnDays: [7] },
  AwaitHoldRelease: { owner: 'controller', lastDay: undefined, remindOnDays: [60, 120, 180, 240] },
};

/**
 * When an execution has lived so many days its wait goes on in a new one: a Standard execution lives a year at most, and
 * the waits of one assignment may together be longer than that (architecture 11).
 */
export const CONTINUE_AFTER_DAYS = 300;

export type WaitDecision =
  /** The answer already lies in the store: the workflow goes on with it. */
  | { kind: 'answered'; outcome: AssignmentEventName }
  /** Nobody has answered; `letter` numbers the letter that is due now (0 asks, 1… remind). */
  | { kind: 'waiting'; letter: number }
  | { kind: 'overdue' }
  | { kind: 'continue' };

/** The file as a wait reads it: the gates' wait also reads the performer's access to registers. */
export type WaitFile = AssignmentFile & Pick<Gates, 'registerAccess'>;

/**
 * Decides what a wait does when it is woken: by its first run, by its daily timeout, or by a run that came twice. The
 * store is read before the clock, so that an answer which arrived while a task token died still counts.
 *
 * @param startedAt when the execution started.
 */
export const decideWait = (wait: Wait, file: WaitFile, now: Date, startedAt: Date = now): WaitDecision => {
  const outcome = answerIn(wait, file, now);
  if (outcome) return { kind: 'answered', outcome };
  const rule = WAIT_RULES[wait];
  const waited = daysBetween(dateOf(askedAt(wait, file, now)), dateOf(now));
  if (rule.lastDay !== undefined && waited > rule.lastDay) return { kind: 'overdue' };
  if (hasLivedLong(startedAt, now)) return { kind: 'continue' };
  return { kind: 'waiting', letter: letterDue(rule, waited) };
};

/** A wait that never ends by silence is reminded of so often after its laid-down days have passed. */
const REPEAT_DAYS = 60;

const letterDue = ({ remindOnDays, lastDay }: WaitRule, waited: number): number => {
  const due = remindOnDays.filter((day) => waited >= day).length;
  const last = remindOnDays.at(-1);
  if (lastDay !== undefined || last === undefined || waited < last) return due;
  return due + Math.floor((waited - last) / REPEAT_DAYS);
};

export const hasLivedLong = (startedAt: Date, now: Date): boolean =>
  daysBetween(dateOf(startedAt), dateOf(now)) >= CONTINUE_AFTER_DAYS;

/** The note that begins an objection period; a new one begins after each hold that was released. */
export const proposalOf = (file: AssignmentFile): string =>
  `culling-proposed-${file.events.filter(({ name }) => name === 'released').length}`;

/** When a wait began to ask: read from the file, never from the execution, so that it survives both. */
export const askedAt = (wait: Wait, file: AssignmentFile, now: Date): Date => {
  const { assignment, events } = file;
  if (wait === 'AwaitObjection') return new Date(events.find(({ id }) => id === proposalOf(file))?.at ?? now);
  if (wait === 'AwaitHoldRelease') return new Date(assignment.hold?.at ?? now);
  return new Date(assignment.statusSince);
};

/** The last day people read in a letter, if there is one. */
export const lastDayOf = (wait: Wait, file: AssignmentFile, now: Date): CalendarDate | undefined => {
  const days = WAIT_RULES[wait].lastDay;
  return days === undefined ? undefined : plusDays(dateOf(askedAt(wait, file, now)), days);
};

/** The status in which a wait waits. In any other it has been answered. */
export const DURING: Readonly<Record<Wait, readonly Status[]>> = {
  AwaitScreening: ['in-review'],
  AwaitOrder: ['circulated'],
  AwaitAcceptance: ['ordered'],
  AwaitClearance: ['accepted'],
  AwaitDeliverables: ['in-progress'],
  AwaitReceipt: ['sent'],
  AwaitClosingDecision: ['ended', 'parked'],
  AwaitObjection: ['ended'],
  AwaitHoldRelease: ['ended'],
};

/** What the file says the answer is, if it holds one. */
const answerIn = (wait: Wait, file: WaitFile, now: Date): AssignmentEventName | undefined => {
  const { assignment } = file;
  if (wait === 'AwaitObjection') return assignment.hold ? 'held' : assignment.lettingGo ? 'let-go' : undefined;
  if (wait === 'AwaitHoldRelease') return assignment.hold ? undefined : 'released';
  if (wait === 'AwaitClosingDecision') return assignment.closing ? 'closed' : undefined;
  if (wait === 'AwaitClearance' && assignment.status === 'accepted') {
    return areGatesOpen(file, now) ? 'clearance-given' : undefined;
  }
  if (wait === 'AwaitOrder' && assignment.status === 'circulated') {
    return offersToAnnounce(file).length > 0 ? 'answered' : undefined;
  }
  if (DURING[wait].includes(assignment.status)) return undefined;
  // The status has been left, so only what leads to another can have been the answer, whatever was noted after it.
  const names: readonly string[] = answersTo(wait).filter((event) => TRANSITIONS[event].to !== undefined);
  const newest = file.events
    .filter((event) => names.includes(event.name))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  return newest?.name as AssignmentEventName | undefined;
};
