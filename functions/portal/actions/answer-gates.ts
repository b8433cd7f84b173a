import type { AssignmentId } from '#domain/assignment';
import { areGatesOpen } from '#domain/gates';
import type { PartyId } from '#domain/parties';
import type { StaffId } from '#domain/staff';
import { endGrantsFoundFallen } from '../../grants/end-grants.ts';
import { withRegisterAccess } from '../../grants/read-register-access.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';

type Deps = Pick<
  PortalDeps,
  'assignments' | 'access' | 'workflow' | 'register' | 'handlingRules' | 'accessGrants' | 'now'
>;

/** Tells the workflow that the gates are open, if they are now. */
export const answerGates = async (deps: Deps, id: AssignmentId): Promise<'open' | 'closed'> => {
  const file = await withRegisterAccess(deps, await deps.assignments.load(id));
  if (file.registerAccess) await endGrantsFoundFallen(deps, file.registerAccess, file.assignment);
  if (!areGatesOpen(file, deps.now())) return 'closed';
  if (file.assignment.status === 'accepted') await answerWaits(deps, id, 'clearance-given');
  return 'open';
};

/** A person has signed the handling rules: what waited for that, in any assignment in which they have a grant, goes on. */
export const answerGatesOf = async (deps: Deps, party: PartyId, staff: StaffId): Promise<void> => {
  const grants = (await deps.accessGrants.ofParty(party)).filter(({ grantee }) => grantee === staff);
  for (const id of new Set(grants.map(({ assignmentId }) => assignmentId))) {
    if ((await deps.assignments.head(id))?.status === 'accepted') await answerGates(deps, id);
  }
};
