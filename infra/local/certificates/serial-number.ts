import { randomBytes } from 'node:crypto';
import { Integer } from 'asn1js';

/** Sixteen random bytes, positive, and of full length so that DER has one way to write it. */
export const serialNumber = (): Integer => {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return new Integer({ valueHex: bytes });
};
