import type { CalendarDate } from './calendar.ts';
import type { Party } from './parties.ts';
import { Role, type Staff, StaffId } from './staff.ts';
import { editBetween, problemOf, type StaffEdit, type StaffProblem, surroundings } from './staff-change.ts';

/** What a list of staff may tell of a person. A manager and a deputy are named by their mailbox. */
export const IMPORT_FIELDS = [
  'name',
  'mailbox',
  'role',
  'manager',
  'deputy',
  'awayFrom',
  'awayUntil',
  'active',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

export type RowRefusal =
  | StaffProblem
  | 'identity-number'
  | 'missing'
  | 'too-long'
  | 'unknown-role'
  | 'several-roles'
  | 'not-a-mailbox'
  | 'not-a-date'
  | 'not-yes-or-no'
  | 'twice-in-list'
  | 'leave-by-own-list';

/** One row of a list, as its reader found it. A cell that is not there says nothing; an empty one says that there is none. */
export interface ImportRow {
  /** The line in the file, from 1, or the place in the list of a JSON file. */
  line: number;
  cells: Partial<Record<ImportField, string>>;
  /** What the reader itself refuses, and in which column; never what stood there. */
  refused?: { because: RowRefusal; column: string };
}

export interface RefusedRow {
  line: number;
  because: RowRefusal;
  /** The column it is about, where it is about one. */
  column?: string;
}

export interface ImportPlan {
  edits: StaffEdit[];
  refused: RefusedRow[];
  /** How many rows say what the register already says. */
  unchanged: number;
}

export interface ImportSettings {
  party: Party;
  /** Whether the list is of everybody: those who are not in it leave. */
  full: boolean;
  on: CalendarDate;
  /** Who signs: a list can never make them leave. */
  by: StaffId;
  /** An id for a new record; the same one each time for the same mailbox within one import. */
  idFor(mailbox: string): StaffId;
}

/** Names of roles as lists have them, Swedish and English, in lower case. */
const ROLE_NAMES: Readonly<Record<Role, readonly string[]>> = {
  handler: ['handler', 'handläggare', 'officer'],
  manager: ['manager', 'chef', 'head'],
  registrar: ['registrar', 'registrator', 'arkivarie', 'archivist'],
  administrator: ['administrator', 'systemadministratör', 'administratör', 'system administrator'],
  'management-group': ['management-group', 'management group', 'ledningsgrupp', 'ledningsgruppsmedlem'],
  dpo: ['dpo', 'dataskyddsombud', 'data protection officer'],
  finance: ['finance', 'ekonomi', 'ekonom', 'finance officer'],
};

const ROLES = new Map(Role.options.flatMap((role) => ROLE_NAMES[role].map((name) => [name, role] as const)));
const YES = new Set(['ja', 'yes', 'true', 'sant', '1', 'aktiv', 'active']);
const NO = new Set(['nej', 'no', 'false', 'falskt', '0', 'inaktiv', 'inactive', 'slutat']);
const MAILBOX = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A row on its way: the record it would lead to, or why not. */
interface Candidate {
  row: ImportRow;
  before: Staff | undefined;
  after: Staff;
  managerNamed: string | undefined;
  deputyNamed: string | undefined;
}

/** A mailbox as lists are compared by it. */
const keyOf = (mailbox: string): string => mailbox.trim().toLowerCase();

/**
 * What a list of staff would change in a municipality's register. Nothing is changed here: a person signs the plan first.
 * Each row stands or falls by itself, with the line and the reason, but where one that is refused is named as manager or
 * deputy in another, that one is refused too.
 */
export const planStaffImport = (
  rows: readonly ImportRow[],
  all: readonly Staff[],
  settings: ImportSettings,
): ImportPlan => {
  const existing = new Map<string, Staff>();
  // Somebody who works here wins over somebody who left and had the same mailbox.
  for (const one of [...all].sort((a, b) => Number(a.isActive) - Number(b.isActive)))
    existing.set(keyOf(one.mailbox), one);

  let unchanged = 0;
  const refused: RefusedRow[] = [];
  const candidates = new Map<string, Candidate>();
  for (const row of rows) {
    const read = readRow(row, existing, settings);
    if (read === 'nothing-to-do') unchanged += 1;
    else if ('because' in read) refused.push({ line: row.line, ...read });
    else if (candidates.has(keyOf(read.after.mailbox))) refused.push({ line: row.line, because: 'twice-in-list' });
    else candidates.set(keyOf(read.after.mailbox), read);
  }
  nameColleagues(candidates, existing);
  refused.push(...refuseUnsound(candidates, all, settings));

  const edits: StaffEdit[] = [];
  for (const { before, after } of candidates.values()) {
    const edit = editBetween(before, after);
    if (edit) edits.push(edit);
    else unchanged += 1;
  }
  // Whoever stands in a row that was refused may well be here still: with refused rows nobody leaves.
  if (settings.full && refused.length === 0) edits.push(...leaving(candidates, all, settings));
  return { edits, refused: refused.sort((a, b) => a.line - b.line), unchanged };
};

type Unread = { because: RowRefusal; column?: string };

const readRow = (
  row: ImportRow,
  existing: ReadonlyMap<string, Staff>,
  { party, on, by, idFor }: ImportSettings,
): Candidate | Unread | 'nothing-to-do' => {
  if (row.refused) return row.refused;
  const { cells } = row;
  const mailbox = keyOf(cells.mailbox ?? '');
  if (!mailbox) return { because: 'missing', column: 'mailbox' };
  if (mailbox.length > 254 || !MAILBOX.test(mailbox)) return { because: 'not-a-mailbox', column: 'mailbox' };
  const before = existing.get(mailbox);

  const name = cells.name?.trim() || before?.name;
  if (!name) return { because: 'missing', column: 'name' };
  if (name.length > 120) return { because: 'too-long', column: 'name' };
  const role = cells.role?.trim() ? ROLES.get(cells.role.trim().toLowerCase()) : before?.role;
  if (!role) return { because: cells.role?.trim() ? 'unknown-role' : 'missing', column: 'role' };

  const active = (cells.active ?? '').trim().toLowerCase();
  if (active && !YES.has(active) && !NO.has(active)) return { because: 'not-yes-or-no', column: 'active' };
  const isActive = !NO.has(active);
  // Directories list those who have left as well: whoever was never here has nothing to leave.
  if (!isActive && !before) return 'nothing-to-do';
  if (!isActive && before?.id === by) return { because: 'leave-by-own-list', column: 'active' };

  const away: Partial<Pick<Staff, 'awayFrom' | 'awayUntil'>> = {};
  for (const column of ['awayFrom', 'awayUntil'] as const) {
    const said = cells[column]?.trim() ?? before?.[column];
    if (!said) continue;
    if (!DATE.test(said)) return { because: 'not-a-date', column };
    away[column] = said;
  }
  const { deputy, nearestManager, awayFrom: _, awayUntil: __, leftOn, ...rest } = before ?? {};
  const after: Staff = {
    ...rest,
    id: before?.id ?? idFor(mailbox),
    party: party.id,
    name,
    role,
    mailbox: before?.mailbox ?? mailbox,
    ...(nearestManager && { nearestManager }),
    ...(deputy && { deputy }),
    ...away,
    isActive,
    ...(!isActive && { leftOn: leftOn ?? on }),
  };
  return { row, before, after, managerNamed: cells.manager, deputyNamed: cells.deputy };
};

/** A mailbox that is nobody's leads to a record that is nobody's, which is then refused as unknown. */
const NOBODY = StaffId.parse('s-0000000000');

/** Turns the mailboxes of managers and deputies into records, of the list first and of the register second. */
const nameColleagues = (candidates: ReadonlyMap<string, Candidate>, existing: ReadonlyMap<string, Staff>): void => {
  const idOf = (mailbox: string): StaffId => {
    const key = keyOf(mailbox);
    return candidates.get(key)?.after.id ?? existing.get(key)?.id ?? NOBODY;
  };
  for (const candidate of candidates.values()) {
    const { managerNamed, deputyNamed } = candidate;
    const { nearestManager, deputy, ...rest } = candidate.after;
    const manager = managerNamed === undefined ? nearestManager : managerNamed.trim() && idOf(managerNamed);
    const standIn = deputyNamed === undefined ? deputy : deputyNamed.trim() && idOf(deputyNamed);
    candidate.after = { ...rest, ...(manager && { nearestManager: manager }), ...(standIn && { deputy: standIn }) };
  }
};

/** Takes out, round by round, the rows whose record would not be sound among the others. */
const refuseUnsound = (
  candidates: Map<string, Candidate>,
  all: readonly Staff[],
  { party, on, full, by }: ImportSettings,
): RefusedRow[] => {
  const refused: RefusedRow[] = [];
  for (;;) {
    // Those who are not in a list of everybody are nobody's manager and nobody's deputy any more.
    const after = new Map(all.map((one) => [one.id, full && one.id !== by ? { ...one, isActive: false } : one]));
    for (const candidate of candidates.values()) after.set(candidate.after.id, candidate.after);
    const around = surroundings(after, party, on);
    const found = [...candidates].flatMap(([key, { row, after: record }]) => {
      const because = problemOf(record, around);
      return because ? [{ key, line: row.line, because }] : [];
    });
    if (found.length === 0) return refused;
    for (const { key, line, because } of found) {
      candidates.delete(key);
      refused.push({ line, because });
    }
  }
};

const leaving = (
  candidates: ReadonlyMap<string, Candidate>,
  all: readonly Staff[],
  { on, by }: ImportSettings,
): StaffEdit[] => {
  const present = new Set([...candidates.values()].map(({ after }) => after.id));
  return all
    .filter(({ id, isActive }) => isActive && id !== by && !present.has(id))
    .flatMap((one) => editBetween(one, { ...one, isActive: false, leftOn: on }) ?? []);
};
