import type { PartyId } from '#domain/parties';

/**
 * A person's identity number as a keyed MAC under the municipality's key: comparable, never readable (architecture 7).
 * The MAC is itself personal data.
 */
export interface IdentityKeys {
  macOf(party: PartyId, personalIdentityNumber: string): Promise<string>;
}
