import type { AssignmentId } from '#domain/assignment';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';

/** Withdraws an assignment that is under way; whatever wait is open has its answer. */
export const withdraw = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  text: string,
): Promise<{ outcome: 'withdrawn' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'withdraw');
  ensureAllowed('withdrawn', file);
  await deps.assignments.record({
    id,
    event: 'withdrawn',
    eventId: 'withdrawn',
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    ...(text && { facts: [{ kind: 'remark', id: 'withdrawn', by: staff.id, about: 'withdrawn', text }] }),
  });
  await answerWaits(deps, id, 'withdrawn');
  return { outcome: 'withdrawn' };
};
