import type { AssignmentId } from '#domain/assignment';
import type { Deliverable } from '#domain/facts';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';

/** Which deliverables have bytes in the store. */
export const storedAmong = async (
  { vault }: Pick<PortalDeps, 'vault'>,
  deliverables: readonly Deliverable[],
): Promise<Set<string>> => {
  const stored = await Promise.all(
    deliverables.map(async ({ id, objectKey }) => ((await vault.exists('deliverables', objectKey)) ? [id] : [])),
  );
  return new Set(stored.flat());
};

/**
 * Hands over what was uploaded, to be checked. Refused while a slot is empty, or while there is none. Deliveries are
 * counted: each check, message and letter of a delivery is named by its number, so that the next has its own.
 */
export const deliver = async (
  deps: Pick<PortalDeps, 'assignments' | 'vault' | 'access' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
): Promise<{ outcome: 'delivered' | 'nothing-to-deliver' | 'not-all-stored' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'deliver');
  ensureAllowed('delivered', file);
  if (file.deliverables.length === 0) return { outcome: 'nothing-to-deliver' };
  const stored = await storedAmong(deps, file.deliverables);
  if (stored.size < file.deliverables.length) return { outcome: 'not-all-stored' };
  const number = file.assignment.deliveries + 1;
  await deps.assignments.record({
    id,
    event: 'delivered',
    eventId: `delivered-${number}`,
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    set: { deliveries: number },
  });
  await answerWaits(deps, id, 'delivered');
  return { outcome: 'delivered' };
};
