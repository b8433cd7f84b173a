import { z } from 'zod';
import type { CalendarDate } from './calendar.ts';
import { type Party, PartyId } from './parties.ts';
import { isInService, mayStandInFor, Role, Staff, StaffId } from './staff.ts';

/** What can be changed in a record of staff, by an administrator's signed change alone (D4). `null`: there is none. */
export const StaffFields = z.strictObject({
  name: z.string().min(1).max(120),
  mailbox: z.email(),
  role: Role,
  nearestManager: StaffId.nullable(),
  deputy: StaffId.nullable(),
  awayFrom: z.iso.date().nullable(),
  awayUntil: z.iso.date().nullable(),
  isActive: z.boolean(),
  leftOn: z.iso.date().nullable(),
});
export type StaffFields = z.infer<typeof StaffFields>;
export const StaffField = StaffFields.keyof();
export type StaffField = z.infer<typeof StaffField>;

/** One record of a change. It says what was as well as what becomes, so that it never lands on a record that moved on. */
export const StaffEdit = z.strictObject({
  staff: StaffId,
  /** Absent: a new record. */
  was: StaffFields.partial().optional(),
  becomes: StaffFields.partial(),
});
export type StaffEdit = z.infer<typeof StaffEdit>;

/** More than this is signed in parts: nobody reads a longer list before they sign. */
export const MOST_EDITS = 1000;

/** What an administrator signs: every change to a municipality's register of staff, record by record. */
export const StaffPlan = z.strictObject({ party: PartyId, edits: z.array(StaffEdit).min(1).max(MOST_EDITS) });
export type StaffPlan = z.infer<typeof StaffPlan>;

export const fieldsOf = (staff: Staff): StaffFields => ({
  name: staff.name,
  mailbox: staff.mailbox,
  role: staff.role,
  nearestManager: staff.nearestManager ?? null,
  deputy: staff.deputy ?? null,
  awayFrom: staff.awayFrom ?? null,
  awayUntil: staff.awayUntil ?? null,
  isActive: staff.isActive,
  leftOn: staff.leftOn ?? null,
});

type Kept = Pick<Staff, 'standing' | 'mailboxWhenBound'>;

const staffFrom = (id: StaffId, party: PartyId, fields: StaffFields, kept: Kept): Staff =>
  Staff.parse({
    id,
    party,
    ...kept,
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
  });

const pick = (fields: StaffFields, names: readonly StaffField[]): Partial<StaffFields> =>
  Object.fromEntries(names.map((name) => [name, fields[name]]));

/** The edit that leads from one state of a record to another; nothing when they are the same. */
export const editBetween = (before: Staff | undefined, after: Staff): StaffEdit | undefined => {
  const becomes = fieldsOf(after);
  if (!before) return { staff: after.id, becomes };
  const was = fieldsOf(before);
  const changed = StaffField.options.filter((name) => was[name] !== becomes[name]);
  return changed.length === 0
    ? undefined
    : { staff: after.id, was: pick(was, changed), becomes: pick(becomes, changed) };
};

export type EditKind = 'added' | 'changed' | 'left' | 'returned';

export const kindOf = ({ was, becomes }: StaffEdit): EditKind => {
  if (!was) return 'added';
  if (becomes.isActive === undefined) return 'changed';
  return becomes.isActive ? 'returned' : 'left';
};

/** The fields an edit touches; of a new record those that have a value. */
export const changedFields = ({ was, becomes }: StaffEdit): StaffField[] =>
  StaffField.options.filter((name) => becomes[name] !== undefined && (was !== undefined || becomes[name] !== null));

/** What an edit makes of the record as it is now. `stale`: somebody changed the same fields since; nothing is done. */
export type EditResult = { outcome: 'apply'; staff: Staff } | { outcome: 'already' } | { outcome: 'stale' };

/** What a record holds that nobody edits, after an edit that is carried out under a mark of its own. */
const keptThrough = (current: Staff, { becomes }: StaffEdit, mark: string | undefined): Kept => {
  const isOfStanding = becomes.role !== undefined || becomes.isActive !== undefined;
  const standing = (isOfStanding ? mark : undefined) ?? current.standing;
  const former = current.mailboxWhenBound ?? current.mailbox;
  const isElsewhere = former !== (becomes.mailbox ?? current.mailbox);
  return { ...(standing && { standing }), ...(isElsewhere && { mailboxWhenBound: former }) };
};

/** @param mark what the edit is carried out by, and by nothing else: a session that began before a change of role ends. */
export const applyEdit = (party: PartyId, current: Staff | undefined, edit: StaffEdit, mark?: string): EditResult => {
  if (!current) {
    const whole = edit.was ? undefined : StaffFields.safeParse(edit.becomes);
    return whole?.success
      ? { outcome: 'apply', staff: staffFrom(edit.staff, party, whole.data, {}) }
      : { outcome: 'stale' };
  }
  const now = fieldsOf(current);
  const names = changedFields(edit);
  if (names.every((name) => now[name] === edit.becomes[name])) return { outcome: 'already' };
  if (!edit.was || names.some((name) => now[name] !== edit.was?.[name])) return { outcome: 'stale' };
  const kept = keptThrough(current, edit, mark);
  return { outcome: 'apply', staff: staffFrom(current.id, party, { ...now, ...edit.becomes }, kept) };
};

/** The register as it would be after the plan, or `stale` when a record has moved on since the plan was made. */
export const afterPlan = (all: readonly Staff[], plan: StaffPlan): Map<StaffId, Staff> | 'stale' => {
  const after = new Map(all.map((one) => [one.id, one]));
  for (const edit of plan.edits) {
    const result = applyEdit(plan.party, after.get(edit.staff), edit);
    if (result.outcome === 'stale') return 'stale';
    if (result.outcome === 'apply') after.set(edit.staff, result.staff);
  }
  return after;
};

/** Why a record may not be as it would be. */
export const STAFF_PROBLEMS = [
  'foreign-mailbox',
  'same-mailbox',
  'unknown-manager',
  'own-manager',
  'not-a-manager',
  'manager-loop',
  'unknown-deputy',
  'own-deputy',
  'deputy-may-not',
  'leave-ends-before',
  'leave-without-start',
] as const;
export type StaffProblem = (typeof STAFF_PROBLEMS)[number];

export interface Surroundings {
  after: ReadonlyMap<StaffId, Staff>;
  /** Of active records, by address in lower case. */
  mailboxes: ReadonlyMap<string, number>;
  mailDomains: readonly string[];
  on: CalendarDate;
}

/** What a record is judged against, counted once for many records. */
export const surroundings = (
  after: ReadonlyMap<StaffId, Staff>,
  { mailDomains }: Pick<Party, 'mailDomains'>,
  on: CalendarDate,
): Surroundings => {
  const mailboxes = new Map<string, number>();
  for (const { mailbox, isActive } of after.values()) {
    const key = mailbox.toLowerCase();
    if (isActive) mailboxes.set(key, (mailboxes.get(key) ?? 0) + 1);
  }
  return { after, mailboxes, mailDomains, on };
};

/** What is wrong with a record among the others; nothing is wrong with one who has left. */
export const problemOf = (staff: Staff, around: Surroundings): StaffProblem | undefined => {
  if (!staff.isActive) return undefined;
  return (
    mailboxProblem(staff, around) ??
    leaveProblem(staff) ??
    managerProblem(staff, around) ??
    deputyProblem(staff, around)
  );
};

// The link that binds an e-ID goes to the mailbox: it has to be one that the municipality has in hand.
const mailboxProblem = ({ mailbox }: Staff, { mailDomains, mailboxes }: Surroundings): StaffProblem | undefined => {
  const address = mailbox.toLowerCase();
  if (!mailDomains.includes(address.slice(address.lastIndexOf('@') + 1))) return 'foreign-mailbox';
  return (mailboxes.get(address) ?? 0) > 1 ? 'same-mailbox' : undefined;
};

const leaveProblem = ({ awayFrom, awayUntil }: Staff): StaffProblem | undefined => {
  if (awayUntil === undefined) return undefined;
  if (awayFrom === undefined) return 'leave-without-start';
  return awayUntil < awayFrom ? 'leave-ends-before' : undefined;
};

const managerProblem = (staff: Staff, { after, on }: Surroundings): StaffProblem | undefined => {
  if (staff.nearestManager === undefined) return undefined;
  if (staff.nearestManager === staff.id) return 'own-manager';
  const manager = after.get(staff.nearestManager);
  if (!manager || !isInService(manager, on)) return 'unknown-manager';
  if (manager.role !== 'manager') return 'not-a-manager';
  const seen = new Set<StaffId>();
  for (let above: Staff | undefined = manager; above && !seen.has(above.id); ) {
    if (above.id === staff.id) return 'manager-loop';
    seen.add(above.id);
    above = above.nearestManager && after.get(above.nearestManager);
  }
  return undefined;
};

const deputyProblem = (staff: Staff, { after, on }: Surroundings): StaffProblem | undefined => {
  if (staff.deputy === undefined) return undefined;
  if (staff.deputy === staff.id) return 'own-deputy';
  const deputy = after.get(staff.deputy);
  if (!deputy || !isInService(deputy, on)) return 'unknown-deputy';
  return mayStandInFor(deputy.role, staff.role) ? undefined : 'deputy-may-not';
};

/** Why a plan as a whole is refused. */
export type PlanProblem = 'stale' | 'last-administrator' | { staff: StaffId; problem: StaffProblem };

/** Whether the plan may be signed and carried out now; judged anew each time, since the register moves on. */
export const planProblem = (
  all: readonly Staff[],
  plan: StaffPlan,
  party: Pick<Party, 'mailDomains'>,
  on: CalendarDate,
): PlanProblem | undefined => {
  const after = afterPlan(all, plan);
  if (after === 'stale') return 'stale';
  const around = surroundings(after, party, on);
  for (const { staff } of plan.edits) {
    const record = after.get(staff);
    const problem = record && problemOf(record, around);
    if (problem) return { staff, problem };
  }
  const administers = (one: Staff) => one.role === 'administrator' && isInService(one, on);
  return [...after.values()].some(administers) || !all.some(administers) ? undefined : 'last-administrator';
};

/** The roles that decide about others: who has one may be somebody's second pair of eyes. */
export const decidesAboutOthers = (role: Role): boolean =>
  (['administrator', 'registrar', 'manager'] as readonly Role[]).includes(role);

/**
 * Whether a plan needs two pairs of eyes: it touches the standing of whoever signs it, makes somebody an administrator,
 * gives a role that decides about others to somebody who can sign in already, or changes the name or mailbox of an
 * administrator or of anybody with an e-ID. Otherwise one person alone could give themselves every role there is, or
 * somebody else's (D7): the mailbox is where the link goes that binds an e-ID, and the name is what it is compared with.
 *
 * @param bound who has an e-ID now.
 */
export const needsSecondSignatory = (
  { edits }: Pick<StaffPlan, 'edits'>,
  after: ReadonlyMap<StaffId, Staff>,
  signer: StaffId,
  bound: { has(staff: StaffId): boolean },
): boolean =>
  edits.some(({ staff, was, becomes }) => {
    const role = after.get(staff)?.role;
    if (becomes.role !== undefined || becomes.isActive !== undefined) {
      if (staff === signer || (role === 'administrator' && becomes.isActive !== false)) return true;
    }
    if (becomes.role !== undefined && decidesAboutOthers(becomes.role) && bound.has(staff)) return true;
    const isOfIdentity = was !== undefined && (becomes.name !== undefined || becomes.mailbox !== undefined);
    return isOfIdentity && (role === 'administrator' || was.role === 'administrator' || bound.has(staff));
  });

/** Whether this person may be the second pair of eyes: not the first, and nobody whom the plan itself is about. */
export const mayBeSecond = ({ party, edits }: StaffPlan, first: StaffId, candidate: Staff, on: CalendarDate): boolean =>
  candidate.id !== first &&
  candidate.party === party &&
  isInService(candidate, on) &&
  decidesAboutOthers(candidate.role) &&
  !edits.some(({ staff }) => staff === candidate.id);

const hasManager = ({ nearestManager }: Staff, among: ReadonlyMap<StaffId, Staff>, on: CalendarDate): boolean => {
  const manager = nearestManager === undefined ? undefined : among.get(nearestManager);
  return manager !== undefined && manager.role === 'manager' && isInService(manager, on);
};

/** Those who lose their nearest manager by the plan: told in what is signed, since nobody can grant them access then. */
export const leftWithoutManager = (
  all: readonly Staff[],
  after: ReadonlyMap<StaffId, Staff>,
  on: CalendarDate,
): Staff[] => {
  const before = new Map(all.map((one) => [one.id, one]));
  return [...after.values()].filter((one) => {
    const former = before.get(one.id);
    return (
      former !== undefined && isInService(one, on) && hasManager(former, before, on) && !hasManager(one, after, on)
    );
  });
};
