import type { AssignmentId } from '#domain/assignment';
import { referenceOf } from '#domain/assignment';
import { MailNotSent } from '#domain/errors';
import type { Letter, LetterKind } from '#domain/letters';
import type { PartyId } from '#domain/parties';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';

export interface Post {
  assignments: Pick<AssignmentStore, 'claimLetter' | 'confirmLetter'>;
  mailbox: Mailbox;
  portalUrl: string;
  now: Clock;
}

/**
 * Sends a letter about an assignment once, however often the step runs: it is claimed in the file before it leaves and
 * confirmed after (architecture 12). `letterId` names this very letter. Only a crash between sending and confirming can
 * make it leave twice, which for a reminder is better than never.
 */
export const sendLetter = async (
  { assignments, mailbox, portalUrl, now }: Post,
  id: AssignmentId,
  letterId: string,
  letter: { kind: LetterKind; to: string; from: PartyId } & Partial<Letter>,
): Promise<'sent' | 'already-sent'> => {
  if ((await assignments.claimLetter(id, letterId, now())) === 'sent') return 'already-sent';
  await mailbox.send({ reference: referenceOf(id), url: `${portalUrl}/assignments/${id}`, ...letter });
  await assignments.confirmLetter(id, letterId, now());
  return 'sent';
};

/**
 * The same where a letter that cannot leave today must not stop the assignment: it stays unsent in the file, and whoever
 * asks for it again sends it.
 */
export const trySendLetter = async (
  ...letter: Parameters<typeof sendLetter>
): Promise<'sent' | 'already-sent' | 'not-sent'> => {
  try {
    return await sendLetter(...letter);
  } catch (error) {
    if (error instanceof MailNotSent) return 'not-sent';
    throw error;
  }
};
