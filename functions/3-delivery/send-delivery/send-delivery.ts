import { z } from 'zod';
import { AssignmentId, spell } from '#domain/assignment';
import { dateOf, plusDays } from '#domain/calendar';
import { sha256 } from '#domain/hash';
import { expiryOf, MESSAGE_DAYS } from '#domain/secure-message';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock, Random } from '#ports/clock';
import type { Register } from '#ports/register';
import { ordererMailbox, replyToOf } from '../../waiting/recipients.ts';
import { type Post, sendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('sent') }),
};

/**
 * Sends the delivery as a secure message: a link of 130 random bits that opens only after strong identification of the
 * invited (R5.3). Only the token's hash is kept; the links of an earlier delivery are revoked.
 */
export const sendDelivery =
  (
    ports: Post & { assignments: AssignmentStore; access: AccessStore; register: Register; now: Clock; random: Random },
  ) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, access, register, mailbox, now, random, portalUrl } = ports;
    const file = await assignments.load(assignmentId);
    const { orderer, performer, deliveries } = file.assignment;
    const to = await ordererMailbox(file, register);
    const invited = await register.staffByMailbox(orderer, to);

    await assignments.record({
      id: assignmentId,
      event: 'sent',
      eventId: `sent-${deliveries}`,
      at: now(),
      by: 'system',
    });

    const letterId = `message-to-open/${deliveries}`;
    if (file.letters.some(({ id, sentAt }) => id === letterId && sentAt)) return { outcome: 'sent' };
    for (const link of await access.linksOf(assignmentId)) {
      if (!link.revokedAt) await access.revokeLink(link.tokenHash, now());
    }
    const token = spell(random(17), 26);
    await access.putLink({
      tokenHash: sha256(token),
      assignmentId,
      from: performer ?? orderer,
      to: orderer,
      invited: invited?.id,
      issuedAt: now().toISOString(),
      expiresAt: expiryOf(now()).toISOString(),
    });
    await sendLetter(ports, assignmentId, letterId, {
      kind: 'message-to-open',
      to,
      from: performer ?? orderer,
      url: `${portalUrl}/m/${token}`,
      lastDay: plusDays(dateOf(now()), MESSAGE_DAYS),
      replyTo: replyToOf(file, mailbox),
    });
    return { outcome: 'sent' };
  };
