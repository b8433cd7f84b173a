import { z } from 'zod';
import { AssignmentId } from './assignment.ts';
import { dateOf, plusDays, startOf } from './calendar.ts';
import { PartyId } from './parties.ts';
import { StaffId } from './staff.ts';

/** A secure message (säkert meddelande) lives this many calendar days, or until it is revoked or culled. */
export const MESSAGE_DAYS = 14;

/**
 * A message link (R5.3): found by the hash of a token of 130 random bits; names the assignment, never a task token.
 * `invited` is whose e-ID must open it.
 */
export const MessageLink = z.strictObject({
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
  assignmentId: AssignmentId,
  from: PartyId,
  to: PartyId,
  invited: StaffId.optional(),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
});
export type MessageLink = z.infer<typeof MessageLink>;

export const expiryOf = (issuedAt: Date): Date => startOf(plusDays(dateOf(issuedAt), MESSAGE_DAYS + 1));

export const isOpen = (link: MessageLink, now: Date): boolean =>
  link.revokedAt === undefined && now < new Date(link.expiresAt);
