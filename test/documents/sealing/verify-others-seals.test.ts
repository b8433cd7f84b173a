import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import type { KeyKind } from '#infra/local/certificates/key-pair';
import { pemOf } from '#infra/local/seals/authority-file';
import { memorySealKeys, testSealIssuer, testTimestampIssuer, testTimestampKey } from '#test/memory-seal-keys';
import { SEALED_AT, sealedPaper } from '#test/sealed-paper';
import { type IssuedKey, issueCertificate } from '#test/test-authority';
import { missingOf, say } from './seal-programs.ts';
import { sealIn, withSeal, withTimestamp } from './verify-parts.ts';

const MISSING = missingOf('openssl');

const TSA_CONFIG = `[tsa]
serial = SERIAL
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
`;

describe.skipIf(MISSING.length > 0)(
  `seals and timestamps that OpenSSL makes${MISSING.length ? ' (without it)' : ''}`,
  () => {
    let dir: string;
    let sealed: Buffer;
    const path = (name: string) => join(dir, name);
    const put = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(path(name), bytes);
      return path(name);
    };
    const putKey = ({ key, der }: IssuedKey) => {
      put('key.pem', key.export({ type: 'pkcs8', format: 'pem' }).toString());
      put('leaf.pem', pemOf(der));
    };
    const verdictOf = async (file: Uint8Array) => {
      const now = new Date(Math.max(Date.now(), SEALED_AT.getTime()));
      const { verdict, findings, seal } = await verifyPdf(file, { ...(await memorySealKeys().trust()), now });
      return {
        verdict,
        findings: findings.map(({ code }) => code),
        algorithm: seal?.algorithm,
        profile: seal?.profile,
      };
    };

    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'others-'));
      sealed = await sealedPaper({ isStamped: true });
      put('issuer.pem', pemOf((await testSealIssuer()).der));
    });
    afterAll(() => rmSync(dir, { recursive: true }));

    const signedByOpenssl = async (kind: KeyKind, ...how: string[]): Promise<Buffer> => {
      const issuer = await testSealIssuer();
      putKey(await issueCertificate({ name: 'OpenSSL', organisation: 'Haninge kommun', issuer, kind, serial: 950 }));
      const { start, resume } = sealIn(sealed).range;
      put('content.bin', Buffer.concat([sealed.subarray(0, start), sealed.subarray(resume)]));
      const said = await say(
        'openssl',
        ...['cms', '-sign', '-binary', '-cades', '-nosmimecap', '-outform', 'DER', '-out', path('cms.der')],
        ...['-in', path('content.bin'), '-signer', path('leaf.pem'), '-inkey', path('key.pem')],
        ...['-certfile', path('issuer.pem'), ...how],
      );
      expect(said).toBe('');
      return withSeal(sealed, readFileSync(path('cms.der')));
    };

    it.each<[KeyKind, string[], string]>([
      ['P-256', ['-md', 'sha256'], 'ECDSA, SHA-256'],
      ['P-384', ['-md', 'sha384'], 'ECDSA, SHA-384'],
      ['RSA-2048', ['-md', 'sha256'], 'RSA PKCS#1 v1.5, SHA-256'],
      ['RSA-2048', ['-md', 'sha512'], 'RSA PKCS#1 v1.5, SHA-512'],
      [
        'RSA-2048',
        ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:digest'],
        'RSA-PSS, SHA-256',
      ],
    ])('%s with %j is believed', async (kind, how, algorithm) => {
      expect(await verdictOf(await signedByOpenssl(kind, ...how))).toEqual({
        verdict: 'valid',
        findings: ['time-only-stated', 'revocation-kept'],
        algorithm,
        profile: 'B-B',
      });
    });

    it.each<[string, KeyKind, string[]]>([
      ['SHA-1', 'RSA-2048', ['-md', 'sha1']],
      ['a curve that is not on the list', 'P-521', ['-md', 'sha512']],
      ['a short key', 'RSA-1024', ['-md', 'sha256']],
    ])('%s is not', async (_what, kind, how) => {
      const { verdict, findings } = await verdictOf(await signedByOpenssl(kind, ...how));
      expect([verdict, findings]).toEqual(['changed', expect.arrayContaining(['algorithm-not-accepted'])]);
    });

    it('two signers in one seal are not', async () => {
      const signed = await signedByOpenssl('P-256', '-md', 'sha256');
      put('first.der', sealIn(signed).place);
      const issuer = await testSealIssuer();
      putKey(await issueCertificate({ name: 'Två', organisation: 'Haninge kommun', issuer, serial: 951 }));
      await say(
        'openssl',
        ...['cms', '-resign', '-binary', '-cades', '-md', 'sha256', '-inform', 'DER', '-outform', 'DER'],
        ...['-in', path('cms.der'), '-signer', path('leaf.pem'), '-inkey', path('key.pem'), '-out', path('two.der')],
      );
      expect((await verdictOf(withSeal(sealed, readFileSync(path('two.der'))))).verdict).toBe('changed');
    });

    it('a timestamp of its own authority is believed', async () => {
      const [stamper, issuer] = [await testTimestampKey(), await testTimestampIssuer()];
      putKey(stamper);
      put('chain.pem', pemOf(issuer.der));
      put('SERIAL', '01\n');
      put('tsa.cnf', TSA_CONFIG.replace('SERIAL', path('SERIAL')));
      const stamped = await withTimestamp(sealed, async (digest) => {
        const hex = Buffer.from(digest).toString('hex');
        await say('openssl', 'ts', '-query', '-digest', hex, '-sha256', '-cert', '-out', path('ask.tsq'));
        const key = ['-signer', path('leaf.pem'), '-inkey', path('key.pem'), '-chain', path('chain.pem')];
        const config = ['-config', path('tsa.cnf'), '-section', 'tsa'];
        await say(
          'openssl',
          'ts',
          '-reply',
          ...config,
          '-queryfile',
          path('ask.tsq'),
          ...key,
          '-token_out',
          '-out',
          path('t.der'),
        );
        return readFileSync(path('t.der'));
      });
      const { verdict, findings, profile } = await verdictOf(stamped);
      // It stamps with the machine's own clock, while the seal states a day of the tests.
      expect([verdict, findings, profile]).toEqual(['valid', ['times-differ', 'revocation-kept'], 'B-T']);
    });
  },
);
