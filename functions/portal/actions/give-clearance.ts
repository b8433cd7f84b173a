import type { AssignmentId } from '#domain/assignment';
import type { Clearance } from '#domain/facts';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerGates } from './answer-gates.ts';
import { authorise, ensureAllowed } from './authorise.ts';

/** Records the ground on which a flight may be made (R5.1). The workflow is told when no gate is closed any more. */
export const givePermit = async (
  deps: Pick<PortalDeps, 'assignments' | 'register' | 'access' | 'accessGrants' | 'handlingRules' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  given: Pick<Clearance, 'ground' | 'evidence' | 'until'>,
): Promise<{ outcome: 'recorded'; gates: 'open' | 'closed' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'clear');
  ensureAllowed('clearance-given', file);
  const at = deps.now();
  await deps.assignments.record({
    id,
    event: 'clearance-given',
    eventId: `clearance-given-flight-permit-${file.assignment.version}`,
    at,
    by: staff.id,
    party: staff.party,
    about: 'flight-permit',
    facts: [{ kind: 'clearance', gate: 'flight-permit', by: staff.id, at: at.toISOString(), ...given }],
  });
  return { outcome: 'recorded', gates: await answerGates(deps, id) };
};
