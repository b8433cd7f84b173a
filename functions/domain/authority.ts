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

type Signer = Pick<Staff, 'id' | 'party' | 'role'>;

/** The delegations by which somebody signs a kind of document on a day. */
const runningFor = (
  delegations: readonly Delegation[],
  signer: Signer,
  kind: DelegatedKind,
  on: CalendarDate,
): Delegation[] =>
  delegations.filter(
    ({ party, to, documentKind, from, until }) =>
      party === signer.party &&
      documentKind === kind &&
      ('staff' in to ? to.staff === signer.id : to.role === signer.role) &&
      from <= on &&
      on <= until,
  );

const reaches = ({ maxHours }: Delegation, hours: number): boolean => maxHours === undefined || hours <= maxHours;

/**
 * Whether somebody may sign a document for their municipality on a day. Default deny: without a delegation that runs,
 * nobody may. One whose delegation runs but does not reach the hours needs somebody's signature beside theirs whose does.
 */
export const authorityToSign = (
  delegations: readonly Delegation[],
  signer: Signer,
  kind: DelegatedKind,
  { hours = 0 }: { hours?: number },
  on: CalendarDate,
): Authority => {
  const running = runningFor(delegations, signer, kind, on);
  if (running.length === 0) return 'may-not';
  return running.some((one) => reaches(one, hours)) ? 'may' : 'needs-countersignature';
};

/**
 * The delegation by which somebody signs: one that reaches the hours before one that does not, the person's own before their
 * role's, and of several like it always the same.
 */
export const delegationFor = (
  delegations: readonly Delegation[],
  signer: Signer,
  kind: DelegatedKind,
  { hours = 0 }: { hours?: number },
  on: CalendarDate,
): Delegation | undefined => {
  const rank = (one: Delegation) => (reaches(one, hours) ? 0 : 2) + ('staff' in one.to ? 0 : 1);
  return runningFor(delegations, signer, kind, on).sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
};
