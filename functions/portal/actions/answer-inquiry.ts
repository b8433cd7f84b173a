import type { AssignmentId, DeclineReason } from '#domain/assignment';
import type { Fact } from '#domain/facts';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';
import { endIfEveryoneDeclined } from './everyone-declined.ts';

export type InquiryAnswer = { answer: 'offered' } | { answer: 'declined'; reason: DeclineReason; text: string };

/**
 * Answers an inquiry for one's municipality: it can, or it cannot and why (R1.3). The answer that stands is the first;
 * a second one changes nothing.
 */
export const answerInquiry = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  answer: InquiryAnswer,
): Promise<{ outcome: 'answered' | 'already-answered' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'offer');
  ensureAllowed('answered', file);
  const standing = file.parties.find(({ party }) => party === staff.party)?.standing;
  if (standing?.answer !== 'asked') return { outcome: 'already-answered' };

  const at = deps.now();
  const by = { by: staff.id, at: at.toISOString() };
  const facts: Fact[] = [
    {
      kind: 'participation',
      party: staff.party,
      standing:
        answer.answer === 'offered' ? { ...answer, ...by } : { answer: 'declined', reason: answer.reason, ...by },
    },
  ];
  if (answer.answer === 'declined' && answer.text) {
    const { reason, text } = answer;
    facts.push({ kind: 'remark', id: `declined-${staff.party}`, by: staff.id, about: 'declined', reason, text });
  }
  const recorded = await deps.assignments.record({
    id,
    event: 'answered',
    eventId: `answered-${staff.party}`,
    at,
    by: staff.id,
    party: staff.party,
    about: answer.answer,
    facts,
  });
  if (answer.answer === 'offered') await answerWaits(deps, id, 'answered');
  else await endIfEveryoneDeclined(deps, id);
  return { outcome: recorded === 'recorded' ? 'answered' : 'already-answered' };
};
