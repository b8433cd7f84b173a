import type { AssignmentFile } from '#domain/facts';
import { isOpen } from '#domain/secure-message';
import type { Random } from '#ports/clock';
import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';
import { sendMessage } from '../../waiting/send-message.ts';

export const contract = waitContract;

/**
 * The orderer signs the receipt over the manifest, or objects (R6.1). A receipt may be waited for longer than a secure
 * message lives, so a link that has expired is followed by a new one: nobody has to sign for what cannot be opened.
 */
export const awaitReceipt = (ports: WaitPorts & { random: Random }) =>
  awaitAnswer('AwaitReceipt', 'receipt-wanted', ports, async (file: AssignmentFile) => {
    if (file.assignment.status !== 'sent') return file;
    const links = await ports.access.linksOf(file.assignment.id);
    const newest = [...links].sort((a, b) => (a.issuedAt < b.issuedAt ? -1 : 1)).at(-1);
    // One that a person revoked stays shut: that was meant.
    if (newest && !newest.revokedAt && !isOpen(newest, ports.now())) {
      await sendMessage(ports, file, `message-to-open/${file.assignment.deliveries}/${newest.expiresAt}`);
    }
    return file;
  });
