import { z } from 'zod';

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export type Sha256 = z.infer<typeof Sha256>;

/** One handed-over object: what a receipt is signed over (kvittens). */
export const ManifestEntry = z.strictObject({ id: z.string().min(1), size: z.int().min(0), sha256: Sha256 });
export type ManifestEntry = z.infer<typeof ManifestEntry>;

/**
 * The manifest in the one form that is hashed: a line an object (id, size in bytes, SHA-256), sorted by id, each line
 * ended by a line feed. The same objects always give the same bytes.
 */
export const manifestText = (entries: readonly ManifestEntry[]): string =>
  [...entries]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ id, size, sha256 }) => `${id} ${size} ${sha256}\n`)
    .join('');

/** Whether two manifests list exactly the same objects with the same bytes. */
export const sameManifest = (a: readonly ManifestEntry[], b: readonly ManifestEntry[]): boolean =>
  manifestText(a) === manifestText(b);
