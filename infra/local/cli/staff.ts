import { readFileSync } from 'node:fs';
import { PartyId } from '#domain/parties';
import { StaffId } from '#domain/staff';
import { planStaffImport } from '#domain/staff-import';
import { decodeList, readStaffList } from '../../../functions/staff/read-staff-list.ts';
import { mailDomain, managementMailbox } from '../seed/test-persons.ts';

/** What a list of staff would give, told by lines and reasons; nothing of what stands in it. */
export interface CheckedList {
  party: PartyId;
  /** Why the whole list is refused, and which columns or line it is about. */
  refused?: { because: string; about?: string };
  people: number;
  rows: { line: number; because: string; column?: string }[];
}

/**
 * Looks through a list of staff before somebody reads it in, as if the register were empty: managers and deputies have to
 * stand in the list itself. It needs no home and keeps nothing.
 */
export const checkStaffList = (bytes: Uint8Array, of: string, now: Date): CheckedList => {
  const party = PartyId.parse(of);
  const list = readStaffList(decodeList(bytes));
  if (!list.ok) {
    const { because, about } = list;
    return { party, refused: { because, ...(about && { about }) }, people: 0, rows: [] };
  }
  let count = 0;
  const { edits, refused } = planStaffImport(list.rows, [], {
    party: { id: party, mailDomains: [mailDomain(party)], managementMailbox: managementMailbox(party) },
    full: false,
    on: now.toISOString().slice(0, 10),
    by: StaffId.parse('s-0000000000'),
    idFor: () => StaffId.parse(`s-${String(++count).padStart(10, '0')}`),
  });
  return { party, people: edits.length, rows: refused };
};

const inWords = ({ refused, people, rows }: CheckedList): string =>
  refused
    ? `Listan läses inte in / the list is refused: ${refused.because} ${refused.about ?? ''}`.trim()
    : [
        `${people} personer kan läsas in, ${rows.length} rader inte. / ${people} people can be read in, ${rows.length} rows cannot.`,
        ...rows.map(({ line, because, column }) => `rad / line ${line}: ${because}${column ? ` (${column})` : ''}`),
      ].join('\n');

/** `staff check FILE PARTY`. @throws Error with what to write instead. */
export const staffCommand = (
  args: readonly string[],
  now: Date,
): { facts: CheckedList; text: string; isFit: boolean } => {
  const [what, file, party] = args;
  if (what !== 'check' || !file || !PartyId.safeParse(party).success) {
    throw new Error(`staff check FIL KOMMUN (${PartyId.options.join(', ')})`);
  }
  const facts = checkStaffList(readFileSync(file), party ?? '', now);
  return { facts, text: inWords(facts), isFit: !facts.refused && facts.rows.length === 0 };
};
