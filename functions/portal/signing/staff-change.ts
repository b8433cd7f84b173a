import { dateOf } from '#domain/calendar';
import type { SigningRound } from '#domain/signing-round';
import { isInService, mayWithStaff, type Staff } from '#domain/staff';
import {
  afterPlan,
  applyEdit,
  changedFields,
  kindOf,
  mayBeSecond,
  needsSecondSignatory,
  planProblem,
  type StaffEdit,
  StaffPlan,
} from '#domain/staff-change';
import { StaffLogEntry } from '#domain/staff-log';
import { endGrantsFallenBy } from '../../grants/end-grants.ts';
import { NotNow } from '../actions/errors.ts';
import type { RoundDeps, RoundKind } from './round-kind.ts';
import { staffChangeText } from './staff-change-text.ts';

type Deps = Pick<
  RoundDeps,
  'register' | 'staffBindings' | 'accessGrants' | 'handlingRules' | 'assignments' | 'now' | 'mailbox'
>;

/** How many records are written at the same time. */
const AT_ONCE = 20;
/** How often a record is read anew that somebody else wrote at the same moment. */
const TRIES = 3;

/** A change to the register of staff (D4, D7): an administrator signs it, with a second pair of eyes where it gives power. */
export const staffChange: RoundKind<StaffPlan> = {
  documentKind: 'staff-change',
  payload: StaffPlan,
  async text({ register, now }, opener, plan) {
    const all = await register.staffOf(opener.party);
    const after = afterPlan(all, plan);
    if (after === 'stale' || plan.party !== opener.party) throw new NotNow();
    return staffChangeText(opener.party, plan, all, after, dateOf(now()));
  },
  summary: ({ edits }) => `Ändring i personalregistret: ${edits.length} ${edits.length === 1 ? 'post' : 'poster'}.`,
  maySign: (deps, signer, round, place, plan) => maySignAt(deps, signer, round, place, plan),
  async stillStands({ register, now }, { party }, plan) {
    const [all, ours] = await Promise.all([register.staffOf(party), register.party(party)]);
    return planProblem(all, plan, ours, dateOf(now())) === undefined;
  },
  async whenComplete(deps, round, plan) {
    for (let i = 0; i < plan.edits.length; i += AT_ONCE) {
      await Promise.all(plan.edits.slice(i, i + AT_ONCE).map((edit) => carryOut(deps, round, edit)));
    }
  },
  pathAfter: (_, { edits }) => (edits.length === 1 && edits[0] ? `/staff/${edits[0].staff}` : '/staff'),
};

/**
 * The first place is the administrator's own and no deputy's: whether it takes two was judged by whoever that is. The
 * second is anybody's who may be the second.
 */
const maySignAt = async (
  { register, staffBindings, now }: Pick<Deps, 'register' | 'staffBindings' | 'now'>,
  signer: Staff,
  { party, signatories }: SigningRound,
  place: number,
  plan: StaffPlan,
): Promise<boolean> => {
  const first = signatories[0]?.staff;
  const on = dateOf(now());
  if (!first || signer.party !== party || plan.party !== party || !isInService(signer, on)) return false;
  const [all, bound] = await Promise.all([register.staffOf(party), staffBindings.boundIn(party)]);
  const after = afterPlan(all, plan);
  if (after === 'stale') return false;
  if (signatories.length < (needsSecondSignatory(plan, after, first, bound) ? 2 : 1)) return false;
  if (place === 0) return signer.id === first && mayWithStaff(signer.role, 'change-staff');
  return mayBeSecond(plan, first, signer, on);
};

/**
 * Tells both mailboxes that somebody's mail goes to another from now on: their e-ID is bound by what is sent there. Told
 * before it is done, so that a run that dies tells twice rather than never.
 *
 * @returns whether there was anything to tell.
 */
const tellOfMailbox = async ({ mailbox }: Deps, was: Staff, becomes: Staff): Promise<boolean> => {
  if (was.mailbox.toLowerCase() === becomes.mailbox.toLowerCase()) return false;
  for (const to of [was.mailbox, becomes.mailbox]) {
    await mailbox.send({ kind: 'mailbox-changed', to, from: was.party });
  }
  return true;
};

/** Makes one record what was signed, once, with its line in the log; a record that has moved on is left, and that is noted. */
const carryOut = async (deps: Deps, round: SigningRound, edit: StaffEdit): Promise<void> => {
  const { register, staffBindings } = deps;
  const { party } = round;
  const line = (what: StaffLogEntry['what']): StaffLogEntry =>
    StaffLogEntry.parse({
      id: `${round.id}-${edit.staff}`,
      party,
      staff: edit.staff,
      what,
      fields: changedFields(edit),
      at: round.ending?.at ?? round.openedAt,
      by: round.signatures.map(({ by }) => by),
      roundId: round.id,
    });
  let isTold = false;
  for (let i = 0; i < TRIES; i++) {
    const was = await register.staff(party, edit.staff);
    const result = applyEdit(party, was, edit, round.id);
    if (result.outcome === 'stale') break;
    if (result.outcome === 'already') await register.noteStaff(line(kindOf(edit)));
    else {
      if (was) await endGrantsFallenBy(deps, was, result.staff);
      if (was && !isTold) isTold = await tellOfMailbox(deps, was, result.staff);
      const written = await register.writeStaff({
        staff: result.staff,
        ...(was && { was }),
        entry: line(kindOf(edit)),
      });
      if (written === 'stale') continue;
    }
    // Asked of the record as it is: carried out again late, somebody may have come back and bound an e-ID anew.
    if (edit.becomes.isActive === false && !(await register.staff(party, edit.staff))?.isActive) {
      await staffBindings.unbind(party, edit.staff);
      await register.forgetOwnSignIn(party, edit.staff);
      await staffBindings.endWaiting(party, edit.staff);
    }
    return;
  }
  await register.noteStaff(line('not-applied'));
};
