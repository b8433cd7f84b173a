import { createHash } from 'node:crypto';
import type { Sha256 } from './manifest.ts';

/** SHA-256 of bytes, or of a text's UTF-8 bytes, in lower-case hexadecimal (FIPS 180-4). */
export const sha256 = (data: Uint8Array | string): Sha256 => createHash('sha256').update(data).digest('hex');
