import { type AccessGrant, endToWrite, type GrantContext, type RegisterAccess } from '#domain/access-grant';
import type { Assignment, AssignmentId } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { isInService, type Staff } from '#domain/staff';
import type { AccessGrants } from '#ports/access-grants';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { HandlingRulesStore } from '#ports/handling-rules';
import type { StaffRegister } from '#ports/register';

/**
 * Writes down that an assignment's grants ended with it. They have fallen by then, because its status says so; this is what
 * tells the day when the assignment itself has been culled.
 */
export const endGrantsOf = async (
  { accessGrants }: { accessGrants: Pick<AccessGrants, 'ofAssignment' | 'end'> },
  { id, performer, endedAt, statusSince }: Pick<Assignment, 'id' | 'performer' | 'endedAt' | 'statusSince'>,
): Promise<void> => {
  if (!performer) return;
  const at = new Date(endedAt ?? statusSince);
  for (const grant of await accessGrants.ofAssignment(performer, id)) {
    await accessGrants.end(grant, { at, because: 'assignment-closed', by: 'system' });
  }
};

type Heads = Pick<AssignmentStore, 'head'>;

/** Writes the end of each grant that fell in one of these contexts and may seem to stand in a later one. */
const endFallen = async (
  { accessGrants }: { accessGrants: Pick<AccessGrants, 'end'> },
  grants: readonly AccessGrant[],
  contextsOf: (grant: AccessGrant) => readonly GrantContext[],
): Promise<void> => {
  for (const grant of grants) {
    const ending = contextsOf(grant)
      .map((context) => endToWrite(grant, context))
      .find((found) => found !== undefined);
    if (ending) await accessGrants.end(grant, ending);
  }
};

/**
 * Writes the end of a person's grants that a change of their record makes fall, or that had fallen by the record as it was:
 * their service ends, or their nearest manager becomes another. It is called before the change is written, so that a run
 * that dies in between leaves a grant that ended a moment early, and never one that stands again.
 *
 * @param before the record as it is stored.
 * @param after the record as it is about to be.
 */
export const endGrantsFallenBy = async (
  ports: {
    accessGrants: Pick<AccessGrants, 'ofParty' | 'end'>;
    handlingRules: Pick<HandlingRulesStore, 'versions'>;
    assignments: Heads;
    now: Clock;
  },
  before: Staff,
  after: Staff,
): Promise<void> => {
  const { party, id } = before;
  const now = ports.now();
  const isUntouched = isInService(before, dateOf(now)) && isInService(after, dateOf(now));
  if (isUntouched && before.nearestManager === after.nearestManager) return;
  const grants = (await ports.accessGrants.ofParty(party)).filter(({ grantee, endedAt }) => grantee === id && !endedAt);
  if (grants.length === 0) return;
  const [rules, heads] = await Promise.all([ports.handlingRules.versions(party), headsOf(ports.assignments, grants)]);
  await endFallen(ports, grants, ({ assignmentId }) =>
    [before, after].map((person) => ({
      rules,
      signatures: [],
      staff: [person],
      assignment: heads.get(assignmentId),
      now,
    })),
  );
};

/**
 * Writes the end of the grants that a look at an assignment finds fallen because of their grantee's record, so that they
 * stay fallen. Never on the way of reading alone: a GET changes nothing.
 */
export const endGrantsFoundFallen = async (
  ports: { accessGrants: Pick<AccessGrants, 'end'>; now: Clock },
  { grants, ...access }: RegisterAccess,
  assignment: Assignment,
): Promise<void> => {
  const ofAssignment = grants.filter(({ assignmentId }) => assignmentId === assignment.id);
  await endFallen(ports, ofAssignment, () => [{ ...access, assignment, now: ports.now() }]);
};

/**
 * Writes the end of a grant that is put down late, when its grantee's record has changed since the manager signed: it would
 * have fallen then, and nobody could see that it was there.
 */
export const endIfFallenMeanwhile = async (
  ports: { accessGrants: Pick<AccessGrants, 'end'>; register: Pick<StaffRegister, 'staffLog'>; now: Clock },
  grant: AccessGrant,
): Promise<void> => {
  const changed = (await ports.register.staffLog(grant.party))
    .filter(({ staff, at, what }) => staff === grant.grantee && at > grant.grantedAt && what !== 'not-applied')
    .flatMap(({ fields }) => fields);
  const hasNewManager = changed.includes('nearestManager');
  if (!hasNewManager && !changed.includes('isActive')) return;
  const because = hasNewManager ? 'manager-changed' : 'person-left';
  await ports.accessGrants.end(grant, { at: ports.now(), because, by: 'system' });
};

const headsOf = async (assignments: Heads, grants: readonly AccessGrant[]) => {
  const ids = [...new Set<AssignmentId>(grants.map(({ assignmentId }) => assignmentId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await assignments.head(id)] as const)));
};
