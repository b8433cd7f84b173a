import type { AssignmentId } from '#domain/assignment';
import { NotAuthorised } from '#domain/errors';
import type { Clearance } from '#domain/facts';
import { areGatesOpen } from '#domain/gates';
import type { Staff, StaffId } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';

type RegisterAccess = Omit<Extract<Clearance, { gate: 'register-access' }>, 'kind' | 'by' | 'at'>;
type FlightPermit = Omit<Extract<Clearance, { gate: 'flight-permit' }>, 'kind' | 'by' | 'at'>;

/**
 * Those to whom a manager may grant register access: active staff of the own municipality whose nearest manager it is,
 * and so never the manager (R3.2).
 */
export const granteesOf = async ({ register }: Pick<PortalDeps, 'register'>, manager: Staff): Promise<Staff[]> =>
  (await register.staffOf(manager.party)).filter(
    ({ id, isActive, nearestManager }) => isActive && id !== manager.id && nearestManager === manager.id,
  );

/**
 * Records what opens a gate: a register access grant (R3.2), or the ground on which a flight may be made (R5.1). The
 * workflow is told when no gate is closed any more.
 */
export const giveClearance = async (
  deps: Pick<PortalDeps, 'assignments' | 'register' | 'access' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  given: RegisterAccess | FlightPermit,
): Promise<{ outcome: 'recorded'; gates: 'open' | 'closed' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'clear');
  ensureAllowed('clearance-given', file);
  if (given.gate === 'register-access' && !(await mayGrantTo(deps, staff, given.grantee))) throw new NotAuthorised(id);
  const at = deps.now();
  await deps.assignments.record({
    id,
    event: 'clearance-given',
    eventId: `clearance-given-${given.gate}-${file.assignment.version}`,
    at,
    by: staff.id,
    party: staff.party,
    about: given.gate,
    facts: [{ kind: 'clearance', by: staff.id, at: at.toISOString(), ...given }],
  });
  const isOpen = areGatesOpen(await deps.assignments.load(id), at);
  if (isOpen) await answerWaits(deps, id, 'clearance-given');
  return { outcome: 'recorded', gates: isOpen ? 'open' : 'closed' };
};

const mayGrantTo = async (deps: Pick<PortalDeps, 'register'>, manager: Staff, grantee: StaffId): Promise<boolean> =>
  (await granteesOf(deps, manager)).some(({ id }) => id === grantee);
