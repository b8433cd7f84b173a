import type { Delegation } from '#domain/authority';
import type { PartyId } from '#domain/parties';

/** The delegations of each municipality: its boards' own decisions, filled by people. */
export interface Delegations {
  of(party: PartyId): Promise<Delegation[]>;
}
