import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { readIfPresent, writeAtomically } from '../process/atomic-file.ts';

/** A key that lies in the data folder, with the certificate for it. */
export interface HeldKey {
  privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  certificate: Uint8Array;
}

const StoredKey = z.strictObject({ privateKey: z.string(), certificate: z.string() });
const AuthorityFile = z.strictObject({
  version: z.literal(1),
  /** The newest last: earlier ones issue no more but are believed still. */
  roots: z.array(StoredKey),
  timestamps: StoredKey.optional(),
});

export interface Authority {
  roots: HeldKey[];
  timestamps: HeldKey | undefined;
}

const spkiOf = (privateKey: KeyObject): Uint8Array =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' });

/** A new P-256 key whose certificate is made by `certify`. */
export const newKey = (certify: (pair: { privateKey: KeyObject; publicKey: Uint8Array }) => Uint8Array): HeldKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pair = { privateKey, publicKey: spkiOf(privateKey) };
  return { ...pair, certificate: certify(pair) };
};

const thaw = (stored: z.infer<typeof StoredKey>): HeldKey => {
  const privateKey = createPrivateKey(stored.privateKey);
  return { privateKey, publicKey: spkiOf(privateKey), certificate: Buffer.from(stored.certificate, 'base64') };
};
const freeze = ({ privateKey, certificate }: HeldKey): z.infer<typeof StoredKey> => ({
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  certificate: Buffer.from(certificate).toString('base64'),
});

/** @throws when the file is damaged: a start is stopped rather than a new issuer made in silence. */
export const loadAuthority = (file: string): Authority => {
  const text = readIfPresent(file);
  if (text === undefined) return { roots: [], timestamps: undefined };
  const { roots, timestamps } = AuthorityFile.parse(JSON.parse(text));
  return { roots: roots.map(thaw), timestamps: timestamps && thaw(timestamps) };
};

/** One file that its owner alone may read. */
export const saveAuthority = (file: string, { roots, timestamps }: Authority): void =>
  writeAtomically(
    file,
    JSON.stringify({
      version: 1,
      roots: roots.map(freeze),
      ...(timestamps && { timestamps: freeze(timestamps) }),
    }),
  );

/** DER certificates as one PEM text. */
export const pemOf = (...certificates: readonly Uint8Array[]): string =>
  certificates.map((der) => new X509Certificate(der).toString()).join('');
