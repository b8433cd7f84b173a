import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { joseSignature } from '#adapters/oidc-client-key';

describe('a signature from the key service', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('becomes the sixty-four bytes that a provider can verify, however short its numbers are', () => {
    for (let i = 0; i < 300; i += 1) {
      const data = Buffer.from(`request ${i}`);
      const jose = joseSignature(sign('sha256', data, privateKey));
      expect(jose).toHaveLength(64);
      expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
    }
  });
});
