import { z } from 'zod';
import { AssignmentId } from './assignment.ts';
import { dateOf, daysBetween, plusDays, startOf } from './calendar.ts';
import type { AssignmentFile, Deliverable, SentLetter } from './facts.ts';
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

/**
 * Whether a file lets a link of its own be opened, whatever the link says of itself: the delivery has been sent and nobody
 * has objected, withdrawn or let it fall since; and the link is of this delivery and of no message that was revoked.
 */
export const opensIn = (
  { assignment, events }: Pick<AssignmentFile, 'assignment' | 'events'>,
  link: MessageLink,
): boolean => {
  const { status, outcome } = assignment;
  const isDelivered = status === 'sent' || status === 'received' || (status === 'ended' && outcome === 'completed');
  const sentAt = newest(events, 'sent');
  const revokedAt = newest(events, 'message-revoked');
  return (
    isDelivered &&
    (sentAt === undefined || sentAt <= link.issuedAt) &&
    (revokedAt === undefined || revokedAt < link.issuedAt)
  );
};

/** What a message holds: what the check measured and found nothing in. */
export const passedIn = ({ deliverables }: Pick<AssignmentFile, 'deliverables'>): Deliverable[] =>
  deliverables.filter(({ versionId, finding }) => versionId !== undefined && finding === undefined);

/** The id of the letter that carries a delivery's message; one that renews it has a date of its own. */
export const messageLetterId = (delivery: number, renewedOn?: string): string =>
  renewedOn === undefined ? `message-to-open/${delivery}` : `message-to-open/${delivery}/${renewedOn}`;

/**
 * The letter that is to be sent while a receipt is waited for, read from the file's own letters: the same one again when
 * it was claimed and never left, a new one when the link it carried has expired. A message that a person revoked after it
 * is not renewed: that was meant.
 */
export const messageLetterDue = (
  { assignment, letters, events }: Pick<AssignmentFile, 'assignment' | 'letters' | 'events'>,
  now: Date,
): string | undefined => {
  const first = messageLetterId(assignment.deliveries);
  const last = letters
    .filter(({ id }) => id === first || id.startsWith(`${first}/`))
    .sort((a, b) => (leftAt(a) < leftAt(b) ? -1 : 1))
    .at(-1);
  if (!last) return undefined;
  const revokedAt = newest(events, 'message-revoked');
  if (revokedAt !== undefined && revokedAt >= leftAt(last)) return undefined;
  if (!last.sentAt) return last.id;
  const today = dateOf(now);
  const isExpired = daysBetween(dateOf(new Date(last.sentAt)), today) > MESSAGE_DAYS;
  return isExpired ? messageLetterId(assignment.deliveries, today) : undefined;
};

const leftAt = ({ claimedAt, sentAt }: SentLetter): string => sentAt ?? claimedAt;

const newest = (events: AssignmentFile['events'], name: string): string | undefined =>
  events
    .filter((event) => event.name === name)
    .map(({ at }) => at)
    .sort()
    .at(-1);
