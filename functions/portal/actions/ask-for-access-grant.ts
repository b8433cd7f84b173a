import { type GrantTerms, isOpenFor, latestUntil, RegisterName } from '#domain/access-grant';
import type { AssignmentId } from '#domain/assignment';
import { dateOf, plusDays } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import { rulesInForce } from '#domain/handling-rules';
import type { PartyId } from '#domain/parties';
import type { RoundId, RoundSubject } from '#domain/signing-round';
import { isInService, may, nearestManagerOf, type Staff, type StaffId } from '#domain/staff';
import { accessGrant } from '../signing/access-grant.ts';
import { openRound } from '../signing/open-round.ts';
import type { RoundDeps } from '../signing/round-kind.ts';
import { authorise } from './authorise.ts';
import { NotNow } from './errors.ts';

/** Of so many rounds that somebody opened last, those that wait are shown. */
const MOST_REQUESTS = 50;

/** How long the manager has to decide; never beyond the period itself. */
const DAYS_TO_GRANT = 14;

type GrantRequest = Pick<GrantTerms, 'grantee' | 'register' | 'from' | 'until'> & {
  /** One line without identity numbers. */
  purpose: string;
};

/** Why nobody can be granted access now: it has to be put right elsewhere first. */
type GrantHindrance = 'no-rules' | 'no-manager';

/**
 * For whom a person may ask: themselves, and a manager for those whose nearest manager they are today. Only for those who
 * do the work of an assignment.
 */
export const mayAskFor = (asker: Staff, all: readonly Staff[], now: Date): Staff[] =>
  all.filter(
    (person) =>
      isInService(person, dateOf(now)) &&
      may(person.role, 'performer', 'deliver') &&
      (person.id === asker.id || nearestManagerOf(person, all, dateOf(now))?.id === asker.id),
  );

/** Access is asked for in an assignment that needs it, between its acceptance and its receipt. @throws NotNow */
export const ensureAccessIsWanted = (
  { assignment }: Pick<AssignmentFile, 'assignment'>,
  { party }: Pick<Staff, 'party'>,
): void => {
  if (!assignment.needsRegisterAccess || !isOpenFor(party, assignment)) throw new NotNow();
};

/**
 * One person, one register, one assignment. The decision is the performer's own (record type 2.8.3), not the orderer's whose
 * assignment it is about: text and evidence lie with the performer, and stay when the assignment is culled.
 */
const subjectOf = (party: PartyId, id: AssignmentId, grantee: StaffId, register: RegisterName) =>
  ({
    scope: 'party',
    party,
    about: `grant-${id}-${grantee}-${register}`,
  }) satisfies RoundSubject;

/** A request that the nearest manager has not signed yet. */
export interface WaitingRequest {
  round: RoundId;
  name: string;
  register: RegisterName;
}

/** What a person has asked for in an assignment that still waits for its signature. */
export const requestsWaiting = async (
  { rounds }: Pick<RoundDeps, 'rounds'>,
  asker: Staff,
  people: readonly Staff[],
  id: AssignmentId,
): Promise<WaitingRequest[]> => {
  const open = (await rounds.openedBy(asker.id, MOST_REQUESTS)).filter(({ ending }) => !ending);
  const requests = open.filter(({ documentKind }) => documentKind === 'access-grant');
  return requests.flatMap(({ id: round, subject }) => {
    if (subject.scope !== 'party') return [];
    return people.flatMap((person) =>
      RegisterName.options
        .filter((register) => subject.about === subjectOf(asker.party, id, person.id, register).about)
        .map((register) => ({ round, name: person.name, register })),
    );
  });
};

/**
 * Asks the nearest manager of a person for access to a register: opens the round in which the manager signs the grant. A
 * new request for the same person and register takes the place of one that is not signed yet.
 *
 * @throws NotAuthorised for a person one may not ask for; NotNow when the assignment needs no access (any more), or when
 * the period is longer than it may be.
 */
export const askForAccessGrant = async (
  deps: RoundDeps,
  asker: Staff,
  id: AssignmentId,
  { grantee, purpose, ...wanted }: GrantRequest,
): Promise<{ outcome: 'asked'; round: RoundId } | { outcome: GrantHindrance }> => {
  const { file } = await authorise(deps.assignments, asker, id, 'deliver');
  ensureAccessIsWanted(file, asker);
  const now = deps.now();
  const all = await deps.register.staffOf(asker.party);
  const person = mayAskFor(asker, all, now).find((one) => one.id === grantee);
  if (!person) throw new NotAuthorised(id);
  const today = dateOf(now);
  const latest = latestUntil(wanted.from, file.order?.finishOn ?? wanted.from);
  if (wanted.from < today || wanted.until < wanted.from || wanted.until > latest) throw new NotNow();
  const inForce = rulesInForce(await deps.handlingRules.versions(asker.party), now);
  if (!inForce) return { outcome: 'no-rules' };
  const manager = person.nearestManager;
  if (!manager || !nearestManagerOf(person, all, today)) return { outcome: 'no-manager' };
  const due = plusDays(today, DAYS_TO_GRANT);
  const round = await openRound(deps, accessGrant, {
    opener: asker,
    party: asker.party,
    subject: subjectOf(asker.party, id, grantee, wanted.register),
    signatories: [{ party: asker.party, staff: manager, dueOn: due < wanted.until ? due : wanted.until }],
    payload: {
      ...wanted,
      grantee,
      granteeName: person.name,
      manager,
      assignmentId: id,
      sealedPurpose: await deps.assignments.seal(id, purpose),
      rulesVersion: inForce.version,
    },
  });
  return { outcome: 'asked', round };
};
