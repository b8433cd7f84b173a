import { dateOf } from '#domain/calendar';
import { SignatureNotValid } from '#domain/errors';
import { sha256 } from '#domain/hash';
import { RoundId, type SigningRound } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { type Seat, seatOf } from '../../signing/stand-ins.ts';
import { ThingNotFound } from '../actions/errors.ts';
import type { RoundDeps, RoundKind } from './round-kind.ts';
import { kindOf, type RoundKinds } from './round-kinds.ts';

/** A round as somebody has come to it. */
export interface FoundRound {
  round: SigningRound;
  kind: RoundKind<unknown>;
  payload: unknown;
  /** The reader's own place in it, if they have one. */
  seat: Seat | undefined;
  /** Whether the reader may take it back, while it is open. */
  mayWithdraw: boolean;
}

/**
 * A round for somebody who wants to read it or do something in it: those who are to sign it or stand in for one who is, who
 * opened it, and who may take it back. To anybody else there is none.
 *
 * @throws ThingNotFound; DataKeyCulled.
 */
export const findRound = async (
  deps: RoundDeps,
  kinds: RoundKinds,
  staff: Staff,
  roundId: string | undefined,
): Promise<FoundRound> => {
  const id = RoundId.safeParse(roundId);
  const round = id.success ? await deps.rounds.find(id.data) : undefined;
  if (!round || !staff.isActive) throw new ThingNotFound();
  const kind = kindOf(kinds, round.documentKind);
  const payload = kind.payload.parse(await deps.rounds.payloadOf(round));
  const seat = await seatOf(deps.register, staff, round, dateOf(deps.now()));
  const isOpener = round.openedBy === staff.id && round.party === staff.party;
  const mayWithdraw = isOpener || ((await kind.mayWithdraw?.(deps, staff, round, payload)) ?? false);
  if (!seat && !mayWithdraw) throw new ThingNotFound();
  return { round, kind, payload, seat, mayWithdraw };
};

/** The text that is signed, as it was written when the round was opened. @throws SignatureNotValid when it is another. */
export const textOf = async ({ vault }: Pick<RoundDeps, 'vault'>, round: SigningRound): Promise<Uint8Array> => {
  const bytes = await vault.get('evidence', round.textKey);
  if (sha256(bytes) !== round.textHash) throw new SignatureNotValid(round.id);
  return bytes;
};
