import { referenceOf } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { MailNotSent } from '#domain/errors';
import type { SigningRound } from '#domain/signing-round';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import type { SigningRounds } from '#ports/signing-rounds';
import { type OwedLetter, owedLetters } from './owed-letters.ts';
import { standsInFor } from './stand-ins.ts';

export interface RoundPost {
  rounds: Pick<SigningRounds, 'claimLetter' | 'confirmLetter'>;
  register: Register;
  mailbox: Mailbox;
  portalUrl: string;
  now: Clock;
}

/**
 * Sends the letters that a round owes and that have not left: each is claimed before it leaves and confirmed after
 * (architecture 12). One that cannot leave today stays owed and stops nothing.
 */
export const tellRound = async (post: RoundPost, round: SigningRound): Promise<'all-told' | 'some-owed'> => {
  let isAllTold = true;
  for (const owed of owedLetters(round)) {
    try {
      for (const [i, to] of (await mailboxesOf(post, owed)).entries())
        await send(post, round, owed, `${owed.id}/${i}`, to);
    } catch (error) {
      if (!(error instanceof MailNotSent)) throw error;
      isAllTold = false;
    }
  }
  return isAllTold ? 'all-told' : 'some-owed';
};

/** The person's mailbox, and that of a deputy while they are away; the role mailbox when the person has left. */
const mailboxesOf = async ({ register, now }: RoundPost, { to }: OwedLetter): Promise<string[]> => {
  const person = await register.staff(to.party, to.staff);
  if (!person?.isActive) return [(await register.party(to.party)).managementMailbox];
  const deputy = person.deputy && (await register.staff(to.party, person.deputy));
  const isAbsent = deputy && standsInFor(deputy, person, dateOf(now()));
  return isAbsent ? [person.mailbox, deputy.mailbox] : [person.mailbox];
};

const send = async (
  { rounds, mailbox, portalUrl, now }: RoundPost,
  { id, subject, party }: SigningRound,
  { kind, lastDay, reminder }: OwedLetter,
  letterId: string,
  to: string,
): Promise<void> => {
  if ((await rounds.claimLetter(id, letterId, now())) === 'sent') return;
  await mailbox.send({
    kind,
    to,
    from: party,
    url: `${portalUrl}/signings/${id}`,
    ...(subject.scope === 'assignment' && { reference: referenceOf(subject.assignmentId) }),
    ...(lastDay && { lastDay }),
    ...(reminder && { reminder }),
  });
  await rounds.confirmLetter(id, letterId, now());
};
