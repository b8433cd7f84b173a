import { dateOf, plusDays } from '#domain/calendar';
import type { RoundId } from '#domain/signing-round';
import { isInService, type Staff, type StaffId } from '#domain/staff';
import {
  afterPlan,
  MOST_EDITS,
  mayBeSecond,
  needsSecondSignatory,
  planProblem,
  type StaffEdit,
  type StaffProblem,
} from '#domain/staff-change';
import { openRound } from '../signing/open-round.ts';
import type { RoundDeps } from '../signing/round-kind.ts';
import { staffChange } from '../signing/staff-change.ts';
import { ensureMayWithStaff, subjectOf } from './read-staff.ts';

/** How long those who sign have. */
const DAYS_TO_SIGN = 14;

/** Why a change cannot be put before anybody to sign. */
export type ChangeProblem =
  | StaffProblem
  | 'stale'
  | 'last-administrator'
  | 'second-wanted'
  | 'second-may-not'
  | 'too-many';

export type Proposed = { outcome: 'opened'; round: RoundId } | { outcome: 'problem'; problem: ChangeProblem };

const refused = (problem: ChangeProblem): Proposed => ({ outcome: 'problem', problem });

/**
 * Puts a change to the register of staff before those who are to sign it: the administrator, and a second where it takes
 * two. Nothing is changed until they have. A newer change of the same takes the place of one that is not signed yet.
 *
 * @param about the record, or `list`.
 * @throws NotAuthorised unless this is an administrator.
 */
export const proposeStaffChange = async (
  deps: RoundDeps,
  administrator: Staff,
  edits: StaffEdit[],
  second: StaffId | undefined,
  about: string,
): Promise<Proposed> => {
  ensureMayWithStaff(administrator, 'change-staff');
  if (edits.length > MOST_EDITS) return refused('too-many');
  const { register, staffBindings, now } = deps;
  const { party } = administrator;
  const today = dateOf(now());
  const [all, ours, bound] = await Promise.all([
    register.staffOf(party),
    register.party(party),
    staffBindings.boundIn(party),
  ]);
  const plan = { party, edits };
  const problem = planProblem(all, plan, ours, today);
  if (problem) return refused(typeof problem === 'string' ? problem : problem.problem);
  const after = afterPlan(all, plan);
  if (after === 'stale') return refused('stale');
  const dueOn = plusDays(today, DAYS_TO_SIGN);
  const signatories = [{ party, staff: administrator.id, dueOn }];
  if (needsSecondSignatory(plan, after, administrator.id, bound)) {
    const candidate = all.find(({ id }) => id === second);
    if (!candidate) return refused('second-wanted');
    if (!mayBeSecond(plan, administrator.id, candidate, today)) return refused('second-may-not');
    signatories.push({ party, staff: candidate.id, dueOn });
  }
  const round = await openRound(deps, staffChange, {
    opener: administrator,
    party,
    subject: subjectOf(party, about),
    signatories,
    payload: plan,
  });
  return { outcome: 'opened', round };
};

/** Those who could be the second pair of eyes, by name, before it is known what the change is about. */
export const secondsOf = (all: readonly Staff[], administrator: Staff, now: Date): Staff[] =>
  all
    .filter((one) => mayBeSecond({ party: administrator.party, edits: [] }, administrator.id, one, dateOf(now)))
    .filter((one) => isInService(one, dateOf(now)))
    .sort((a, b) => a.name.localeCompare(b.name, 'sv'));
