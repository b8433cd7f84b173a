import type { AssignmentId } from '#domain/assignment';
import type { PartyId } from '#domain/parties';
import type { RoundDocumentKind, RoundId, RoundSubject, SigningRound } from '#domain/signing-round';
import type { StaffId } from '#domain/staff';

/** Signing rounds and what is to be signed in them. */
export interface SigningRounds {
  /**
   * Opens a round with its payload (JSON), which may name people: it is sealed with the assignment's data key where it
   * belongs to an assignment, else it lies in the vault under the municipality's key. An
   * earlier open round of the same subject and kind is superseded in the same write. `conflict` when that one was written
   * to meanwhile, or the edition exists: read anew and try again.
   *
   * @throws AssignmentNotFound when there is no such file (any more); DataKeyCulled.
   */
  open(round: SigningRound, payload: unknown): Promise<'opened' | 'conflict'>;
  find(id: RoundId): Promise<SigningRound | undefined>;
  /** @throws DataKeyCulled */
  payloadOf(round: SigningRound): Promise<unknown>;
  /** Writes the round if the stored one still has `round.version - 1`. */
  save(round: SigningRound): Promise<'saved' | 'conflict'>;
  /** The open rounds in which it is the turn of one of these, all of one municipality. */
  waitingFor(party: PartyId, staff: readonly StaffId[]): Promise<SigningRound[]>;
  /** What somebody opened, newest first, whatever became of it. */
  openedBy(staff: StaffId, limit: number): Promise<SigningRound[]>;
  /** Every round that is not concluded, for the daily look: open, or with consequences that are not all done. */
  unconcluded(): Promise<SigningRound[]>;
  /** The editions of a document, oldest first. */
  ofSubject(subject: RoundSubject, kind: RoundDocumentKind): Promise<SigningRound[]>;
  /** Claims a letter about a round before it is sent. `sent` when it has left already. */
  claimLetter(id: RoundId, letterId: string, at: Date): Promise<'claimed' | 'sent'>;
  confirmLetter(id: RoundId, letterId: string, at: Date): Promise<void>;
  /** What lies outside an assignment's own items about its rounds, for the inventory. */
  itemKeys(id: AssignmentId): Promise<string[]>;
  eraseItem(key: string): Promise<'erased' | 'already-absent'>;
}
