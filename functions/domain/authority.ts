import { z } from 'zod';
import { CalendarDate } from './calendar.ts';
import { PartyId } from './parties.ts';
import { Role, type Staff, StaffId } from './staff.ts';

/** The documents that somebody signs for their municipality: each needs a delegation. */
export const DELEGATED_KINDS = [
  'order',
  'acceptance',
  'refusal',
  'receipt',
  'closing-decision',
  'access-grant',
  'certificate-approval',
] as const;
export const DelegatedKind = z.enum(DELEGATED_KINDS);
export type DelegatedKind = z.infer<typeof DelegatedKind>;

/**
 * The board's decision that somebody may decide and sign in its place (delegation; Kommunallagen 6 kap. 37 §, 7 kap. 5 §):
 * for whom, for which document, up to how much and for which time. Data with its decision and date, never a constant.
 */
export const Delegation = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  party: PartyId,
  /** Everybody in a role, or one person. */
  to: z.union([z.strictObject({ role: Role }), z.strictObject({ staff: StaffId })]),
  documentKind: DelegatedKind,
  /** Of an order: the most hours. Absent: no limit. */
  maxHours: z.int().min(1).optional(),
  from: CalendarDate,
  /** Last day. */
  until: CalendarDate,
  /** The decision's own reference, as its minutes and section. */
  reference: z.string().min(1).max(200),
  decidedOn: CalendarDate,
});
export type Delegation = z.infer<typeof Delegation>;

export type Authority = 'may' | 'needs-countersignature' | 'may-not';

/**
 * Whether somebody may sign a document for their municipality on a day. Default deny: without a delegation that runs,
 * nobody may. One whose delegation runs but does not reach the hours needs somebody's signature beside theirs whose does.
 */
export const authorityToSign = (
  delegations: readonly Delegation[],
  signer: Pick<Staff, 'id' | 'party' | 'role'>,
  kind: DelegatedKind,
  { hours = 0 }: { hours?: number },
  on: CalendarDate,
): Authority => {
  const running = delegations.filter(
    ({ party, to, documentKind, from, until }) =>
      party === signer.party &&
      documentKind === kind &&
      ('staff' in to ? to.staff === signer.id : to.role === signer.role) &&
      from <= on &&
      on <= until,
  );
  if (running.length === 0) return 'may-not';
  return running.some(({ maxHours }) => maxHours === undefined || hours <= maxHours) ? 'may' : 'needs-countersignature';
};
