import { z } from 'zod';
import { sha256 } from '#domain/hash';

/** The evidence of a signature as it is kept in the vault (`SignatureEvidence` of the port), read back. */
const KeptEvidence = z.object({
  provider: z.string(),
  pieces: z.array(z.object({ name: z.string(), text: z.string() })),
  validation: z.object({ verdict: z.enum(['valid', 'vouched']) }),
});

/** What a sealed document says of the evidence: hashes, and who vouches. The evidence itself names the person's number. */
export interface EvidenceDigest {
  provider: string;
  validation: 'valid' | 'vouched';
  evidenceSha256: string;
  pieces: { name: string; sha256: string }[];
}

export const digestOf = (bytes: Uint8Array): EvidenceDigest => {
  const { provider, pieces, validation } = KeptEvidence.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return {
    provider,
    validation: validation.verdict,
    evidenceSha256: sha256(bytes),
    pieces: pieces.map(({ name, text }) => ({ name, sha256: sha256(text) })),
  };
};
