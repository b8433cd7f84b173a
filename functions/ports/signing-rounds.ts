import type { AssignmentId } from '#domain/assignment';
import type { PartyId } from '#domain/parties';
import type { RoundDocumentKind, RoundId, RoundSubject, SigningRound } from '#domain/signing-round';
import type { StaffId } from '#domain/staff';

/** Signing rounds and what is to be signed in them. */
export interface SigningRounds {
  /**
   * Opens a round with its payload (JSON), sealed with the assignment's data key where it belongs to an assignment. An
   * earlier open round of the same subject and kind is superseded in the same write.
   */
  open(round: SigningRound, payload: unknown): Promise<void>;
  find(id: RoundId): Promise<SigningRound | undefined>;
  payloadOf(round: SigningRound): Promise<unknown>;
  /** Writes the round if the stored one still has `round.version - 1`. */
  save(round: SigningRound): Promise<'saved' | 'conflict'>;
  /** The open rounds in which it is this person's turn, or one whom they may sign for. */
  waitingFor(party: PartyId, staff: readonly StaffId[]): Promise<SigningRound[]>;
  /** Every open round, for the daily look at deadlines. */
  allOpen(): Promise<SigningRound[]>;
  ofSubject(subject: RoundSubject, kind: RoundDocumentKind): Promise<SigningRound[]>;
  itemKeys(id: AssignmentId): Promise<string[]>;
  eraseItem(key: string): Promise<'erased' | 'already-absent'>;
}
