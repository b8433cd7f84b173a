import type { Staff } from '#domain/staff';
import { type BindingApproval, type Doer, type StaffHappening, StaffLogEntry } from '#domain/staff-log';

/** The beginning of a token's hash: ids of log lines are made of what is written down anyway. */
export const markOf = (tokenHash: string): string => tokenHash.slice(0, 16);
/** A time as a mark. */
export const timeMark = (iso: string): string => String(Date.parse(iso));

/** A line of the log of staff about an e-ID. @param mark what makes it the same line when it is written twice. */
export const bindingLine = (
  { party, id }: Pick<Staff, 'party' | 'id'>,
  what: StaffHappening,
  by: Doer,
  mark: string,
  at: Date,
  approval?: BindingApproval,
): StaffLogEntry =>
  StaffLogEntry.parse({
    id: `${what}-${id}-${mark}`,
    party,
    staff: id,
    what,
    fields: [],
    at: at.toISOString(),
    by: [by],
    ...(approval && { approval }),
  });
