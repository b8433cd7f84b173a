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
  /** The log of a municipality, oldest first. */
  staffLog(party: PartyId): Promise<StaffLogEntry[]>;
}
