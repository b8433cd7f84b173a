import { z } from 'zod';
import { PartyId } from './parties.ts';

/** Opaque id of a member of staff: what events, signatures and logs carry instead of a name (D1). */
export const StaffId = z
  .string()
  .regex(/^s-[0-9a-hjkmnp-tv-z]{10}$/)
  .brand('StaffId');
export type StaffId = z.infer<typeof StaffId>;

export const Role = z.enum(['handler', 'manager', 'registrar', 'administrator']);
export type Role = z.infer<typeof Role>;

/** A member of staff in the register; the bound e-ID is a keyed MAC that only the register holds. */
export const Staff = z.strictObject({
  id: StaffId,
  party: PartyId,
  role: Role,
  name: z.string().min(1),
  mailbox: z.email(),
  nearestManager: StaffId.optional(),
  isActive: z.boolean(),
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
};

export const may = (role: Role, side: Side | undefined, act: Act): boolean =>
  side !== undefined && (MAY[role][side]?.includes(act) ?? false);
