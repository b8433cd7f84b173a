import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '#ports/clock';

/** An opaque secret of 256 bits, base64url: only its hash is ever stored. */
export const newSecret = (random: Random): string => Buffer.from(random(32)).toString('base64url');

/** SHA-256 in lower-case hexadecimal of a text's UTF-8 bytes or of bytes. */
export const sha256 = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex');

/** Compares two secrets in a time that tells nothing about where they differ. */
export const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(a), 'hex'), Buffer.from(sha256(b), 'hex'));
