import type { CalendarDate } from '#domain/calendar';
import { isAway, isInService, type Staff, type StaffId } from '#domain/staff';
import { decidesAboutOthers } from '#domain/staff-change';
import type { Doer, StaffLogEntry } from '#domain/staff-log';
import type { Register, StaffRegister } from '#ports/register';
import type { StaffBindings, WaitingBinding } from '#ports/staff-bindings';

/** What an approval is judged by, read anew each time. */
export interface BindingCase {
  /** Whose e-ID it would be. */
  staff: Staff;
  waiting: Pick<WaitingBinding, 'sentBy' | 'replaces'>;
  all: readonly Staff[];
  bound: ReadonlyMap<StaffId, string>;
  log: readonly StaffLogEntry[];
  on: CalendarDate;
}

export const readBindingCase = async (
  { register, staffBindings }: { register: Register & StaffRegister; staffBindings: StaffBindings },
  staff: Staff,
  waiting: BindingCase['waiting'],
  on: CalendarDate,
): Promise<BindingCase> => {
  const { party } = staff;
  const [all, bound, log] = await Promise.all([
    register.staffOf(party),
    staffBindings.boundIn(party),
    register.staffLog(party),
  ]);
  return { staff, waiting, all, bound, log, on };
};

const isBinding = ({ what }: StaffLogEntry): boolean => what === 'binding-approved' || what === 'binding-replaced';

/** Whether a person had an e-ID before: one that is bound now, or one that was forgotten when they left. */
export const hadEId = (staff: StaffId, { bound, log }: Pick<BindingCase, 'bound' | 'log'>): boolean =>
  bound.has(staff) || log.some((entry) => entry.staff === staff && isBinding(entry));

/**
 * Whether it is not for whoever sent the link: it takes the place of an earlier e-ID, or gives the sign-in of somebody who
 * decides about others.
 */
const isGuarded = ({ staff, waiting }: BindingCase): boolean => waiting.replaces || decidesAboutOthers(staff.role);

/** Who signed for the mailbox to which the link went: the latest change, and each since the latest binding. */
const answerForMailbox = ({ staff, log }: BindingCase): Set<Doer> => {
  const theirs = log.filter((entry) => entry.staff === staff.id);
  const changes = theirs.filter(({ what, fields }) => what !== 'not-applied' && fields.includes('mailbox'));
  const since = theirs.findLast(isBinding)?.at ?? '';
  return new Set(changes.filter((entry) => entry === changes.at(-1) || entry.at >= since).flatMap(({ by }) => by));
};

/** Whether the four eyes would be two: this person sent the link or, for an e-ID that is replaced, chose its mailbox. */
const isBarred = (theCase: BindingCase, candidate: StaffId): boolean => {
  if (!isGuarded(theCase)) return false;
  const { sentBy, replaces } = theCase.waiting;
  return candidate === sentBy || (replaces && answerForMailbox(theCase).has(candidate));
};

/** Whether nobody but the administrator and this person has ever been able to decide anything in the municipality. */
const isTheBeginning = ({ staff, waiting, all, bound, log }: BindingCase, administrator: StaffId): boolean => {
  if (waiting.replaces) return false;
  const deciders = [
    ...all.filter(({ id, role }) => decidesAboutOthers(role) && bound.has(id)).map(({ id }) => id),
    ...log.filter(({ approval }) => approval && decidesAboutOthers(approval.role)).map((entry) => entry.staff),
  ];
  return deciders.every((id) => id === administrator || id === staff.id);
};

/**
 * Whether this person may approve the e-ID that waits: an administrator and, where no administrator may, a registrar or a
 * manager. Never the person themselves. Never whoever sent the link when it replaces an earlier e-ID or is of somebody who
 * decides about others; nor, when it replaces one, whoever signed for the mailbox. Otherwise one administrator alone could
 * give away somebody's name (D7). Only the first of a municipality after its administrator has nobody else: that one the
 * sender approves, and management is told.
 */
export const mayApprove = (theCase: BindingCase, candidate: Staff): boolean => {
  const { staff, all, bound, on } = theCase;
  if (candidate.id === staff.id || candidate.party !== staff.party || !isInService(candidate, on)) return false;
  if (candidate.role === 'administrator') {
    return !isBarred(theCase, candidate.id) || isTheBeginning(theCase, candidate.id);
  }
  if (!isGuarded(theCase) || !decidesAboutOthers(candidate.role) || isBarred(theCase, candidate.id)) return false;
  return !all.some(
    (one) =>
      one.role === 'administrator' &&
      one.id !== staff.id &&
      isInService(one, on) &&
      !isAway(one, on) &&
      bound.has(one.id) &&
      !isBarred(theCase, one.id),
  );
};

/** Whether the sender approves it only because there is nobody else yet. */
export const isApprovedAlone = (theCase: BindingCase, approver: Staff): boolean => isBarred(theCase, approver.id);

/** Those who may approve it and can sign in today. */
export const approversOf = (theCase: BindingCase): Staff[] =>
  theCase.all.filter((one) => theCase.bound.has(one.id) && !isAway(one, theCase.on) && mayApprove(theCase, one));
