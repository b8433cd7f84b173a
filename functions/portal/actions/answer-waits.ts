import type { AssignmentId } from '#domain/assignment';
import { type AssignmentEventName, TRANSITIONS } from '#domain/transitions';
import type { PortalDeps } from '../portal-deps.ts';

/**
 * Tells the workflow that a wait has its answer. Always after the store has it: a token that is dead by then, or a crash
 * in between, loses nothing, because the wait reads the store when it wakes (architecture 11).
 */
export const answerWaits = async (
  { access, workflow }: Pick<PortalDeps, 'access' | 'workflow'>,
  id: AssignmentId,
  event: AssignmentEventName,
): Promise<void> => {
  const waits = TRANSITIONS[event].answers ?? [];
  const tickets = (await access.ticketsOf(id)).filter(({ wait }) => waits.includes(wait));
  for (const ticket of tickets) {
    await workflow.complete(ticket.token, event);
    await access.endTicket(ticket);
  }
};
