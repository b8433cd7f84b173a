import { decideWithdrawal, type SigningRound } from '#domain/signing-round';
import type { RoundDeps, RoundKind } from '../portal/signing/round-kind.ts';
import { changeRound } from './change-round.ts';
import { followRound } from './conclude-round.ts';

/** Ends an open round whose document can lead to nothing any more, and tells everyone. */
export const endIfVoid = async (
  deps: RoundDeps,
  kind: RoundKind<unknown>,
  round: SigningRound,
): Promise<SigningRound> => {
  if (round.ending || !kind.stillStands) return round;
  const payload = kind.payload.parse(await deps.rounds.payloadOf(round));
  if (await kind.stillStands(deps, round, payload)) return round;
  const { round: ended } = await changeRound(deps, round.id, (newest) => {
    const decision = decideWithdrawal(newest, { by: 'system', reason: 'no-longer-possible' }, deps.now());
    return decision.kind === 'ends' ? decision.round : undefined;
  });
  return followRound(deps, kind, ended);
};
