import type { Staff, StaffId } from '#domain/staff';
import type { StaffLogEntry } from '#domain/staff-log';
import { writeCsv } from '../../grants/write-csv.ts';

/** The words of the export are fixed, whatever language the reader has chosen: an audit compares files. */
const HEAD = [
  'tid',
  'person',
  'namn nu',
  'händelse',
  'uppgifter',
  'av',
  'namn nu (av)',
  'handling',
  'godkänd roll',
  'länk från',
  'legitimerade sig',
];

/** The log for an audit: ids and words of the log itself, with the names that the register has now. */
export const staffLogCsv = (entries: readonly StaffLogEntry[], people: ReadonlyMap<StaffId, Staff>): string => {
  const nameOf = (id: string): string => people.get(id as StaffId)?.name ?? '';
  return writeCsv(
    HEAD,
    entries.map(({ at, staff, what, fields, by, roundId, approval }) => [
      at,
      staff,
      nameOf(staff),
      what,
      fields.join(' '),
      by.join(' '),
      by.map(nameOf).join(', '),
      roundId ?? '',
      approval?.role ?? '',
      approval?.linkSentBy ?? '',
      approval?.shownAt ?? '',
    ]),
  );
};
