import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { PURPOSE } from '#infra/local/certificates/extensions';
import { pemOf } from '#infra/local/seals/authority-file';
import { issueRevocationList, type RevocationListOrder } from '#infra/local/seals/issue-revocation-list';
import { memorySealKeys, sealKeyOf, testSealIssuer } from '#test/memory-seal-keys';
import { SEALED_AT, sealedPaper } from '#test/sealed-paper';
import { type CertificateWish, type IssuedKey, issueCertificate } from '#test/test-authority';
import { missingOf, say } from './seal-programs.ts';
import { days, issuedFor } from './verify-keys.ts';

/** The serial number of the tests' certificates: 900 in hexadecimal. */
const SERIAL = '0384';
let issuer: IssuedKey;
let leaf: IssuedKey;
beforeAll(async () => {
  issuer = await testSealIssuer();
  leaf = await issuedFor();
});

interface Kept {
  crls?: readonly Uint8Array[];
  ocspResponses?: readonly Uint8Array[];
  isStamped?: boolean;
}
/** What is found of a document that carries this. */
const told = async ({ crls = [], ocspResponses = [], isStamped = true }: Kept, now = SEALED_AT) => {
  const key = { ...sealKeyOf(leaf, issuer), validation: { crls, ocspResponses } };
  const trust = await memorySealKeys().trust();
  const { verdict, findings } = await verifyPdf(await sealedPaper({ key, isStamped }), { ...trust, now });
  return [verdict, ...findings.map(({ code }) => code)];
};
const listOf = (order: Partial<RevocationListOrder> = {}, by: IssuedKey = issuer): Buffer =>
  issueRevocationList(
    { thisUpdate: days(-1), nextUpdate: days(6), ...order },
    { certificate: issuer.der, privateKey: by.key },
  );

describe('a revocation list that a document carries', () => {
  it('tells that the certificate was not revoked when it was used, and tells it for good', async () => {
    const crls = [listOf({ revoked: [{ serial: '0385', at: days(-2) }] })];
    expect(await told({ crls })).toEqual(['valid', 'revocation-kept']);
    expect(await told({ crls }, days(3000))).toEqual(['valid', 'revocation-kept']);
  });

  it('is missed where there is none', async () => {
    expect(await told({})).toEqual(['valid', 'revocation-not-kept']);
  });

  it('tells of a certificate that was revoked', async () => {
    const crls = [listOf({ revoked: ['0385', SERIAL].map((serial) => ({ serial, at: days(-2) })) })];
    expect(await told({ crls })).toEqual(['not-trusted', 'certificate-revoked']);
  });

  it('tells of it also when it is an old one, or stands beside another that does not', async () => {
    const old = listOf({ thisUpdate: days(-40), nextUpdate: days(-30), revoked: [{ serial: SERIAL, at: days(-50) }] });
    expect(await told({ crls: [listOf(), old] })).toEqual(['not-trusted', 'certificate-revoked']);
  });

  it('that is dated ahead harms what a timestamp proves to be earlier no more than any later revocation', async () => {
    const crls = [listOf({ revoked: [{ serial: SERIAL, at: days(1) }] })];
    expect(await told({ crls })).toEqual(['valid', 'certificate-revoked-later']);
    expect(await told({ crls, isStamped: false })).toEqual(['not-trusted', 'time-only-stated', 'certificate-revoked']);
  });

  it.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['had ended when it was sealed', () => listOf({ thisUpdate: days(-8), nextUpdate: days(-1) })],
    ['was made after it was sealed', () => listOf({ thisUpdate: days(1) })],
    [
      'somebody else signed in the issuer’s name',
      async () => listOf({}, await issueCertificate({ name: 'Ond', organisation: 'Ond AB' })),
    ],
    [
      'is another issuer’s',
      async () => {
        const other = await issueCertificate({ name: 'Annan', organisation: 'Prov', isAuthority: true });
        const period = { thisUpdate: days(-1), nextUpdate: days(6) };
        return issueRevocationList(period, { certificate: other.der, privateKey: other.key });
      },
    ],
    ['has a byte changed', () => Buffer.concat([listOf().subarray(0, -1), Buffer.from([0])])],
    ['is no list', () => Buffer.from('hej')],
    ['is empty', () => Buffer.alloc(0)],
  ])('counts for nothing when it %s', async (_what, list) => {
    expect(await told({ crls: [await list()] })).toEqual(['valid', 'revocation-not-kept']);
  });

  it('counts for nothing from an issuer whose key may not sign lists', async () => {
    const root = await issueCertificate({ name: 'Utan', organisation: 'Prov', isAuthority: true, usage: 0x04 });
    const own = await issuedFor({ issuer: root });
    const period = { thisUpdate: days(-1), nextUpdate: days(6) };
    const list = issueRevocationList(period, { certificate: root.der, privateKey: root.key });
    const key = { ...sealKeyOf(own, root), validation: { crls: [list], ocspResponses: [] } };
    const trust = { ...(await memorySealKeys().trust()), sealRoots: [root.der], now: SEALED_AT };
    const { findings } = await verifyPdf(await sealedPaper({ key, isStamped: true }), trust);
    expect(findings.map(({ code }) => code)).toEqual(['revocation-not-kept']);
  });
});

const MISSING = missingOf('openssl');

describe.skipIf(MISSING.length > 0)(
  `what OpenSSL makes and reads of revocation${MISSING.length ? ' (without it)' : ''}`,
  () => {
    let dir: string;
    const path = (name: string) => join(dir, name);
    const put = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(path(name), bytes);
      return path(name);
    };
    const putKey = (name: string, { key, der }: IssuedKey) => {
      put(`${name}.key`, key.export({ type: 'pkcs8', format: 'pem' }).toString());
      put(`${name}.pem`, pemOf(der));
    };
    const now = () => new Date();
    const later = (count: number) => new Date(Date.now() + count * 86_400_000);
    beforeAll(() => {
      dir = mkdtempSync(join(tmpdir(), 'revoked-'));
      putKey('issuer', issuer);
      putKey('leaf', leaf);
    });
    afterAll(() => rmSync(dir, { recursive: true }));

    /** A sealed document of this very day, for OpenSSL answers by the machine's own clock. */
    const toldToday = async (kept: { crls?: Uint8Array[]; ocspResponses?: Uint8Array[] }) => {
      const key = { ...sealKeyOf(leaf, issuer), validation: { crls: [], ocspResponses: [], ...kept } };
      const sealed = await sealedPaper({ key, isStamped: true, at: now() });
      const { verdict, findings } = await verifyPdf(sealed, { ...(await memorySealKeys().trust()), now: now() });
      return [verdict, ...findings.map(({ code }) => code)];
    };

    it('a list of ours is signed and well-formed, empty or not, and hinders what it names', async () => {
      const period = { thisUpdate: later(-1), nextUpdate: later(6) };
      const by = { certificate: issuer.der, privateKey: issuer.key };
      const check = ['verify', '-crl_check', '-CAfile', path('issuer.pem')];
      for (const [revoked, said] of [
        [[], 'leaf.pem: OK'],
        [[{ serial: SERIAL, at: later(-2) }], 'certificate revoked'],
      ] as const) {
        put('list.der', issueRevocationList({ ...period, revoked }, by));
        const read = ['crl', '-inform', 'DER', '-in', path('list.der'), '-CAfile', path('issuer.pem')];
        expect(await say('openssl', ...read, '-verify', '-noout')).toContain('verify OK');
        await say('openssl', 'crl', '-inform', 'DER', '-in', path('list.der'), '-out', path('list.pem'));
        expect(await say('openssl', ...check, '-CRLfile', path('list.pem'), path('leaf.pem'))).toContain(said);
      }
    });

    const LIST_CONFIG = (extra: string) => `[ca]
default_ca = own
[own]
database = ${path('index.txt')}
crlnumber = ${path('number')}
default_md = sha256
default_crl_days = 7
crl_extensions = list
[list]
authorityKeyIdentifier = issuer:always
${extra}
[part]
fullname = URI:http://lists.example/part.crl
`;
    const listByOpenssl = async (index: string, extra = '') => {
      put('index.txt', index);
      put('number', '01\n');
      put('ca.cnf', LIST_CONFIG(extra));
      const key = ['-cert', path('issuer.pem'), '-keyfile', path('issuer.key')];
      await say('openssl', 'ca', '-gencrl', '-config', path('ca.cnf'), ...key, '-out', path('made.pem'));
      await say('openssl', 'crl', '-in', path('made.pem'), '-outform', 'DER', '-out', path('made.der'));
      return readFileSync(path('made.der'));
    };
    const REVOKED = `R\t491231000000Z\t261101000000Z\t${SERIAL}\tunknown\t/CN=Prov\n`;
    const GOOD = `V\t491231000000Z\t\t${SERIAL}\tunknown\t/CN=Prov\n`;

    it.each<[string, string, string, string[]]>([
      ['that names nobody', '', '', ['valid', 'revocation-kept']],
      ['that names the certificate', REVOKED, '', ['not-trusted', 'certificate-revoked']],
      ['of a part alone', '', 'issuingDistributionPoint = critical, @part', ['valid', 'revocation-not-kept']],
    ])('a list %s is read', async (_what, index, extra, found) => {
      expect(await toldToday({ crls: [await listByOpenssl(index, extra)] })).toEqual(found);
    });

    const ocspByOpenssl = async (index: string, o: { signer?: IssuedKey; asked?: string; hash?: string } = {}) => {
      put('index.txt', index);
      putKey('signer', o.signer ?? issuer);
      const of = ['-issuer', path('issuer.pem'), `-${o.hash ?? 'sha1'}`, '-cert', o.asked ?? path('leaf.pem')];
      await say('openssl', 'ocsp', ...of, '-no_nonce', '-reqout', path('asked.der'));
      const by = ['-rsigner', path('signer.pem'), '-rkey', path('signer.key'), '-CA', path('issuer.pem')];
      const answer = ['-index', path('index.txt'), '-ndays', '7', '-reqin', path('asked.der')];
      await say('openssl', 'ocsp', ...answer, ...by, '-respout', path('answer.der'));
      return readFileSync(path('answer.der'));
    };
    const responder = async (wish: Partial<CertificateWish> = {}) =>
      issuedFor({ name: 'Svarar', serial: 910, purposes: [PURPOSE.ocspSigning], purposesAreCritical: false, ...wish });

    it.each<[string, string, () => Promise<Parameters<typeof ocspByOpenssl>[1]>, string[]]>([
      ['of the issuer itself', GOOD, async () => ({}), ['valid', 'revocation-kept']],
      ['by SHA-256', GOOD, async () => ({ hash: 'sha256' }), ['valid', 'revocation-kept']],
      ['of one that it lets answer', GOOD, async () => ({ signer: await responder() }), ['valid', 'revocation-kept']],
      ['that it is revoked', REVOKED, async () => ({}), ['not-trusted', 'certificate-revoked']],
      ['that nobody knows of it', '', async () => ({}), ['valid', 'revocation-not-kept']],
      [
        'of one whom the issuer certified for something else',
        GOOD,
        async () => ({ signer: await responder({ purposes: [PURPOSE.emailProtection] }) }),
        ['valid', 'revocation-not-kept'],
      ],
      [
        'of one who lets himself answer',
        GOOD,
        async () => {
          const other = await issueCertificate({
            name: 'Provutfärdare för stämplar',
            organisation: 'Prov',
            isAuthority: true,
          });
          return { signer: await responder({ issuer: other }) };
        },
        ['valid', 'revocation-not-kept'],
      ],
      [
        'of one whose time to answer had ended',
        GOOD,
        async () => ({
          signer: await responder({ notBefore: days(-700), notAfter: new Date('2026-02-01T00:00:00Z') }),
        }),
        ['valid', 'revocation-not-kept'],
      ],
    ])('an OCSP response %s is read', async (_what, index, how, found) => {
      expect(await toldToday({ ocspResponses: [await ocspByOpenssl(index, await how())] })).toEqual(found);
    });

    it('an OCSP response on another certificate is no word on this one', async () => {
      put('other.pem', pemOf((await issuedFor({ serial: 911 })).der));
      const response = await ocspByOpenssl(GOOD.replace(SERIAL, '038F'), { asked: path('other.pem') });
      expect(await toldToday({ ocspResponses: [response] })).toEqual(['valid', 'revocation-not-kept']);
    });

    it('an OCSP response with any byte changed is no word, and nothing worse', async () => {
      const response = await ocspByOpenssl(GOOD);
      expect(await toldToday({ ocspResponses: [response] })).toContain('revocation-kept');
      for (let at = 0; at < response.length; at += 17) {
        const changed = Buffer.from(response);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect((await toldToday({ ocspResponses: [changed] }))[0]).toBe('valid');
      }
    });
  },
);
