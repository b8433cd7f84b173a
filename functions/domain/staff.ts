import { z } from 'zod';
import { CalendarDate } from './calendar.ts';
import { PartyId } from './parties.ts';

/** Opaque id of a member of staff: what events, signatures and logs carry instead of a name (D1). */
export const StaffId = z
  .string()
  .regex(/^s-[0-9a-hjkmnp-tv-z]{10}$/)
  .brand('StaffId');
export type StaffId = z.infer<typeof StaffId>;

/**
 * What a person is in their municipality (roll): handler (handläggare), manager (chef), registrar and archivist
 * (registrator), administrator of the system (systemadministratör), member of the management group (ledningsgruppsmedlem),
 * data protection officer (dataskyddsombud), finance (ekonomi). Who runs the system and who decides in it are not the same
 * people (D7).
 */
export const Role = z.enum(['handler', 'manager', 'registrar', 'administrator', 'management-group', 'dpo', 'finance']);
export type Role = z.infer<typeof Role>;

/**
 * A member of staff in the register; the bound e-ID is a keyed MAC that only the register holds. One person, one record,
 * one role: an e-ID that is bound to one record of a municipality is refused for another, so that it is never a question of
 * in which capacity somebody signed.
 */
export const Staff = z.strictObject({
  id: StaffId,
  party: PartyId,
  role: Role,
  name: z.string().min(1),
  mailbox: z.email(),
  nearestManager: StaffId.optional(),
  /** Who stands in while this person is away (ställföreträdare). */
  deputy: StaffId.optional(),
  /** First and last day of a leave (frånvaro); without a last day until further notice. */
  awayFrom: CalendarDate.optional(),
  awayUntil: CalendarDate.optional(),
  isActive: z.boolean(),
  /** The day from which this person is no longer a member of staff: access and grants fall that day. */
  leftOn: CalendarDate.optional(),
  /** Opaque, and another after every signed change of role or of whether they work here: sessions hold on to it (D4). */
  standing: z.string().min(1).max(80).optional(),
  /** The mailbox they had before it was first changed since their e-ID was bound: it is told when the e-ID is replaced. */
  mailboxWhenBound: z.email().optional(),
});
export type Staff = z.infer<typeof Staff>;

/** What a person may do; every portal action and every signature names the one it needs. */
export const ACTS = [
  'view',
  'review-material',
  'offer',
  'order',
  'withdraw',
  'accept',
  'clear',
  'deliver',
  'receive',
  'revoke-message',
  'close',
  'hold',
  'release-hold',
  'let-cull',
  'view-parked',
] as const;
export type Act = (typeof ACTS)[number];

export type Side = 'orderer' | 'performer' | 'asked' | 'host';

/**
 * Who may do what, by role and by the side their municipality has in the assignment (architecture: strong
 * identification is not authorisation). What is not named here is refused. Granting access is the nearest manager's
 * (R3.2), closing and holding are decisions of the controller (R6.2, K3), so an administrator of the system holds none.
 * A member of the management group answers inquiries (R1.1) and follows what their municipality has taken on. A data
 * protection officer supervises: sees, and may stop a culling, but neither does the work nor lets it go on (K1). Finance
 * lives by the invoicing residue alone, and opens no assignment (R6.2, K6).
 */
const MAY: Record<Role, Partial<Record<Side, readonly Act[]>>> = {
  handler: {
    orderer: ['view', 'review-material', 'order', 'withdraw', 'receive', 'revoke-message'],
    performer: ['view', 'accept', 'deliver', 'revoke-message'],
    asked: ['view', 'offer'],
  },
  manager: {
    orderer: [
      'view',
      'review-material',
      'order',
      'withdraw',
      'receive',
      'revoke-message',
      'close',
      'hold',
      'release-hold',
      'let-cull',
    ],
    performer: ['view', 'accept', 'clear', 'deliver', 'revoke-message', 'hold'],
    asked: ['view', 'offer'],
    host: ['view-parked', 'close', 'hold', 'release-hold', 'let-cull'],
  },
  registrar: {
    orderer: ['view', 'close', 'hold', 'release-hold', 'let-cull'],
    performer: ['view', 'hold'],
    host: ['view-parked', 'close', 'hold', 'release-hold', 'let-cull'],
  },
  administrator: {},
  'management-group': {
    performer: ['view'],
    asked: ['view', 'offer'],
  },
  dpo: {
    orderer: ['view', 'hold'],
    performer: ['view', 'hold'],
  },
  finance: {},
};

export const may = (role: Role, side: Side | undefined, act: Act): boolean =>
  side !== undefined && (MAY[role][side]?.includes(act) ?? false);

/** What may be done with the register of staff itself, which belongs to no assignment. */
export type StaffAct = 'read-staff' | 'change-staff' | 'approve-binding';

/**
 * The administrator changes, under signature; those who archive and those who supervise may read (D1, D4, D7). An e-ID is
 * approved by an administrator, and by a registrar or a manager where no administrator may.
 */
const WITH_STAFF: Record<Role, readonly StaffAct[]> = {
  handler: [],
  manager: ['approve-binding'],
  registrar: ['read-staff', 'approve-binding'],
  administrator: ['read-staff', 'change-staff', 'approve-binding'],
  'management-group': [],
  dpo: ['read-staff'],
  finance: [],
};

export const mayWithStaff = (role: Role, act: StaffAct): boolean => WITH_STAFF[role].includes(act);

/** Whether somebody is a member of staff on a day. Grants, sessions and invitations fall when they are not. */
export const isInService = ({ isActive, leftOn }: Pick<Staff, 'isActive' | 'leftOn'>, on: CalendarDate): boolean =>
  isActive && (leftOn === undefined || on < leftOn);

/** Whether a member of staff is on leave on a day; both named days belong to the leave. */
export const isAway = ({ awayFrom, awayUntil }: Pick<Staff, 'awayFrom' | 'awayUntil'>, on: CalendarDate): boolean =>
  awayFrom !== undefined && awayFrom <= on && (awayUntil === undefined || on <= awayUntil);

/**
 * Whose role a role may stand in for. A deputy gets no authority of another kind by standing in: the same role, or a
 * manager, who may all that a handler and a member of the management group may.
 */
const STANDS_IN_FOR: Record<Role, readonly Role[]> = {
  handler: ['handler'],
  manager: ['manager', 'handler', 'management-group'],
  registrar: ['registrar'],
  administrator: ['administrator'],
  'management-group': ['management-group'],
  dpo: ['dpo'],
  finance: ['finance'],
};

export const mayStandInFor = (deputy: Role, away: Role): boolean => STANDS_IN_FOR[deputy].includes(away);

/** Whether one stands in for another on a day: named by them, in the same municipality, in a role that may, and at work. */
const standsInFor = (deputy: Staff, away: Staff, on: CalendarDate): boolean =>
  away.deputy === deputy.id &&
  away.id !== deputy.id &&
  away.party === deputy.party &&
  isInService(away, on) &&
  isAway(away, on) &&
  isInService(deputy, on) &&
  !isAway(deputy, on) &&
  mayStandInFor(deputy.role, away.role);

/**
 * Whom this person stands in for on a day: those who named them as deputy (ställföreträdare) and are away. Only within the
 * municipality, and never for somebody for whom the away one was a deputy in turn: chains are not followed.
 */
export const actsFor = (person: Staff, all: readonly Staff[], on: CalendarDate): Staff[] =>
  all.filter((away) => standsInFor(person, away, on));

/**
 * Who is the nearest manager (närmaste chef) of a person on a day, and so grants access (R3.2): the manager, or the
 * manager's deputy while the manager is away. Never the person themselves. Nobody when there is none who may: then the
 * register has to be put right before anything is granted.
 */
export const nearestManagerOf = (person: Staff, all: readonly Staff[], on: CalendarDate): Staff | undefined => {
  const manager = all.find(({ id, party }) => id === person.nearestManager && party === person.party);
  if (!manager || manager.id === person.id || manager.role !== 'manager' || !isInService(manager, on)) return undefined;
  if (!isAway(manager, on)) return manager;
  return all.find((deputy) => deputy.id !== person.id && deputy.role === 'manager' && standsInFor(deputy, manager, on));
};
