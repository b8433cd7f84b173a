import { z } from 'zod';
import { type Assignment, AssignmentId, referenceOf, type Status } from './assignment.ts';
import { CalendarDate, dateOf, plusDays, startOf } from './calendar.ts';
import { type HandlingRules, hasSigned, type RulesSignature, rulesInForce } from './handling-rules.ts';
import { PARTIES, PartyId } from './parties.ts';
import { RoundId } from './signing-round.ts';
import { isInService, type Staff, StaffId } from './staff.ts';

/** The registers that nobody uses without a grant (R3.2). */
export const RegisterName = z.enum(['property-register', 'resident-register']);
export type RegisterName = z.infer<typeof RegisterName>;

/** What the signed text calls them. */
export const REGISTERS: Record<RegisterName, string> = {
  'property-register': 'fastighetsregistret',
  'resident-register': 'kommuninvånarregistret',
};

/** Opaque id of an access grant (behörighet): spelled as the signing round in which it was granted. */
export const GrantId = z
  .string()
  .regex(/^g-[0-9a-hjkmnp-tv-z]{16}$/)
  .brand('GrantId');
export type GrantId = z.infer<typeof GrantId>;

export const grantIdOf = (round: RoundId): GrantId => GrantId.parse(`g-${round.slice(2)}`);

/**
 * The ends that are written down. The other ways to fall follow from what never turns back: the calendar, and versions of
 * the rules that only count upwards. People leave and come back, and change managers there and back, so that their ends are
 * written too: a grant that fell stays fallen.
 */
export const GrantEnd = z.enum(['assignment-closed', 'withdrawn-by-manager', 'person-left', 'manager-changed']);
export type GrantEnd = z.infer<typeof GrantEnd>;

/** Why a manager takes a grant back. What they add in words is sealed with the assignment's data key. */
export const GrantWithdrawalReason = z.enum([
  'no-longer-needed',
  'other-duties',
  'granted-wrongly',
  'rules-not-followed',
  'other',
]);
export type GrantWithdrawalReason = z.infer<typeof GrantWithdrawalReason>;

/** What the sealed document says of a reason. */
export const WITHDRAWAL_REASONS: Record<GrantWithdrawalReason, string> = {
  'no-longer-needed': 'registret behövs inte längre',
  'other-duties': 'medarbetaren har andra arbetsuppgifter',
  'granted-wrongly': 'behörigheten gällde fel person, register eller tid',
  'rules-not-followed': 'hanteringsreglerna har inte följts',
  other: 'det finns ett annat skäl',
};

/**
 * That a named person may use a named register, for an assignment and a time (R3.2, D4). Ids and dates only: the purpose is
 * sealed with the assignment's data key, so that the culling of the assignment ends it too.
 */
export const AccessGrant = z.strictObject({
  id: GrantId,
  /** Whose staff the grantee is: the performer. */
  party: PartyId,
  grantee: StaffId,
  register: RegisterName,
  assignmentId: AssignmentId,
  sealedPurpose: z.string(),
  from: CalendarDate,
  /** The last day. */
  until: CalendarDate,
  /** The nearest manager whose decision it is. */
  manager: StaffId,
  /** Who signed: the manager, or the deputy who stood in. */
  grantedBy: StaffId,
  grantedAt: z.iso.datetime(),
  roundId: RoundId,
  /** The version of the handling rules that was in force when it was granted. */
  rulesVersion: z.int().min(1),
  endedAt: z.iso.datetime().optional(),
  endedBecause: GrantEnd.optional(),
  endedBy: z.union([StaffId, z.literal('system')]).optional(),
  /** Of a grant that was withdrawn. */
  withdrawnFor: GrantWithdrawalReason.optional(),
  sealedWithdrawalWords: z.string().optional(),
});
export type AccessGrant = z.infer<typeof AccessGrant>;

/** A use of a register, or an attempt that was refused, with what it was for (D1). */
export const RegisterUse = z.strictObject({
  id: z.string().regex(/^u-[0-9a-hjkmnp-tv-z]{10}$/),
  party: PartyId,
  by: StaffId,
  at: z.iso.datetime(),
  register: RegisterName,
  assignmentId: AssignmentId,
  /** The grant that it was made under; absent when there was none. */
  grantId: GrantId.optional(),
  outcome: z.enum(['used', 'refused']),
  sealedPurpose: z.string(),
});
export type RegisterUse = z.infer<typeof RegisterUse>;

export const WAYS_TO_FALL = [
  'end-of-period',
  'assignment-closed',
  'rules-changed',
  'withdrawn-by-manager',
  'person-left',
  'manager-changed',
] as const;
export type WayToFall = (typeof WAYS_TO_FALL)[number];

export type GrantStanding =
  | { kind: 'standing' }
  | { kind: 'not-begun' }
  /** `on`: the day, where the data say which. */
  | { kind: 'fallen'; because: WayToFall; on?: CalendarDate };

/** What the stores say about a municipality's access to registers: what both conditions of the gate are read from. */
export interface RegisterAccess {
  rules: readonly HandlingRules[];
  signatures: readonly RulesSignature[];
  staff: readonly Staff[];
  grants: readonly AccessGrant[];
}

export interface GrantContext extends Omit<RegisterAccess, 'grants'> {
  /** The head of the grant's assignment; absent when it is culled. */
  assignment: Pick<Assignment, 'status' | 'performer' | 'endedAt'> | undefined;
  now: Date;
}

/** From the acceptance to the receipt: before there is nothing to do in a register, and afterwards no longer. */
const UNDER_WAY: readonly Status[] = ['accepted', 'in-progress', 'delivered', 'sent'];

/** Whether register access may be had for this assignment now, by its performer. */
export const isOpenFor = (party: PartyId, assignment: GrantContext['assignment']): boolean =>
  assignment?.performer === party && UNDER_WAY.includes(assignment.status);

/**
 * Whether a grant stands. It falls by what the stores say, without any job: at the end of its period, when the assignment
 * closes, when a newer version of the rules is in force, when the manager withdraws it, when the person leaves, and when the
 * person gets another nearest manager: it was the former one's decision about their own staff, and the new one has taken
 * none. A grant that has fallen is never raised again; a new one is asked for.
 */
export const standingOf = (grant: AccessGrant, context: GrantContext): GrantStanding => {
  const { assignment, rules, staff, now } = context;
  const endedOn = grant.endedAt && dateOf(new Date(grant.endedAt));
  if (grant.until < (endedOn ?? dateOf(now))) return { kind: 'fallen', because: 'end-of-period', on: grant.until };
  if (grant.endedBecause) return { kind: 'fallen', because: grant.endedBecause, on: endedOn };
  const grantee = staff.find(({ id }) => id === grant.grantee);
  if (!grantee || grantee.party !== grant.party || !isInService(grantee, dateOf(now))) {
    return { kind: 'fallen', because: 'person-left', on: grantee?.leftOn };
  }
  if (!isOpenFor(grant.party, assignment)) {
    const on = assignment?.endedAt && dateOf(new Date(assignment.endedAt));
    return { kind: 'fallen', because: 'assignment-closed', on };
  }
  const inForce = rulesInForce(rules, now);
  if (inForce?.version !== grant.rulesVersion) {
    return { kind: 'fallen', because: 'rules-changed', on: inForce?.validFrom };
  }
  if (grantee.nearestManager !== grant.manager) return { kind: 'fallen', because: 'manager-changed' };
  return grant.from > dateOf(now) ? { kind: 'not-begun' } : { kind: 'standing' };
};

/** How a grant ended, when somebody or something writes it down. */
export interface GrantEnding {
  at: Date;
  because: GrantEnd;
  by: StaffId | 'system';
  /** Of a withdrawal. */
  withdrawnFor?: GrantWithdrawalReason;
  sealedWithdrawalWords?: string;
}

/**
 * The end that has to be written of a grant that fell because of its grantee's record, which may turn back; nothing when it
 * stands, when an end is written, or when it fell because of something that never turns back.
 */
export const endToWrite = (grant: AccessGrant, context: GrantContext): GrantEnding | undefined => {
  const standing = standingOf(grant, context);
  if (grant.endedAt || standing.kind !== 'fallen') return undefined;
  const { because, on } = standing;
  if (because !== 'person-left' && because !== 'manager-changed') return undefined;
  return { at: on && on < dateOf(context.now) ? startOf(on) : context.now, because, by: 'system' };
};

/** Whether a register may be used under a grant now: it stands, and the grantee has signed the rules in force (R3.2). */
export const isUsable = (grant: AccessGrant, context: GrantContext): boolean => {
  const inForce = rulesInForce(context.rules, context.now);
  return (
    standingOf(grant, context).kind === 'standing' &&
    inForce !== undefined &&
    hasSigned(context.signatures, grant.grantee, inForce)
  );
};

/** So many days at a time are granted when the order's last day has passed and the work goes on. */
const DAYS_WHEN_LATE = 30;

/**
 * The last day that a grant from `from` may have: twelve months at most, and not beyond the day on which the order says the
 * work is finished. Who still needs it then asks anew.
 */
export const latestUntil = (from: CalendarDate, finishOn: CalendarDate): CalendarDate => {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  const inAYear = new Date(Date.UTC(year + 1, month - 1, day - 1)).toISOString().slice(0, 10);
  if (finishOn < from) return plusDays(from, DAYS_WHEN_LATE);
  return finishOn < inAYear ? finishOn : inAYear;
};

/**
 * What a grant is asked for with; the signed text is made of it. The round is the performer's own, but the purpose belongs
 * to the assignment: it is sealed with the assignment's data key and cannot be read once that is culled.
 */
export const GrantTerms = z.strictObject({
  grantee: StaffId,
  granteeName: z.string(),
  manager: StaffId,
  register: RegisterName,
  assignmentId: AssignmentId,
  sealedPurpose: z.string(),
  from: CalendarDate,
  until: CalendarDate,
  rulesVersion: z.int().min(1),
});
export type GrantTerms = z.infer<typeof GrantTerms>;

/**
 * The text that the nearest manager signs, or the deputy who stands in for them: true whoever of them it is. It names the
 * person and the purpose, because what is signed is shown in full; it is the performer's own record.
 */
export const grantText = (party: PartyId, terms: GrantTerms, purpose: string): string =>
  [
    'BEHÖRIGHET TILL REGISTER',
    `Kommun: ${PARTIES[party]}`,
    `Uppdrag: ${terms.assignmentId} (${referenceOf(terms.assignmentId)})`,
    `Medarbetare: ${terms.granteeName} (${terms.grantee})`,
    `Register: ${REGISTERS[terms.register]}`,
    `Ändamål: ${purpose}`,
    `Gäller från och med: ${terms.from}`,
    `Gäller till och med: ${terms.until}`,
    `Hanteringsregler i kraft: version ${terms.rulesVersion}`,
    '',
    'Närmaste chef, eller den som är ställföreträdare för närmaste chef, ger medarbetaren behörighet till registret för ändamålet och tiden ovan. Behörigheten upphör tidigare om uppdraget avslutas, om hanteringsreglerna ändras, om medarbetaren slutar eller får en annan närmaste chef, eller om närmaste chef eller dennes ställföreträdare återkallar den. En behörighet som har upphört börjar inte gälla igen.',
    '',
  ].join('\n');
