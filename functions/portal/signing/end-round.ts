import { NotAuthorised } from '#domain/errors';
import {
  decideDecline,
  decideWithdrawal,
  type EndingDecision,
  placeInTurn,
  type SigningDeclineReason,
  type SigningRound,
  type WithdrawalReason,
} from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { changeRound, settledRound } from '../../signing/change-round.ts';
import { followRound } from '../../signing/conclude-round.ts';
import { keepText } from '../../signing/keep-signature.ts';
import { folderOf, ownerOf } from '../../signing/round-keys.ts';
import { NotNow } from '../actions/errors.ts';
import type { FoundRound } from './find-round.ts';
import { authorisedSeat } from './may-sign-round.ts';
import type { RoundDeps } from './round-kind.ts';

/** Where the words lie that somebody added when they ended a round: beside its text, never in the round itself. */
export const wordsKeyOf = (round: Pick<SigningRound, 'textKey'>): string => `${folderOf(round)}words.txt`;

const end = async (
  deps: RoundDeps,
  { round, kind }: FoundRound,
  words: string,
  decide: (newest: SigningRound) => EndingDecision,
): Promise<SigningRound> => {
  const { round: ended, isChanged } = await changeRound(deps, round.id, (newest) => {
    const decision = decide(newest);
    return decision.kind === 'ends' ? decision.round : undefined;
  });
  if (!isChanged) {
    await followRound(deps, kind, ended);
    throw new NotNow();
  }
  if (words) {
    const place = { party: ownerOf(round.subject), key: wordsKeyOf(round) };
    await keepText(deps.vault, place, new TextEncoder().encode(words));
  }
  return followRound(deps, kind, ended);
};

/**
 * Declines to sign, at the place whose turn it is: it ends the round and everyone is told.
 *
 * @throws NotAuthorised when it is not this person's to sign or decline; NotNow when it is not their turn or the round has ended.
 */
export const declineRound = async (
  deps: RoundDeps,
  staff: Staff,
  found: FoundRound,
  reason: SigningDeclineReason,
  words: string,
): Promise<SigningRound> => {
  const { kind, payload } = found;
  if (!found.seat) throw new NotAuthorised(found.round.id);
  const round = await settledRound(deps, found.round.id);
  const seat = await authorisedSeat(deps, kind, staff, round, placeInTurn(round), payload);
  if (!seat) throw new NotNow();
  return end(deps, found, words, (newest) =>
    decideDecline(
      newest,
      { by: staff.id, ...(seat.onBehalfOf && { onBehalfOf: seat.onBehalfOf }), reason },
      deps.now(),
    ),
  );
};

/** Takes a round back: everyone is told, and what was signed in it stands for nothing. @throws NotAuthorised; NotNow when it has ended. */
export const withdrawRound = async (
  deps: RoundDeps,
  staff: Staff,
  found: FoundRound,
  reason: WithdrawalReason,
  words: string,
): Promise<SigningRound> => {
  if (!found.mayWithdraw) throw new NotAuthorised(found.round.id);
  return end(deps, found, words, (newest) => decideWithdrawal(newest, { by: staff.id, reason }, deps.now()));
};
