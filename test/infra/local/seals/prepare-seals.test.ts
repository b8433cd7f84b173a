import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PARTY_IDS, type PartyId } from '#domain/parties';
import { prepareSeals } from '#infra/local/seals/prepare-seals';
import { createSecrets, type LocalSecrets } from '#infra/local/secrets/secrets';
import { newPair, type Pair } from '../../../documents/sealing/seal-authority.ts';
import { missingOf, say } from '../../../documents/sealing/seal-programs.ts';

const DAY_MS = 86_400_000;
let dir: string;
let secrets: LocalSecrets;
let keys: Map<PartyId, Pair>;
let at: Date;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'seals-'));
  secrets = createSecrets({ file: join(dir, 'secrets.json') });
  keys = new Map(PARTY_IDS.map((party) => [party, newPair()]));
  at = new Date('2026-11-22T12:00:00Z');
});
afterEach(() => rm(dir, { recursive: true }));

const prepare = () =>
  prepareSeals({
    ...{ dir, secrets, now: () => at, prefix: 'resursdelning/', timestampUrl: 'http://127.0.0.1:1/tsa' },
    publicKeyOf: async (party) => keys.get(party)?.publicKey ?? new Uint8Array(),
  });
const read = <T>(name: string, schema: z.ZodType<T>): T => schema.parse(secrets.get(`resursdelning/${name}`));
const chainOf = (party: PartyId): string => read(`seal/${party}`, z.object({ chain: z.string() })).chain;
const leafOf = (party: PartyId) => new X509Certificate(chainOf(party));
const Trust = z.strictObject({
  ...{ sealRoots: z.string(), timestampRoots: z.string(), requireTimestamp: z.boolean() },
  sealers: z.array(z.strictObject({ name: z.string(), organisationIdentifier: z.string() })),
});
const count = (pem: string): number => pem.match(/BEGIN CERTIFICATE/g)?.length ?? 0;
const later = (days: number) => {
  at = new Date(at.getTime() + days * DAY_MS);
};

describe('the seals of the local home', () => {
  it('are certified for every municipality, for its own key, for two years', async () => {
    await prepare();
    for (const party of PARTY_IDS) {
      const leaf = leafOf(party);
      expect(leaf.publicKey.export({ type: 'spki', format: 'der' })).toEqual(keys.get(party)?.publicKey);
      expect(count(chainOf(party))).toBe(2);
      expect(Date.parse(leaf.validTo) - at.getTime()).toBe(730 * DAY_MS);
    }
    expect(new Set(PARTY_IDS.map((party) => leafOf(party).serialNumber)).size).toBe(PARTY_IDS.length);
  });

  it('say whose they are, and that they prove nothing', async () => {
    await prepare();
    const { subject, issuer } = leafOf('haninge');
    expect(subject).toContain('O=Haninge kommun (lokal provdrift)');
    expect(subject).toContain('organizationIdentifier=NTRSE-0000000002');
    expect(subject).toContain('CN=Haninge kommun (provstämpel utan bevisvärde)');
    expect(issuer).toContain('utan bevisvärde');
  });

  it('are trusted by the home, with a timestamp', async () => {
    await prepare();
    const trust = read('seal-trust', Trust);
    expect([count(trust.sealRoots), count(trust.timestampRoots), trust.requireTimestamp]).toEqual([1, 1, true]);
    expect(leafOf('salem').verify(new X509Certificate(trust.sealRoots).publicKey)).toBe(true);
    expect(trust.sealers).toHaveLength(PARTY_IDS.length);
    expect(trust.sealers).toContainEqual({ name: 'Haninge kommun', organisationIdentifier: 'NTRSE-0000000002' });
    expect(secrets.get('resursdelning/timestamps')).toEqual({ url: 'http://127.0.0.1:1/tsa' });
  });

  it('keep the issuer’s keys in a file that its owner alone may read', async () => {
    await prepare();
    expect((await stat(join(dir, 'seals.json'))).mode & 0o777).toBe(0o600);
  });

  it('are the same at the next start', async () => {
    const first = await prepare();
    const chain = chainOf('tyreso');
    later(600);
    const second = await prepare();
    expect(chainOf('tyreso')).toBe(chain);
    expect(second.timestampAuthority.chain).toEqual(first.timestampAuthority.chain);
  });

  it('are renewed by the same issuer when fewer than sixty days are left', async () => {
    const first = await prepare();
    const [before, trust] = [leafOf('tyreso'), read('seal-trust', Trust)];
    later(671);
    const second = await prepare();
    expect(leafOf('tyreso').serialNumber).not.toBe(before.serialNumber);
    expect(second.timestampAuthority.chain[0]).not.toEqual(first.timestampAuthority.chain[0]);
    expect(read('seal-trust', Trust)).toEqual(trust);
  });

  it('are renewed when the municipality has another key, and only that one', async () => {
    await prepare();
    const [tyreso, salem] = [chainOf('tyreso'), chainOf('salem')];
    keys.set('tyreso', newPair());
    await prepare();
    expect([chainOf('tyreso') === tyreso, chainOf('salem') === salem]).toEqual([false, true]);
  });

  it('get a new issuer before the old one ends, and the old one is believed still', async () => {
    await prepare();
    const before = read('seal-trust', Trust).sealRoots;
    later(19 * 365);
    await prepare();
    const after = read('seal-trust', Trust).sealRoots;
    expect(after.startsWith(before)).toBe(true);
    expect(count(after)).toBe(2);
    expect(leafOf('botkyrka').verify(new X509Certificate(before).publicKey)).toBe(false);
  });

  it('are in force for a home whose clock was set back', async () => {
    await prepare();
    later(-400);
    await prepare();
    expect(Date.parse(leafOf('nykvarn').validFrom)).toBeLessThan(at.getTime());
  });

  it('last beyond the year 2049, where times are written in another way', async () => {
    at = new Date('2050-06-01T00:00:00Z');
    await prepare();
    expect(new Date(leafOf('nykvarn').validTo).getUTCFullYear()).toBe(2052);
  });

  const listOf = (party: PartyId): Buffer => {
    const { validation } = read(`seal/${party}`, z.object({ validation: z.object({ crls: z.tuple([z.base64()]) }) }));
    return Buffer.from(validation.crls[0], 'base64');
  };
  it('come with their issuer’s word that none is revoked, made anew at every start', async () => {
    await prepare();
    const before = listOf('haninge');
    expect(listOf('salem')).toEqual(before);
    later(300);
    await prepare();
    expect(listOf('haninge')).not.toEqual(before);
  });

  const missing = missingOf('openssl');
  it.skipIf(missing.length > 0)(
    `are well-formed for openssl${missing.length > 0 ? ' (not on this machine)' : ''}`,
    async () => {
      at = new Date();
      const { timestampAuthority } = await prepare();
      const [root, leaf, stamping] = [join(dir, 'root.pem'), join(dir, 'leaf.pem'), join(dir, 'tsa.pem')];
      await writeFile(root, read('seal-trust', Trust).sealRoots);
      await writeFile(leaf, chainOf('haninge'));
      await writeFile(stamping, new X509Certificate(Buffer.from(timestampAuthority.chain[0] ?? [])).toString());
      const strict = ['verify', '-x509_strict', '-CAfile', root];
      const [der, list] = [join(dir, 'list.der'), join(dir, 'list.pem')];
      await writeFile(der, listOf('haninge'));
      const said = await say('openssl', 'crl', '-inform', 'DER', '-in', der, '-CAfile', root, '-verify', '-out', list);
      expect(said).toContain('verify OK');
      expect(await say('openssl', ...strict, '-crl_check', '-CRLfile', list, leaf)).toContain('leaf.pem: OK');
      expect(await say('openssl', ...strict, '-purpose', 'timestampsign', stamping)).toContain('tsa.pem: OK');
      expect(await say('openssl', 'x509', '-in', leaf, '-noout', '-text')).toContain('Proves nothing outside');
    },
  );
});
