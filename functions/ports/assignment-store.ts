import type { Assignment, AssignmentDetails, AssignmentId, Status } from '#domain/assignment';
import type { AssignmentEvent, AssignmentFile, Fact } from '#domain/facts';
import type { PartyId } from '#domain/parties';
import type { StaffId } from '#domain/staff';
import type { AssignmentEventName } from '#domain/transitions';

/** A new inquiry, or a parked mail: what opens a file. */
export interface NewFile {
  assignment: Assignment;
  details: AssignmentDetails;
  facts: Fact[];
  event: Omit<AssignmentEvent, 'kind'>;
  /** SHA-256 of the Message-ID (or of the raw mail when it has none): the same mail twice is one inquiry. */
  mailHash: string;
}

/** Fields of the head that a change may set; the status follows from the event alone. */
export type HeadChange = Partial<
  Pick<
    Assignment,
    | 'performer'
    | 'receiptHash'
    | 'receivedAt'
    | 'originalsHandedOverAt'
    | 'closing'
    | 'hold'
    | 'lettingGo'
    | 'needsRegisterAccess'
    | 'needsFlightPermit'
    | 'concernsMinors'
    | 'deliveries'
  >
>;

export interface Change {
  id: AssignmentId;
  /**
   * The event of the transition table; its `from` becomes the write's condition. `undefined` records a note (a mail that
   * joined, a link that was opened) that changes no status.
   */
  event: AssignmentEventName | undefined;
  /** What the note is called when `event` is undefined. */
  note?: string;
  /** Stable id of this very happening: recorded once, however often it is asked for. */
  eventId: string;
  /** A narrower condition than the table's: only while the assignment is in one of these statuses. */
  during?: readonly Status[];
  at: Date;
  by: StaffId | 'system';
  party?: PartyId;
  about?: string;
  set?: HeadChange;
  /**
   * Hash of a mail that belongs to this file from here on: recorded with the event, so that `idOfMail` knows it for as long
   * as the file exists.
   */
  mailHash?: string;
  /** Keys of raw messages to add to the head's, whatever another writer adds at the same time. */
  addMailKeys?: string[];
  /** Fields of the head to take away: a hold that is released, a performer that refused. */
  unset?: ('hold' | 'lettingGo' | 'performer')[];
  /** Facts to put; one with the same kind and id is replaced. */
  facts?: Fact[];
  /** Facts to take away, as `kind` + `id`. */
  withoutFacts?: Pick<Extract<Fact, { kind: 'deliverable' }>, 'kind' | 'id'>[];
}

export interface InboxRow {
  assignment: Assignment;
  side: 'orderer' | 'performer' | 'asked';
  /** The screened subject; absent for those who have only been asked and for what is culled. */
  subject?: string;
}

/** The files of the assignments: heads, facts and events; personal fields sealed with a data key per assignment. */
export interface AssignmentStore {
  /** Opens a file with its data key. `already-open` names the file that the same mail opened before. */
  open(file: NewFile): Promise<{ outcome: 'opened' } | { outcome: 'already-open'; id: AssignmentId }>;
  /** @throws AssignmentNotFound; DataKeyCulled when the file is culled half-way. */
  load(id: AssignmentId): Promise<AssignmentFile>;
  find(id: AssignmentId): Promise<AssignmentFile | undefined>;
  /** The head alone, which is readable without the data key: what a culling that has begun still needs. */
  head(id: AssignmentId): Promise<Assignment | undefined>;
  /** The file that holds this mail, if one does. */
  idOfMail(mailHash: string): Promise<AssignmentId | undefined>;
  /**
   * Records a change in one transaction: the event, the new status, the fields and the facts.
   * `already-recorded` when the event id is there. @throws EventNotAllowed; AssignmentNotFound; WriteConflict when another
   * writer was first or the mail belongs to another file; DataKeyCulled when there are facts and nothing to seal them with.
   */
  record(change: Change): Promise<'recorded' | 'already-recorded'>;
  /** Claims a letter before it is sent. `sent` when it has left already. @throws AssignmentNotFound */
  claimLetter(id: AssignmentId, letterId: string, at: Date): Promise<'claimed' | 'sent'>;
  confirmLetter(id: AssignmentId, letterId: string, at: Date): Promise<void>;
  /** The files in which a party has a side, newest first; what is parked is not among them. */
  inbox(party: PartyId, limit: number): Promise<InboxRow[]>;
  /** The heads of the mail that is parked with a party, newest first. */
  parked(party: PartyId, limit: number): Promise<Assignment[]>;
  /** Every item of a file by its key, for the inventory. */
  itemKeys(id: AssignmentId): Promise<{ store: string; key: string }[]>;
  /** Erases one item by its inventory key; `already-absent` when it was gone. */
  eraseItem(key: string): Promise<'erased' | 'already-absent'>;
  /**
   * Seals a value of this file that has to lie in another store for a while: what a person is about to sign. It can be read
   * for as long as the file can. @throws DataKeyCulled
   */
  seal(id: AssignmentId, value: unknown): Promise<string>;
  /** What `seal` sealed for this very file. @throws DataKeyCulled */
  unseal(id: AssignmentId, sealed: string): Promise<unknown>;
  hasDataKey(id: AssignmentId): Promise<boolean>;
  /** Removes the data key: from here on nothing it sealed can be read (architecture 4). */
  eraseDataKey(id: AssignmentId): Promise<'erased' | 'already-absent'>;
}
