import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

// The token is in one browser's cookie and stored nowhere, so what is sealed with it can be read only while that browser asks.
const keyFrom = (token: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', token, '', 'the number of who is signed in', 32));

/**
 * Seals the number of who signed in under the session's token (AES-256-GCM), so that the e-ID can be told whose signature is
 * wanted and shows the text to nobody else. @returns base64.
 */
export const sealNumber = (token: string, personalIdentityNumber: string): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(token), iv);
  const sealed = Buffer.concat([cipher.update(personalIdentityNumber, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
};

/** @returns undefined when it was sealed under another token. */
export const openNumber = (token: string, sealed: string): string | undefined => {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFrom(token), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
};
