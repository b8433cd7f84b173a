import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { certificatePolicy, extendedKeyUsage, hostNames, PURPOSE } from '../certificates/extensions.ts';
import { type Identity, issueIdentity } from './identity.ts';

const IdentityInFile = z.strictObject({ certificate: z.string(), privateKey: z.string() });
const Authority = z.strictObject({
  /** Above all that signs for persons. */
  root: IdentityInFile,
  /** Issues the persons' certificates, as a bank does. */
  bank: IdentityInFile,
  /** Answers for the bank whether a certificate is good. */
  responder: IdentityInFile,
  /** Above both ends of the connection between a relying party and the service. */
  transport: IdentityInFile,
  server: IdentityInFile,
  client: IdentityInFile,
});
/** The keys and certificates behind the test BankID. */
export type Authority = z.infer<typeof Authority>;

const FILE = 'bankid-authority.json';
const named = (commonName: string) => ({ organisation: 'Lokal testtjänst', commonName });

/** Makes the keys anew; what was signed under others does not verify under these. */
export const newAuthority = async (): Promise<Authority> => {
  const root = await issueIdentity({ kind: 'RSA-2048', subject: named('Test BankID Root'), usage: 'issues' });
  const bank = await issueIdentity({ kind: 'RSA-2048', subject: named('Test Bank CA'), usage: 'issues' }, root);
  const responder = await issueIdentity(
    {
      kind: 'RSA-2048',
      subject: named('Test Bank OCSP'),
      usage: 'signs',
      extensions: [extendedKeyUsage([PURPOSE.ocspSigning], false)],
    },
    bank,
  );
  const transport = await issueIdentity({ kind: 'P-256', subject: named('Test SSL Root'), usage: 'issues' });
  const hosts = hostNames({ names: ['localhost'], addresses: [[127, 0, 0, 1]] });
  const server = await issueIdentity(
    {
      kind: 'P-256',
      subject: named('localhost'),
      usage: 'signs',
      extensions: [extendedKeyUsage([PURPOSE.serverAuth], false), hosts],
    },
    transport,
  );
  const client = await issueIdentity(
    {
      kind: 'P-256',
      subject: named('Resursdelning'),
      usage: 'signs',
      extensions: [extendedKeyUsage([PURPOSE.clientAuth], false)],
    },
    transport,
  );
  return { root, bank, responder, transport, server, client };
};

/** The authority of a data folder, kept in `bankid-authority.json` (mode 0600) so that signatures outlive a restart. */
export const openAuthority = async (dir: string): Promise<Authority> => {
  const path = join(dir, FILE);
  const kept = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return Authority.parse(JSON.parse(kept));
  const made = await newAuthority();
  await mkdir(dir, { recursive: true, mode: 0o700 });
  // Written beside and renamed, so that a kill in the middle never leaves half a file.
  await writeFile(`${path}.new`, JSON.stringify(made), { mode: 0o600, flush: true });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
  return made;
};

/** The policy of a test Mobile BankID (BankID relying party guidelines, certificate policies). */
export const TEST_POLICY = '1.2.3.4.25';

/** A person's own key and certificate, issued by the bank. */
export const issueToPerson = (
  { bank }: Pick<Authority, 'bank'>,
  person: { name: string; personalIdentityNumber: string },
  policy = TEST_POLICY,
  period: { from?: Date; to?: Date } = {},
): Promise<Identity> =>
  issueIdentity(
    {
      kind: 'RSA-2048',
      subject: {
        organisation: 'Testbank (publ)',
        serialNumber: person.personalIdentityNumber,
        commonName: person.name,
      },
      usage: 'signs for good',
      extensions: [certificatePolicy(policy)],
      ...period,
    },
    bank,
  );
