import type { CalendarDate } from '#domain/calendar';
import { type PartyId, partyName } from '#domain/parties';
import type { Staff, StaffId } from '#domain/staff';
import {
  changedFields,
  kindOf,
  leftWithoutManager,
  type StaffEdit,
  type StaffField,
  type StaffFields,
  type StaffPlan,
} from '#domain/staff-change';
import { sv } from '../texts/sv.ts';

const KINDS = {
  added: 'Ny i registret',
  changed: 'Ändras',
  left: 'Slutar',
  returned: 'Kommer tillbaka',
} as const;

const FIELDS: Readonly<Record<StaffField, string>> = {
  name: 'namn',
  mailbox: 'e-post',
  role: 'roll',
  nearestManager: 'närmaste chef',
  deputy: 'ställföreträdare',
  awayFrom: 'frånvarande från och med',
  awayUntil: 'frånvarande till och med',
  isActive: 'arbetar här',
  leftOn: 'slutade',
};

/** How a record is named: by name and mailbox, since names are shared. */
const called = (staff: Pick<Staff, 'name' | 'mailbox'> | undefined): string =>
  staff ? `${staff.name} (${staff.mailbox})` : 'okänd';

const inWords = (field: StaffField, value: StaffFields[StaffField], who: (id: StaffId) => string): string => {
  if (value === null || value === undefined) return 'ingen';
  if (typeof value === 'boolean') return value ? 'ja' : 'nej';
  if (field === 'role') return sv.roles[value as Staff['role']];
  return field === 'nearestManager' || field === 'deputy' ? who(value as StaffId) : value;
};

const linesOf = (edit: StaffEdit, after: ReadonlyMap<StaffId, Staff>): string[] => {
  const who = (id: StaffId) => called(after.get(id));
  return changedFields(edit).flatMap((field) => {
    const becomes = edit.becomes[field];
    if (becomes === undefined || (!edit.was && (becomes === null || field === 'isActive'))) return [];
    const now = inWords(field, becomes, who);
    const was = edit.was?.[field];
    return [`   ${FIELDS[field]}: ${was === undefined ? now : `från ${inWords(field, was, who)} till ${now}`}`];
  });
};

/** The whole text of a change to the register of staff: every record and every field that it touches, in plain Swedish. */
export const staffChangeText = (
  party: PartyId,
  plan: StaffPlan,
  all: readonly Staff[],
  after: ReadonlyMap<StaffId, Staff>,
  on: CalendarDate,
): string => {
  const count = plan.edits.length;
  const orphans = leftWithoutManager(all, after, on);
  return [
    'ÄNDRING I PERSONALREGISTRET',
    '',
    `Kommun: ${partyName(party)}`,
    `Upprättad: ${on}`,
    `Antal poster: ${count}`,
    '',
    'När handlingen är underskriven görs dessa ändringar:',
    ...plan.edits.flatMap((edit, i) => [
      '',
      `${i + 1}. ${called(after.get(edit.staff))}. ${KINDS[kindOf(edit)]}.`,
      ...linesOf(edit, after),
    ]),
    ...(orphans.length > 0
      ? [
          '',
          'Därefter saknar dessa en närmaste chef som kan ge dem behörighet:',
          ...orphans.map((one) => `- ${called(one)}`),
        ]
      : []),
    '',
    'Den som byter roll eller slutar loggas ut. Behörigheter upphör när någon slutar.',
    'Ändringen förs in i personalregistrets logg med uppgift om vem som har skrivit under.',
  ].join('\n');
};
