import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, issueToPerson, newAuthority } from '#infra/local/bankid/authority';
import type { Identity } from '#infra/local/bankid/identity';
import { ocspResponseFor } from '#infra/local/bankid/ocsp-response';
import { bankIdSignature } from '#infra/local/bankid/signature-xml';
import { missingOf, say } from '../../../documents/sealing/seal-programs.ts';

const missing = missingOf('openssl');
const reason = missing.length > 0 ? ' (skipped: openssl is not on this machine)' : '';

let dir: string;
let authority: Authority;
let person: Identity;
const at = (name: string) => join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bankid-'));
  authority = await newAuthority();
  person = await issueToPerson(authority, { name: 'Test Ett', personalIdentityNumber: '189001019802' });
  await writeFile(at('root.pem'), authority.root.certificate);
  await writeFile(at('bank.pem'), authority.bank.certificate);
  await writeFile(at('person.pem'), person.certificate);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe.skipIf(missing.length > 0)(`the test BankID before somebody else's program${reason}`, () => {
  it('has a chain of certificates', async () => {
    const text = await say(
      'openssl',
      'verify',
      '-CAfile',
      at('root.pem'),
      '-untrusted',
      at('bank.pem'),
      at('person.pem'),
    );
    expect(text).toContain('person.pem: OK');
  });

  it('answers for a certificate as a responder does', async () => {
    await writeFile(at('ocsp.der'), Buffer.from(await ocspResponseFor(authority, person, new Date()), 'base64'));
    const chain = ['-issuer', at('bank.pem'), '-cert', at('person.pem'), '-CAfile', at('root.pem')];
    const text = await say('openssl', 'ocsp', '-respin', at('ocsp.der'), ...chain);
    expect(text).toContain('Response verify OK');
    expect(text).toContain('person.pem: good');
  });

  it('signs what its references are the digests of', async () => {
    const what = {
      purpose: 'signing',
      userVisibleData: 'SGVq',
      userNonVisibleData: 'eA==',
      relyingParty: 'Test',
    } as const;
    const xml = Buffer.from(bankIdSignature(what, person, [authority.bank]), 'base64').toString('utf8');
    const part = (pattern: RegExp) => pattern.exec(xml)?.[0] ?? '';
    const signedInfo = part(/<SignedInfo.*<\/SignedInfo>/);
    const digests = [...signedInfo.matchAll(/<DigestValue>([^<]+)/g)].map(([, digest]) => digest);
    const covered = [part(/<bankIdSignedData.*<\/bankIdSignedData>/), part(/<KeyInfo.*<\/KeyInfo>/)];
    expect(digests).toEqual(covered.map((text) => createHash('sha256').update(text).digest('base64')));

    await writeFile(at('signed-info'), signedInfo);
    await writeFile(at('value'), Buffer.from(/<SignatureValue>([^<]+)/.exec(xml)?.[1] ?? '', 'base64'));
    await writeFile(at('key.pem'), await say('openssl', 'x509', '-in', at('person.pem'), '-pubkey', '-noout'));
    const verified = await say(
      'openssl',
      'dgst',
      '-sha256',
      '-verify',
      at('key.pem'),
      '-signature',
      at('value'),
      at('signed-info'),
    );
    expect(verified).toContain('Verified OK');
  });
});
