import { z } from 'zod';
import type { PartyId } from '#domain/parties';
import { Role, type Staff, StaffId } from '#domain/staff';
import { line, withoutIdentityNumbers } from './forms.ts';

const emptyToNothing = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);
const someone = z.preprocess(
  emptyToNothing,
  z
    .string()
    .regex(/^s-[0-9a-hjkmnp-tv-z]{10}$/, 'not-a-choice')
    .transform((id) => StaffId.parse(id))
    .optional(),
);
const day = z.preprocess(emptyToNothing, z.string().trim().pipe(z.iso.date('not-a-date')).optional());

/** What is typed about a member of staff. */
export const StaffForm = z.object({
  name: withoutIdentityNumbers(line(120)),
  mailbox: z
    .string('missing')
    .trim()
    .toLowerCase()
    .min(1, 'missing')
    .pipe(z.email('not-a-mailbox').max(254, 'too-long')),
  role: z.enum(Role.options, 'not-a-choice'),
  nearestManager: someone,
  deputy: someone,
  awayFrom: day,
  awayUntil: day,
  second: someone,
});
export type StaffForm = z.output<typeof StaffForm>;

/** The record that the form makes of one: everything but who it is and whether they work here. */
export const staffFrom = (
  standing: { id: StaffId; party: PartyId; isActive: boolean; leftOn?: string },
  { name, mailbox, role, nearestManager, deputy, awayFrom, awayUntil }: StaffForm,
): Staff => ({
  ...standing,
  name,
  mailbox,
  role,
  ...(nearestManager && { nearestManager }),
  ...(deputy && { deputy }),
  ...(awayFrom && { awayFrom }),
  ...(awayUntil && { awayUntil }),
});

/** A record as its form shows it. */
export const typedFrom = (staff: Staff): Record<string, string> => ({
  name: staff.name,
  mailbox: staff.mailbox,
  role: staff.role,
  nearestManager: staff.nearestManager ?? '',
  deputy: staff.deputy ?? '',
  awayFrom: staff.awayFrom ?? '',
  awayUntil: staff.awayUntil ?? '',
});
