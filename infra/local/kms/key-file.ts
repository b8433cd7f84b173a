import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { KeySpec } from './key-specs.ts';

const KeyRecord = z.strictObject({
  id: z.string().min(1).max(255),
  spec: z.custom<KeySpec>((value) => typeof value === 'string'),
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']),
  description: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  deletionAt: z.number().optional(),
  rotates: z.boolean(),
  /** Newest last. Base64 for secrets (older ones still open older ciphertexts), PEM for key pairs. */
  material: z.array(z.string()).min(1),
});
export type KeyRecord = z.infer<typeof KeyRecord>;

const KeyFile = z.strictObject({
  version: z.literal(1),
  keys: z.array(KeyRecord),
  aliases: z.record(z.string(), z.string()),
});
export type KeyFile = z.infer<typeof KeyFile>;

/** Reads the key file; a missing file is an empty ring, a damaged one stops the start rather than losing keys. */
export const loadKeyFile = (file: string): KeyFile =>
  existsSync(file) ? KeyFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : { version: 1, keys: [], aliases: {} };

/** Replaces the key file whole: written beside, synced, renamed, directory synced. Readable by its owner only. */
export const saveKeyFile = (file: string, content: KeyFile): void => {
  const directory = dirname(file);
  mkdirSync(directory, { recursive: true });
  const beside = `${file}.tmp`;
  writeFileSync(beside, JSON.stringify(content), { mode: 0o600, flush: true });
  renameSync(beside, file);
  const handle = openSync(directory, 'r');
  fsyncSync(handle);
  closeSync(handle);
};
