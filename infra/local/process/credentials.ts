import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeAtomically } from './atomic-file.ts';

const Credentials = z.strictObject({ accessKeyId: z.string().min(16), secretAccessKey: z.string().min(40) });
/** What the functions sign their calls with, and the object store checks. Good for this data folder only. */
export type Credentials = z.infer<typeof Credentials>;

/** The data folder's own credentials, drawn the first time and kept: an address signed before a restart opens after it. */
export function openCredentials(dir: string): Credentials {
  const file = join(dir, 'credentials.json');
  const text = readIfPresent(file);
  if (text !== undefined) return Credentials.parse(JSON.parse(text));
  const drawn: Credentials = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  writeAtomically(file, JSON.stringify(drawn));
  return drawn;
}
