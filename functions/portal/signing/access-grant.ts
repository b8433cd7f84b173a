import {
  type AccessGrant,
  GrantTerms,
  grantIdOf,
  grantText,
  isOpenFor,
  REGISTERS,
  WITHDRAWAL_REASONS,
} from '#domain/access-grant';
import { referenceOf } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { rulesInForce } from '#domain/handling-rules';
import { isInService, nearestManagerOf, type Staff } from '#domain/staff';
import { endIfFallenMeanwhile } from '../../grants/end-grants.ts';
import { answerGates } from '../actions/answer-gates.ts';
import { pathOf } from '../http/request-parts.ts';
import { authorityOf } from './authority.ts';
import type { RoundDeps, RoundKind } from './round-kind.ts';

/**
 * Who may grant access to a person today: the nearest manager, or the deputy who stands in for an absent one; never the
 * person themselves (R3.2).
 */
const granterOf = async (
  { register, now }: Pick<RoundDeps, 'register' | 'now'>,
  { party }: Pick<Staff, 'party'>,
  { grantee, manager }: GrantTerms,
): Promise<Staff | undefined> => {
  const all = await register.staffOf(party);
  const person = all.find(({ id }) => id === grantee);
  // Another nearest manager has to be asked anew.
  if (person?.nearestManager !== manager) return undefined;
  const granter = nearestManagerOf(person, all, dateOf(now()));
  return granter?.id === grantee ? undefined : granter;
};

/** The access grant (behörighet): the nearest manager's decision about one person, one register, one assignment, one time. */
export const accessGrant: RoundKind<GrantTerms> = {
  documentKind: 'access-grant',
  payload: GrantTerms,
  text: async ({ assignments }, opener, terms) =>
    grantText(opener.party, terms, String(await assignments.unseal(terms.assignmentId, terms.sealedPurpose))),
  summary: ({ granteeName, register, assignmentId, until }) =>
    `Behörighet för ${granteeName} till ${REGISTERS[register]} i uppdrag ${referenceOf(assignmentId)}, till och med ${until}.`,
  async maySign(deps, signer, round, _, terms) {
    if (signer.party !== round.party || signer.id === terms.grantee) return false;
    if ((await granterOf(deps, signer, terms))?.id !== signer.id) return false;
    return (await authorityOf(deps, signer, 'access-grant')) === 'may';
  },
  async stillStands({ assignments, handlingRules, register, now }, { party }, terms) {
    const [head, versions, person] = await Promise.all([
      assignments.head(terms.assignmentId),
      handlingRules.versions(party),
      register.staff(party, terms.grantee),
    ]);
    const today = dateOf(now());
    return (
      isOpenFor(party, head) &&
      terms.until >= today &&
      rulesInForce(versions, now())?.version === terms.rulesVersion &&
      person !== undefined &&
      isInService(person, today) &&
      person.nearestManager === terms.manager
    );
  },
  mayWithdraw: async (_, staff, { party }, { grantee }) => staff.party === party && staff.id === grantee,
  async whenComplete(deps, { id: roundId, party, signatures }, terms) {
    const [signature] = signatures;
    if (!signature) return;
    const { grantee, register, assignmentId, sealedPurpose, from, until, manager, rulesVersion } = terms;
    const id = grantIdOf(roundId);
    const grant: AccessGrant = {
      id,
      party,
      grantee,
      register,
      assignmentId,
      sealedPurpose,
      from,
      until,
      manager,
      grantedBy: signature.by,
      grantedAt: signature.at,
      roundId,
      rulesVersion,
    };
    await deps.accessGrants.put(grant);
    await endIfFallenMeanwhile(deps, grant);
    await deps.assignments.record({
      id: assignmentId,
      event: undefined,
      note: 'access-granted',
      eventId: `access-granted-${id}`,
      at: new Date(signature.at),
      by: signature.by,
      party,
      about: id,
    });
    await answerGates(deps, assignmentId);
  },
  // It fell in other ways by its own words, and was right as long as it stood; a withdrawal is a decision that changes it.
  async paper({ accessGrants }, { id, party }, { assignmentId }) {
    const grant = await accessGrants.find(party, assignmentId, grantIdOf(id));
    if (grant?.endedBecause !== 'withdrawn-by-manager' || !grant.endedAt) return {};
    const reason = grant.withdrawnFor && `, eftersom ${WITHDRAWAL_REASONS[grant.withdrawnFor]}`;
    return { withdrawnBecause: `Behörigheten återkallades ${dateOf(new Date(grant.endedAt))}${reason ?? ''}.` };
  },
  pathAfter: (_, { assignmentId }) => `${pathOf(assignmentId)}/register-access`,
};
