import type { AssignmentId } from '#domain/assignment';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';

/** Objects to what was delivered: the performer delivers again, or the assignment ends here. */
export const objectToDelivery = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  objection: { remedy: 'redeliver' | 'end'; text: string },
): Promise<{ outcome: 'objected' | 'objected-finally' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'receive');
  const event = objection.remedy === 'end' ? 'objected-finally' : 'objected';
  ensureAllowed(event, file);
  const eventId = `${event}-${file.assignment.version}`;
  await deps.assignments.record({
    id,
    event,
    eventId,
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    facts: [{ kind: 'remark', id: eventId, by: staff.id, about: 'objected', text: objection.text }],
  });
  await answerWaits(deps, id, event);
  return { outcome: event };
};
