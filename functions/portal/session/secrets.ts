import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '#domain/hash';
import type { Random } from '#ports/clock';

/** An opaque secret of 256 bits, base64url: only its hash is ever stored. */
export const newSecret = (random: Random): string => Buffer.from(random(32)).toString('base64url');

/** Compares two secrets in a time that tells nothing about where they differ. */
export const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(a), 'hex'), Buffer.from(sha256(b), 'hex'));
