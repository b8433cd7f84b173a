import type { CullingDecision } from '#domain/culling';
import type { Party, PartyId } from '#domain/parties';
import type { Staff, StaffId } from '#domain/staff';

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
