import { MailNotSent } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import { messageLetterDue } from '#domain/secure-message';
import type { Random } from '#ports/clock';
import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';
import { sendMessage } from '../../waiting/send-message.ts';

export const contract = waitContract;

/**
 * The orderer signs the receipt over the manifest, or objects (R6.1). A receipt may be waited for longer than a secure
 * message lives, so a link that has expired is followed by a new one: nobody has to sign for what cannot be opened. The
 * file's letters say when; the links themselves are taken away as they expire. A letter that cannot leave today does not
 * stop the assignment: it stays claimed and unsent, and tomorrow's waking sends it.
 */
export const awaitReceipt = (ports: WaitPorts & { random: Random }) =>
  awaitAnswer('AwaitReceipt', 'receipt-wanted', ports, async (file: AssignmentFile) => {
    if (file.assignment.status !== 'sent') return file;
    const letterId = messageLetterDue(file, ports.now());
    if (!letterId) return file;
    await sendMessage(ports, file, letterId).catch((error: unknown) => {
      if (!(error instanceof MailNotSent)) throw error;
    });
    return file;
  });
