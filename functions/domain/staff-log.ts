import { z } from 'zod';
import { PartyId } from './parties.ts';
import { RoundId } from './signing-round.ts';
import { Role, StaffId } from './staff.ts';

/** What happens to a record of staff, or to the e-ID or own sign-in that is bound to it. */
export const STAFF_HAPPENINGS = [
  'added',
  'changed',
  'left',
  'returned',
  'not-applied',
  'binding-sent',
  'binding-waiting',
  'binding-turned-away',
  'binding-approved',
  'binding-replaced',
  'binding-refused',
  'own-sign-in-connected',
  'own-sign-in-replaced',
  'own-sign-in-turned-away',
  'own-sign-in-disconnected',
] as const;
export const StaffHappening = z.enum(STAFF_HAPPENINGS);
export type StaffHappening = z.infer<typeof StaffHappening>;

/** Who did it: those who signed or pressed, or whoever runs the system. */
export const Doer = z.union([StaffId, z.literal('operations')]);
export type Doer = z.infer<typeof Doer>;

/** What was approved when an e-ID became somebody's: which showing, by whose link, and in which role they were. */
export const BindingApproval = z.strictObject({ role: Role, linkSentBy: Doer, shownAt: z.iso.datetime() });
export type BindingApproval = z.infer<typeof BindingApproval>;

/**
 * One line of the log of staff (D1): who, when, what. Ids and names of fields, never a name, a mailbox or an e-ID. It is
 * written with what it tells of, and never changed.
 */
export const StaffLogEntry = z.strictObject({
  /** Says the same for the same happening, so that writing it twice writes it once. */
  id: z.string().regex(/^[a-z0-9-]{1,80}$/),
  party: PartyId,
  staff: StaffId,
  what: StaffHappening,
  fields: z.array(z.string()),
  at: z.iso.datetime(),
  by: z.array(Doer).min(1),
  /** The round in which it was signed; a binding is approved without one. */
  roundId: RoundId.optional(),
  /** Of an e-ID that was approved. */
  approval: BindingApproval.optional(),
});
export type StaffLogEntry = z.infer<typeof StaffLogEntry>;
