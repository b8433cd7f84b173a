import { type CalendarDate, dateOf } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import type { RoundId, SigningRound } from '#domain/signing-round';
import { actsFor, isAway, isInService, mayWithStaff, type Staff, type StaffAct, StaffId } from '#domain/staff';
import type { StaffLogEntry } from '#domain/staff-log';
import type { PortalDeps } from '../portal-deps.ts';
import { ThingNotFound } from './errors.ts';

type Deps = Pick<PortalDeps, 'register' | 'staffBindings' | 'rounds' | 'now'>;

/** @throws NotAuthorised unless this reader may do this with the register of their own municipality. */
export const ensureMayWithStaff = (reader: Staff, act: StaffAct): void => {
  if (!mayWithStaff(reader.role, act)) throw new NotAuthorised();
};

/** A record as a list shows it. */
export interface StaffLine {
  staff: Staff;
  manager: Staff | undefined;
  deputy: Staff | undefined;
  /** Whom they stand in for today. */
  standsInFor: Staff[];
  isBound: boolean;
  isAway: boolean;
  isInService: boolean;
}

export const STAFF_SELECTIONS = ['active', 'away', 'unbound', 'left'] as const;
export type StaffSelection = (typeof STAFF_SELECTIONS)[number];

const SELECTED: Record<StaffSelection, (line: StaffLine) => boolean> = {
  active: (line) => line.isInService,
  away: (line) => line.isInService && line.isAway,
  unbound: (line) => line.isInService && !line.isBound,
  left: (line) => !line.isInService,
};

const lineOf = (
  staff: Staff,
  all: readonly Staff[],
  bound: ReadonlyMap<StaffId, string>,
  on: CalendarDate,
): StaffLine => ({
  staff,
  manager: all.find(({ id }) => id === staff.nearestManager),
  deputy: all.find(({ id }) => id === staff.deputy),
  standsInFor: actsFor(staff, all, on),
  isBound: bound.has(staff.id),
  isAway: isAway(staff, on),
  isInService: isInService(staff, on),
});

/** The staff of the reader's own municipality, by name. @throws NotAuthorised */
export const listStaff = async (
  { register, staffBindings, now }: Pick<Deps, 'register' | 'staffBindings' | 'now'>,
  reader: Staff,
  { selection, search }: { selection: StaffSelection; search: string },
): Promise<StaffLine[]> => {
  ensureMayWithStaff(reader, 'read-staff');
  const [all, bound] = await Promise.all([register.staffOf(reader.party), staffBindings.boundIn(reader.party)]);
  const wanted = search.toLocaleLowerCase('sv');
  return all
    .filter(({ name, mailbox }) => `${name} ${mailbox}`.toLocaleLowerCase('sv').includes(wanted))
    .map((one) => lineOf(one, all, bound, dateOf(now())))
    .filter(SELECTED[selection])
    .sort((a, b) => a.staff.name.localeCompare(b.staff.name, 'sv'));
};

/** The round of a change that is about one record, or about a list. */
export const subjectOf = (
  party: Staff['party'],
  about: string,
): Extract<SigningRound['subject'], { scope: 'party' }> => ({
  scope: 'party',
  party,
  about: `staff-${about}`,
});

/** One record with all that is known of it. */
export interface StaffRecord extends StaffLine {
  all: Staff[];
  boundSince: string | undefined;
  /** A change of this record that waits to be signed. */
  pending: RoundId | undefined;
}

/** @throws NotAuthorised; ThingNotFound also for somebody of another municipality. */
export const readStaffRecord = async (deps: Deps, reader: Staff, id: string): Promise<StaffRecord> => {
  ensureMayWithStaff(reader, 'read-staff');
  const { register, staffBindings, rounds, now } = deps;
  const known = StaffId.safeParse(id);
  const [all, bound] = await Promise.all([register.staffOf(reader.party), staffBindings.boundIn(reader.party)]);
  const staff = known.success ? all.find((one) => one.id === known.data) : undefined;
  if (!staff) throw new ThingNotFound();
  const changes = await rounds.ofSubject(subjectOf(staff.party, staff.id), 'staff-change');
  return {
    ...lineOf(staff, all, bound, dateOf(now())),
    all,
    boundSince: bound.get(staff.id),
    pending: changes.find(({ ending }) => !ending)?.id,
  };
};

/** The log with the people it speaks of, newest first. @throws NotAuthorised */
export const readStaffLog = async (
  { register }: Pick<Deps, 'register'>,
  reader: Staff,
): Promise<{ entries: StaffLogEntry[]; people: Map<StaffId, Staff> }> => {
  ensureMayWithStaff(reader, 'read-staff');
  const [log, all] = await Promise.all([register.staffLog(reader.party), register.staffOf(reader.party)]);
  return { entries: log.reverse(), people: new Map(all.map((one) => [one.id, one])) };
};
