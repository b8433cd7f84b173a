import { spell } from '#domain/assignment';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import type { NotCounted } from '#domain/signing-round';
import type { StaffId } from '#domain/staff';
import type { SignatureEvidence } from '#ports/identity-provider';
import type { ObjectVault } from '#ports/object-vault';

/** From the callback's own state, so that the same callback can only ever give the same document. */
export const documentIdOf = (stateHash: string): string => `doc-${spell(Buffer.from(stateHash, 'hex'), 10)}`;

/** Where something of evidence lies, and whose it is. */
export interface EvidencePlace {
  party: PartyId;
  key: string;
}

export const keepText = async (vault: ObjectVault, { party, key }: EvidencePlace, bytes: Uint8Array): Promise<void> => {
  await vault.put({ shelf: 'evidence', party, key, bytes, mediaType: 'text/plain; charset=utf-8' });
};

export const keepJson = async (vault: ObjectVault, { party, key }: EvidencePlace, value: unknown): Promise<void> => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  await vault.put({ shelf: 'evidence', party, key, bytes, mediaType: 'application/json' });
};

/** What a signature's evidence will be named by, known before it is kept. */
export const evidenceHashOf = (evidence: SignatureEvidence): string => sha256(JSON.stringify(evidence));

/** A signature that came and does not count: why, for which text, and the whole evidence. */
export interface RefusedSignature {
  because: NotCounted;
  documentId: string;
  by: StaffId;
  textHash: string;
  /** ISO 8601, UTC: when the answer came. */
  receivedAt: string;
}

/**
 * Keeps a signature that does not count apart from those that do: it was made, and somebody may have to show that it was
 * and why it came to nothing.
 *
 * @param folder where the signatures that count lie.
 */
export const keepNotCounted = async (
  vault: ObjectVault,
  { party, folder }: { party: PartyId; folder: string },
  refused: RefusedSignature,
  evidence: SignatureEvidence,
): Promise<void> => {
  const at = `${folder}not-counted/${refused.documentId}`;
  await keepJson(vault, { party, key: `${at}.json` }, evidence);
  await keepJson(vault, { party, key: `${at}.because.json` }, refused);
};
