import { z } from 'zod';
import type { Finding, Verdict } from './verify-findings.ts';

/** The name of the file inside every sealed document that says what it is, for machines. */
export const STATEMENT_FILE = 'handling.json';
/** The name of the file inside that is the signed text itself. */
export const TEXT_FILE = 'handling.txt';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a sealed document says of itself, inside its seal. No personal number; evidence by hash only. */
export const DocumentStatement = z.strictObject({
  schema: z.literal('resursdelning/handling/1'),
  kind: z.string(),
  /** What people call it, in Swedish. */
  title: z.string(),
  id: z.string(),
  edition: z.int().min(1),
  status: z.enum(['valid', 'withdrawn']),
  assignment: z.string().optional(),
  organisation: z.string(),
  drawnUpAt: z.iso.datetime(),
  /** SHA-256 of the signed text (`handling.txt`). */
  textSha256: Sha256,
  signatures: z.array(
    z.strictObject({
      place: z.int().min(1),
      name: z.string(),
      role: z.string(),
      organisation: z.string(),
      onBehalfOf: z.string().optional(),
      /** The reference of the delegation by which the signer signed. */
      delegation: z.string().optional(),
      signedAt: z.iso.datetime(),
      level: z.string(),
      provider: z.string(),
      validation: z.enum(['valid', 'vouched']),
      /** SHA-256 of the evidence as it is kept in the vault, and of each piece of it. */
      evidenceSha256: Sha256,
      pieces: z.array(z.strictObject({ name: z.string(), sha256: Sha256 })),
    }),
  ),
  events: z.strictObject({ count: z.int().min(0), sha256: Sha256 }).optional(),
});
export type DocumentStatement = z.infer<typeof DocumentStatement>;

/** What a verification says of a file. */
export interface Verification {
  verdict: Verdict;
  sha256: string;
  findings: Finding[];
  seal?: {
    /** The organisation in the seal's certificate. */
    by: string;
    issuer: string;
    serial: string;
    algorithm: string;
    /** The time that the seal states, and the timestamp's, which counts. */
    statedAt?: string;
    timestamp?: { at: string; by: string };
    profile: 'B-B' | 'B-T';
  };
  document?: DocumentStatement;
}
