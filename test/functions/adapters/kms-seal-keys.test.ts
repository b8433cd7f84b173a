import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kmsSealKeys } from '#adapters/kms-seal-keys';
import { sealPdf } from '#documents/sealing/seal-pdf';
import type { PartyId } from '#domain/parties';
import { pemOf } from '#infra/local/seals/authority-file';
import { newIssuer, secretsFrom } from '../../documents/sealing/seal-authority.ts';
import { paperPdf } from '../../documents/sealing/seal-papers.ts';
import { partsOf } from '../../documents/sealing/seal-parts.ts';
import { keysOverHttp } from '../../infra/local/kms/keys-over-http.ts';

const at = new Date('2026-11-22T12:00:00Z');
const issuer = newIssuer(at);
const aliasPrefix = 'alias/resursdelning/';
let local: Awaited<ReturnType<typeof keysOverHttp>>;

const KEYS = { haninge: 'ECC_NIST_P256', salem: 'RSA_2048', tyreso: 'RSA_3072' } as const;
type Keyed = keyof typeof KEYS;
const keyed = Object.keys(KEYS) as Keyed[];

beforeAll(async () => {
  local = await keysOverHttp();
  for (const party of keyed) {
    local.keys().createKey({ keyId: `${party}-key`, spec: KEYS[party] });
    local.keys().createAlias(`${aliasPrefix}${party}-seal`, `${party}-key`);
  }
});
afterAll(() => local.close());

const publicKeyOf = async (party: Keyed): Promise<Uint8Array> => {
  const { PublicKey } = await local.client.send(new GetPublicKeyCommand({ KeyId: `${aliasPrefix}${party}-seal` }));
  return PublicKey ?? new Uint8Array();
};
const keysWith = (secrets: Record<string, unknown>) =>
  kmsSealKeys({ kms: local.client, secrets: secretsFrom(secrets), aliasPrefix });
const chainFor = async (party: Keyed) => ({
  chain: pemOf(issuer.certify('seal', await publicKeyOf(party)), issuer.root),
});
const nameOf = (promise: Promise<unknown>) => promise.catch((error: Error) => `${error.name}: ${error.message}`);

describe('seal keys in KMS', () => {
  it.each(keyed)('sign a digest as the certificate’s key says: %s', async (party) => {
    const key = await keysWith({ [`seal/${party}`]: await chainFor(party) }).keyOf(party);
    const message = Buffer.from('handling');
    const signature = await key.sign(createHash('sha256').update(message).digest());
    const publicKey = createPublicKey({ key: Buffer.from(await publicKeyOf(party)), format: 'der', type: 'spki' });
    expect(verify('sha256', message, publicKey, signature)).toBe(true);
    expect(key.algorithm).toBe(party === 'haninge' ? 'ECDSA_SHA_256' : 'RSASSA_PKCS1_V1_5_SHA_256');
    expect(key.chain.map((der) => new X509Certificate(der).issuer)).toEqual(
      Array(2).fill('C=SE\nO=Prov\nCN=Provutfärdare'),
    );
  });

  it.each(keyed)('seal a document: %s', async (party) => {
    const key = await keysWith({ [`seal/${party}`]: await chainFor(party) }).keyOf(party);
    const sealed = await sealPdf(await paperPdf(), { key, at, organisation: 'Haninge kommun', reason: 'Prov' });
    expect(partsOf(sealed).signed.signerInfos).toHaveLength(1);
  });

  it('do not seal with a chain of another municipality', async () => {
    const key = await keysWith({ 'seal/salem': await chainFor('tyreso') }).keyOf('salem');
    const sealing = sealPdf(await paperPdf(), { key, at, organisation: 'Salems kommun', reason: 'Prov' });
    expect(await nameOf(sealing)).toBe('SealKeyMismatch: ');
  });

  it.each<[string, PartyId, unknown]>([
    ['is missing', 'nykvarn', undefined],
    ['holds no certificate', 'haninge', { chain: '' }],
  ])('are told by name when the secret %s', async (_what, party, secret) => {
    expect(await nameOf(keysWith(secret ? { [`seal/${party}`]: secret } : {}).keyOf(party))).toBe(
      `SealNotConfigured: seal/${party}`,
    );
  });

  it('are not guessed from a certificate that is damaged', async () => {
    const chain = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(await nameOf(keysWith({ 'seal/haninge': { chain } }).keyOf('haninge'))).toMatch(/^ZodError/);
  });

  it('come with what is to be trusted', async () => {
    const other = newIssuer(at).root;
    const trust = {
      ...{ sealRoots: pemOf(issuer.root, other), timestampRoots: pemOf(other), requireTimestamp: true },
      sealers: [{ name: 'Haninge kommun', organisationIdentifier: 'NTRSE-0000000002' }, { name: 'Salems kommun' }],
      revoked: [{ serial: '00:AB:0C', from: '2026-11-01T00:00:00Z' }],
    };
    const read = await keysWith({ 'seal-trust': trust }).trust();
    expect(read.sealRoots.map((der) => Buffer.from(der))).toEqual([issuer.root, other]);
    expect(read.timestampRoots.map((der) => Buffer.from(der))).toEqual([other]);
    expect(read.requireTimestamp).toBe(true);
    expect(read.sealers).toEqual(trust.sealers);
    expect(read.revoked).toEqual([{ serial: 'ab0c', from: new Date('2026-11-01T00:00:00Z') }]);
    expect(await nameOf(keysWith({}).trust())).toBe('SealNotConfigured: seal-trust');
  });

  it('trust nobody when nobody is named whose seals count', async () => {
    const roots = pemOf(issuer.root);
    const trust = { sealRoots: roots, timestampRoots: roots, requireTimestamp: true };
    for (const secret of [trust, { ...trust, sealers: [] }])
      expect(await nameOf(keysWith({ 'seal-trust': secret }).trust())).toMatch(/^ZodError/);
  });

  it('come with what tells that a certificate is not revoked, where the secret has it', async () => {
    const validation = { crls: [Buffer.from([0x30, 0]).toString('base64')] };
    const key = await keysWith({ 'seal/haninge': { ...(await chainFor('haninge')), validation } }).keyOf('haninge');
    expect(key.validation).toEqual({ crls: [Uint8Array.of(0x30, 0)], ocspResponses: [] });
  });
});
