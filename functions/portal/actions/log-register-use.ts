import { isUsable, type RegisterName, type RegisterUse } from '#domain/access-grant';
import { type AssignmentId, spell } from '#domain/assignment';
import type { Staff } from '#domain/staff';
import { endGrantsFoundFallen } from '../../grants/end-grants.ts';
import { readRegisterAccess } from '../../grants/read-register-access.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { authorise } from './authorise.ts';

/**
 * Logs that a person uses a register now and what for (D1). Without a usable grant of their own the attempt is logged as
 * refused: default deny.
 *
 * @param purpose one line without identity numbers; it is sealed with the assignment's data key.
 */
export const logRegisterUse = async (
  deps: Pick<PortalDeps, 'assignments' | 'register' | 'accessGrants' | 'handlingRules' | 'now' | 'random'>,
  staff: Staff,
  id: AssignmentId,
  { register, purpose }: { register: RegisterName; purpose: string },
): Promise<RegisterUse['outcome']> => {
  const { file } = await authorise(deps.assignments, staff, id, 'deliver');
  const at = deps.now();
  const access = await readRegisterAccess(deps, staff.party, id);
  await endGrantsFoundFallen(deps, access, file.assignment);
  const context = { ...access, assignment: file.assignment, now: at };
  const grant = access.grants.find(
    (one) => one.grantee === staff.id && one.register === register && isUsable(one, context),
  );
  const use: RegisterUse = {
    id: `u-${spell(deps.random(7), 10)}`,
    party: staff.party,
    by: staff.id,
    at: at.toISOString(),
    register,
    assignmentId: id,
    ...(grant && { grantId: grant.id }),
    outcome: grant ? 'used' : 'refused',
    sealedPurpose: await deps.assignments.seal(id, purpose),
  };
  await deps.accessGrants.logUse(use);
  await deps.assignments.record({
    id,
    event: undefined,
    note: grant ? 'register-used' : 'register-use-refused',
    eventId: `register-use-${use.id}`,
    at,
    by: staff.id,
    party: staff.party,
    about: grant?.id ?? register,
  });
  return use.outcome;
};
