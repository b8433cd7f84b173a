import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { joseSignature, kmsClientKey, publishedClientKeys, signJwt } from '#adapters/oidc-client-key';

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

describe('the client key behind an alias', () => {
  const ALIAS = 'alias/resursdelning/oidc-client';

  /** A key service of which only the answers to two questions are known; `rotate` points the alias at a new key. */
  const keyService = () => {
    let count = 0;
    let current: { id: string; privateKey: KeyObject; publicKey: KeyObject };
    const rotate = () => {
      count += 1;
      current = { id: `arn:key-${count}`, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
    };
    rotate();
    const asked: string[] = [];
    const client = new KMSClient({ region: 'eu-north-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
    client.middlewareStack.add(
      () => async (args) => {
        const $metadata = {};
        if ('Message' in args.input) {
          asked.push('sign');
          const data = Buffer.from(args.input.Message as Uint8Array);
          const Signature = sign('sha256', data, current.privateKey);
          return { response: {}, output: { $metadata, KeyId: current.id, Signature } };
        }
        asked.push('read');
        const PublicKey = current.publicKey.export({ type: 'spki', format: 'der' });
        return { response: {}, output: { $metadata, KeyId: current.id, PublicKey } };
      },
      { step: 'initialize' },
    );
    return { client, rotate, asked };
  };
  const verifies = async (jwt: string, keys: JWK[]): Promise<boolean> =>
    jwtVerify(jwt, createLocalJWKSet({ keys })).then(
      () => true,
      () => false,
    );

  it('is asked for once in some minutes', async () => {
    const { client, asked } = keyService();
    let now = new Date('2027-03-01T09:00:00Z');
    const key = kmsClientKey(ALIAS, client, () => now);
    await Promise.all([key.publicJwk(), key.publicJwk()]);
    await key.publicJwk();
    expect(asked).toEqual(['read']);
    now = new Date('2027-03-01T09:06:00Z');
    await key.publicJwk();
    expect(asked).toEqual(['read', 'read']);
  });

  it('may be exchanged at any moment: every token is signed by the key that it names', async () => {
    const { client, rotate } = keyService();
    const key = kmsClientKey(ALIAS, client);
    const published = publishedClientKeys(key);
    const former = await published.publicKeys();
    const before = await signJwt(key, 'JWT', {});
    rotate();
    const after = await signJwt(key, 'JWT', {});
    const next = await published.publicKeys();
    expect(next[0]?.kid).not.toBe(former[0]?.kid);
    expect(await verifies(before, [...former])).toBe(true);
    expect(await verifies(after, [...next])).toBe(true);
    expect(await verifies(after, [...former])).toBe(false);
  });

  it('publishes its public half only', async () => {
    const [key] = await publishedClientKeys(kmsClientKey(ALIAS, keyService().client)).publicKeys();
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(key).not.toHaveProperty('d');
  });
});
