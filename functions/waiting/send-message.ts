import { spell } from '#domain/assignment';
import { dateOf, plusDays } from '#domain/calendar';
import type { AssignmentFile } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { expiryOf, MESSAGE_DAYS } from '#domain/secure-message';
import type { AccessStore } from '#ports/access-store';
import type { Random } from '#ports/clock';
import type { Register } from '#ports/register';
import { toOrderer } from './recipients.ts';
import { type Post, sendLetter } from './send-letter.ts';

export interface MessagePorts extends Post {
  access: AccessStore;
  register: Register;
  random: Random;
}

/**
 * Sends the delivery as a secure message: a link of 130 random bits that opens only after strong identification of the
 * invited (R5.3). Only the token's hash is kept; earlier links are revoked. `letterId` names this very message.
 */
export const sendMessage = async (ports: MessagePorts, file: AssignmentFile, letterId: string): Promise<void> => {
  const { access, register, now, random, portalUrl } = ports;
  const { id, orderer, performer = orderer } = file.assignment;
  if (file.letters.some((letter) => letter.id === letterId && letter.sentAt)) return;
  const recipient = await toOrderer(file, ports);
  const invited = await register.staffByMailbox(orderer, recipient.to);
  for (const link of await access.linksOf(id)) {
    if (!link.revokedAt) await access.revokeLink(link.tokenHash, now());
  }
  const token = spell(random(17), 26);
  await access.putLink({
    tokenHash: sha256(token),
    assignmentId: id,
    from: performer,
    to: orderer,
    invited: invited?.id,
    issuedAt: now().toISOString(),
    expiresAt: expiryOf(now()).toISOString(),
  });
  await sendLetter(ports, id, letterId, {
    kind: 'message-to-open',
    ...recipient,
    from: performer,
    url: `${portalUrl}/m/${token}`,
    lastDay: plusDays(dateOf(now()), MESSAGE_DAYS),
  });
};
