import {
  type AccessGrant,
  type GrantEnding,
  type GrantId,
  type GrantWithdrawalReason,
  isOpenFor,
  standingOf,
} from '#domain/access-grant';
import type { Assignment, AssignmentId } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import { mayUseRegister } from '#domain/gates';
import { actsFor, nearestManagerOf, type Staff } from '#domain/staff';
import { readRegisterAccess } from '../../grants/read-register-access.ts';
import { tellOfWithdrawal } from '../../grants/tell-of-withdrawal.ts';
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

/** Why a grant is taken back, and what the manager adds in words: one line without identity numbers, or nothing. */
export interface GrantWithdrawal {
  reason: GrantWithdrawalReason;
  words: string;
}

type Deps = Pick<
  PortalDeps,
  'assignments' | 'register' | 'accessGrants' | 'handlingRules' | 'rounds' | 'mailbox' | 'portalUrl' | 'now'
>;

/**
 * Takes a grant back, from this moment on. The typed reason is kept with the grant and the words sealed with the assignment's
 * data key; those concerned are told. Pressed again, what a run that died had not told is told.
 *
 * @throws ThingNotFound; NotAuthorised; NotNow when it has fallen already.
 */
export const withdrawAccessGrant = async (
  deps: Deps,
  staff: Staff,
  assignmentId: AssignmentId,
  id: GrantId,
  { reason, words }: GrantWithdrawal,
): Promise<void> => {
  const grant = await deps.accessGrants.find(staff.party, assignmentId, id);
  if (!grant) throw new ThingNotFound();
  const access = await readRegisterAccess(deps, staff.party, assignmentId);
  const at = deps.now();
  if (!mayWithdrawGrant(staff, grant, access.staff, at)) throw new NotAuthorised(id);
  const assignment = await deps.assignments.head(assignmentId);
  if (standingOf(grant, { ...access, assignment, now: at }).kind === 'fallen') {
    if (assignment && grant.endedBecause === 'withdrawn-by-manager') await followWithdrawal(deps, grant);
    throw new NotNow();
  }
  const ending: GrantEnding = {
    at,
    because: 'withdrawn-by-manager',
    by: staff.id,
    withdrawnFor: reason,
    ...(words && { sealedWithdrawalWords: await deps.assignments.seal(assignmentId, words) }),
  };
  if ((await deps.accessGrants.end(grant, ending)) === 'already-ended') throw new NotNow();
  const ended = await deps.accessGrants.find(staff.party, assignmentId, id);
  if (ended) await followWithdrawal(deps, ended);
};

/** The line in the assignment's own log, and the letters. It may run twice. */
const followWithdrawal = async (deps: Deps, grant: AccessGrant): Promise<void> => {
  const { id, party, assignmentId, endedAt, endedBy } = grant;
  if (!endedAt || !endedBy) return;
  await deps.assignments.record({
    id: assignmentId,
    event: undefined,
    note: 'access-withdrawn',
    eventId: `access-withdrawn-${id}`,
    at: new Date(endedAt),
    by: endedBy,
    party,
    about: id,
  });
  const file = await deps.assignments.load(assignmentId);
  const registerAccess = await readRegisterAccess(deps, party, assignmentId);
  const { endedAt: _, endedBecause: __, endedBy: ___, ...stood } = grant;
  const hadNotEnded = registerAccess.grants.map((one) => (one.id === id ? stood : one));
  const isOpen = (grants: readonly AccessGrant[]) =>
    mayUseRegister({ ...file, registerAccess: { ...registerAccess, grants } }, new Date(endedAt));
  const shutsGate = hasBegun(file.assignment) && isOpen(hadNotEnded) && !isOpen(registerAccess.grants);
  await tellOfWithdrawal(deps, file, grant, shutsGate);
};

const hasBegun = ({ performer, status }: Assignment): boolean =>
  performer !== undefined && isOpenFor(performer, { performer, status }) && status !== 'accepted';
