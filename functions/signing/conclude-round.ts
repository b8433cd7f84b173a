import { concluded, type SigningRound } from '#domain/signing-round';
import type { RoundDeps, RoundKind } from '../portal/signing/round-kind.ts';
import { changeRound } from './change-round.ts';
import { tellRound } from './tell-round.ts';

/**
 * Does what follows from a round as it is stored: whoever is to be told is told, and of an ended round the consequences are
 * drawn. It may run twice and late; until all of it is done the round is not concluded, and the daily look comes back to it.
 */
export const followRound = async (
  deps: RoundDeps,
  kind: RoundKind<unknown>,
  round: SigningRound,
): Promise<SigningRound> => {
  if (!round.ending) {
    await tellRound(deps, round);
    return round;
  }
  if (round.concludedAt) return round;
  const payload = kind.payload.parse(await deps.rounds.payloadOf(round));
  if (round.ending.kind === 'complete') await kind.whenComplete(deps, round, payload);
  else await kind.whenEnded?.(deps, round, payload);
  if ((await tellRound(deps, round)) === 'some-owed') return round;
  // Somebody else may have concluded it at the same time: the same thing was done twice, which it may be.
  const { round: done } = await changeRound(deps, round.id, (newest) =>
    newest.concludedAt ? undefined : concluded(newest, deps.now()),
  );
  return done;
};
