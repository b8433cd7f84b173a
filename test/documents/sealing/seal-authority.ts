import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Secrets, secretsManager } from '#adapters/secrets';
import type { SealingKey } from '#documents/sealing/seal-key';
import { signDigest } from '#infra/local/kms/digest-signatures';
import { type CertificateUse, issueSealCertificate, type SealIssuer } from '#infra/local/seals/seal-certificate';
import { createTimestampAuthority, type StampingKey } from '#infra/local/seals/timestamp-authority';

export type KeyKind = 'ECC_NIST_P256' | 'RSA_2048' | 'RSA_3072';
export interface Pair {
  privateKey: KeyObject;
  publicKey: Uint8Array;
}

const DAY_MS = 86_400_000;

export const newPair = (kind: KeyKind = 'ECC_NIST_P256'): Pair => {
  const { privateKey, publicKey } =
    kind === 'ECC_NIST_P256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(-4)) });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
};

/** An issuer whose certificates are in force from the day before `at`, for a year. */
export const newIssuer = (at: Date) => {
  const pair = newPair();
  const name = { organisation: 'Prov', commonName: 'Provutfärdare' };
  const issuer: SealIssuer = { name, ...pair };
  const period = { notBefore: new Date(at.getTime() - DAY_MS), notAfter: new Date(at.getTime() + 365 * DAY_MS) };
  const root = issueSealCertificate({ use: 'authority', subject: name, publicKey: pair.publicKey, ...period }, issuer);
  const certify = (use: CertificateUse, publicKey: Uint8Array, other: Partial<typeof period> = {}) =>
    issueSealCertificate(
      { use, subject: { organisation: 'Haninge kommun', commonName: use }, publicKey, ...period, ...other },
      issuer,
    );
  return { root, certify };
};
export type TestIssuer = ReturnType<typeof newIssuer>;

/** A seal key as KMS would hold it, certified by the issuer. */
export const newSealKey = (
  issuer: TestIssuer,
  kind: KeyKind = 'ECC_NIST_P256',
  period: { notBefore?: Date; notAfter?: Date } = {},
): SealingKey => {
  const { privateKey, publicKey } = newPair(kind);
  const algorithm = kind === 'ECC_NIST_P256' ? 'ECDSA_SHA_256' : 'RSASSA_PKCS1_V1_5_SHA_256';
  return {
    chain: [issuer.certify('seal', publicKey, period), issuer.root],
    algorithm,
    sign: async (digest) => signDigest(kind, privateKey, algorithm, Buffer.from(digest)),
  };
};

export const newStampingKey = (issuer: TestIssuer): StampingKey => {
  const { privateKey, publicKey } = newPair();
  return { privateKey, chain: [issuer.certify('timestamps', publicKey), issuer.root] };
};

/** Secrets as the adapter reads them, from a record. */
export const secretsFrom = (values: Readonly<Record<string, unknown>>): Secrets =>
  secretsManager(
    {
      send: async ({ input }: { input: { SecretId?: string } }) => {
        const value = values[input.SecretId ?? ''];
        if (value === undefined) throw Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });
        return { SecretString: JSON.stringify(value) };
      },
    },
    '',
  );

/** A time-stamping authority on loopback. */
export const startTimestampServer = async (key: StampingKey, now: () => Date) => {
  const server = createServer(createTimestampAuthority({ key: () => key, now }));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
