import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificationRequest } from 'pkijs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealCertificateRequest } from '#infra/local/cli/seal-csr';
import { missingOf, say } from '../../../documents/sealing/seal-programs.ts';
import { keysOverHttp } from '../kms/keys-over-http.ts';

let local: Awaited<ReturnType<typeof keysOverHttp>>;
beforeAll(async () => {
  local = await keysOverHttp();
  local.keys().createKey({ keyId: 'haninge-seal', spec: 'ECC_NIST_P256' });
  local.keys().createKey({ keyId: 'salem-seal', spec: 'RSA_3072' });
});
afterAll(() => local.close());

const subject = {
  organisation: 'Haninge kommun',
  organisationIdentifier: 'NTRSE-0000000002',
  commonName: 'Haninge kommun, stämpel',
};
const missing = missingOf('openssl');
const reason = missing.length > 0 ? ' (skipped: openssl is not on this machine)' : '';

describe('a certificate request for a seal key', () => {
  it.each(['haninge-seal', 'salem-seal'])(
    'is signed by the key in KMS and names the organisation: %s',
    async (keyId) => {
      const pem = await sealCertificateRequest({ kms: local.client, keyId, subject });
      const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
      const request = CertificationRequest.fromBER(der);
      expect(await request.verify()).toBe(true);
      expect(request.subject.typesAndValues.map(({ value }) => value.valueBlock.value)).toEqual([
        'SE',
        subject.organisation,
        subject.organisationIdentifier,
        subject.commonName,
      ]);
    },
  );

  it.skipIf(missing.length > 0)(`is one for openssl${reason}`, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'csr-'));
    await writeFile(
      join(dir, 'a.csr'),
      await sealCertificateRequest({ kms: local.client, keyId: 'salem-seal', subject }),
    );
    const said = await say(
      'openssl',
      'req',
      '-verify',
      '-noout',
      '-subject',
      '-nameopt',
      'utf8',
      '-in',
      join(dir, 'a.csr'),
    );
    await rm(dir, { recursive: true });
    expect(said).toContain('verify OK');
    expect(said).toContain('stämpel');
  });

  it('is not made when KMS signs with another key than it shows', async () => {
    local.keys().createKey({ keyId: 'other', spec: 'ECC_NIST_P256' });
    local.keys().createAlias('alias/moved', 'haninge-seal');
    local.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args);
          if (commandName === 'GetPublicKeyCommand') local.keys().createAlias('alias/moved', 'other');
          return answer;
        },
      { step: 'initialize', name: 'moves-the-alias' },
    );
    const request = sealCertificateRequest({ kms: local.client, keyId: 'alias/moved', subject });
    await expect(request).rejects.toThrow('another key');
  });
});
