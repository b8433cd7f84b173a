import type { CullingDecision } from '#domain/culling';
import type { Party, PartyId } from '#domain/parties';
import type { Staff, StaffId } from '#domain/staff';
import type { StaffLogEntry } from '#domain/staff-log';

/** The parties, their staff and the decisions that permit culling: data with dates, filled by people. */
export interface Register {
  party(id: PartyId): Promise<Party>;
  parties(): Promise<Party[]>;
  /** The party whose mail domain this is. */
  partyOfDomain(domain: string): Promise<Party | undefined>;
  staff(party: PartyId, id: StaffId): Promise<Staff | undefined>;
  staffOf(party: PartyId): Promise<Staff[]>;
  /** The active member of staff to whom this e-ID is bound, by its keyed MAC. */
  staffByIdentity(party: PartyId, mac: string): Promise<Staff | undefined>;
  /** The active member of staff to whom this subject of the municipality's own sign-in is bound, by its keyed MAC. */
  staffByOwnSignIn(party: PartyId, mac: string): Promise<Staff | undefined>;
  /** Since when a subject of the municipality's own sign-in is bound to this person. ISO 8601, UTC. */
  ownSignInSince(party: PartyId, staff: StaffId): Promise<string | undefined>;
  staffByMailbox(party: PartyId, mailbox: string): Promise<Staff | undefined>;
  decisions(recordType: string): Promise<CullingDecision[]>;
}

/** A record as it becomes, on the condition that it still is as it was, with the line of the log that tells of it. */
export interface StaffWrite {
  staff: Staff;
  /** Absent: there must be none yet. */
  was?: Staff;
  entry: StaffLogEntry;
}

/** How the register of staff is changed: nothing without its line in the log (D1). */
export interface StaffRegister {
  /** Both are written, or neither. `already`: this very line was written before. `stale`: the record has moved on. */
  writeStaff(write: StaffWrite): Promise<'written' | 'already' | 'stale'>;
  /** Writes a line that changes no record. A line that is there stays. */
  noteStaff(entry: StaffLogEntry): Promise<void>;
  /**
   * Binds a subject of the municipality's own sign-in, beside the e-ID, which stays. The one that was bound before is
   * forgotten. `taken`: it is somebody else's, and nothing was done.
   */
  bindOwnSignIn(party: PartyId, staff: StaffId, mac: string, at: Date): Promise<'bound' | 'replaced' | 'taken'>;
  /** Forgets it: the MAC is personal data, and goes when they leave. @returns whether there was one. */
  forgetOwnSignIn(party: PartyId, staff: StaffId): Promise<boolean>;
  /** The log of a municipality, oldest first. */
  staffLog(party: PartyId): Promise<StaffLogEntry[]>;
}
