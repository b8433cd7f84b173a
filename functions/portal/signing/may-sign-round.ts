import { minimumLevelForDocument, reaches } from '#domain/assurance';
import { dateOf } from '#domain/calendar';
import type { DocumentKind } from '#domain/facts';
import { decideSignature, type NotCounted, type RoundDocumentKind, type SigningRound } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { type Seat, seatAt } from '../../signing/stand-ins.ts';
import type { RoundDeps, RoundKind } from './round-kind.ts';

/** Whether a signature at this level of assurance is strong enough for a document. */
export const isStrongEnough = (level: string, kind: DocumentKind | RoundDocumentKind): boolean =>
  reaches(level, minimumLevelForDocument(kind));

/** Somebody's seat at a place where the kind of document lets them sign now; nothing when it does not. */
export const authorisedSeat = async (
  deps: RoundDeps,
  kind: RoundKind<unknown>,
  staff: Staff,
  round: SigningRound,
  place: number,
  payload: unknown,
): Promise<Seat | undefined> => {
  const seat = await seatAt(deps.register, staff, round, place, dateOf(deps.now()));
  return seat && (await kind.maySign(deps, staff, round, place, payload)) ? seat : undefined;
};

/** Why a signature that somebody made now would not count; nothing when it would. */
export const whyNotNow = async (
  deps: RoundDeps,
  kind: RoundKind<unknown>,
  staff: Staff,
  round: SigningRound,
  place: number,
  payload: unknown,
): Promise<NotCounted | undefined> => {
  const seat = await authorisedSeat(deps, kind, staff, round, place, payload);
  const decision = decideSignature(
    round,
    {
      by: staff.id,
      ...seat,
      place,
      textHash: round.textHash,
      at: deps.now().toISOString(),
      level: '',
      documentId: '',
      evidenceKey: '',
      evidenceHash: '',
      isAuthorised: seat !== undefined,
      isStrongEnough: true,
    },
    deps.now(),
  );
  return decision.kind === 'does-not-count' ? decision.because : undefined;
};
