import { type AccessGrant, type GrantId, standingOf } from '#domain/access-grant';
import type { AssignmentId } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import { actsFor, nearestManagerOf, type Staff } from '#domain/staff';
import { readRegisterAccess } from '../../grants/read-register-access.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { NotNow, ThingNotFound } from './errors.ts';

/**
 * Whether somebody may take a grant back: the manager whose decision it is, the person's nearest manager today, or a
 * manager who stands in for either. Taking back is never the grantee's, nor an administrator's (D7).
 */
export const mayWithdrawGrant = (staff: Staff, grant: AccessGrant, all: readonly Staff[], now: Date): boolean => {
  if (staff.party !== grant.party || staff.role !== 'manager' || staff.id === grant.grantee) return false;
  const today = dateOf(now);
  const person = all.find(({ id }) => id === grant.grantee);
  return (
    staff.id === grant.manager ||
    (person !== undefined && nearestManagerOf(person, all, today)?.id === staff.id) ||
    actsFor(staff, all, today).some(({ id }) => id === grant.manager)
  );
};

/**
 * Takes a grant back, from this moment on. Logged with who and when.
 *
 * @throws ThingNotFound; NotAuthorised; NotNow when it has fallen already.
 */
export const withdrawAccessGrant = async (
  deps: Pick<PortalDeps, 'assignments' | 'register' | 'accessGrants' | 'handlingRules' | 'now'>,
  staff: Staff,
  assignmentId: AssignmentId,
  id: GrantId,
): Promise<void> => {
  const grant = await deps.accessGrants.find(staff.party, assignmentId, id);
  if (!grant) throw new ThingNotFound();
  const access = await readRegisterAccess(deps, staff.party, assignmentId);
  const at = deps.now();
  if (!mayWithdrawGrant(staff, grant, access.staff, at)) throw new NotAuthorised(id);
  const assignment = await deps.assignments.head(assignmentId);
  if (standingOf(grant, { ...access, assignment, now: at }).kind === 'fallen') throw new NotNow();
  await deps.accessGrants.end(grant, { at, because: 'withdrawn-by-manager', by: staff.id });
  await deps.assignments.record({
    id: assignmentId,
    event: undefined,
    note: 'access-withdrawn',
    eventId: `access-withdrawn-${id}`,
    at,
    by: staff.id,
    party: staff.party,
    about: id,
  });
};
