import type { AssignmentId } from '#domain/assignment';
import { EventNotAllowed } from '#domain/errors';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';

/**
 * Ends an inquiry that nobody is left to take (R1.3). The file is read anew: of two who answer at the same time the later
 * one sees both answers.
 */
export const endIfEveryoneDeclined = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'workflow' | 'now'>,
  id: AssignmentId,
): Promise<void> => {
  const { assignment, parties } = await deps.assignments.load(id);
  const isOver = parties.length > 0 && parties.every(({ standing }) => standing.answer === 'declined');
  if (!isOver || assignment.status !== 'circulated') return;
  try {
    await deps.assignments.record({
      id,
      event: 'declined',
      eventId: 'everyone-declined',
      at: deps.now(),
      by: 'system',
    });
  } catch (error) {
    // Somebody withdrew it in the same moment: it has its ending.
    if (!(error instanceof EventNotAllowed)) throw error;
  }
  await answerWaits(deps, id, 'declined');
};
