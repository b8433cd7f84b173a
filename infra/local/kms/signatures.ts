import { constants, createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from 'node:crypto';
import { signDigest, verifyDigest } from './digest-signatures.ts';
import type { KeyRecord } from './key-file.ts';
import { KEY_SPECS, type KeyUsage } from './key-specs.ts';
import { KmsError } from './kms-error.ts';

const latest = (key: KeyRecord): string => key.material.at(-1) ?? '';

const expectUse = (key: KeyRecord, usage: KeyUsage, algorithm: string): void => {
  const facts = KEY_SPECS[key.spec];
  if (facts.usage !== usage)
    throw new KmsError('InvalidKeyUsageException', `Key ${key.id} has usage ${facts.usage}, not ${usage}`);
  if (!facts.algorithms.includes(algorithm))
    throw new KmsError('InvalidKeyUsageException', `Algorithm ${algorithm} is incompatible with key spec ${key.spec}`);
};

const hashOf = (algorithm: string): string => `sha${algorithm.slice(-3)}`;
const paddingOf = (algorithm: string): { padding?: number; saltLength?: number } =>
  algorithm.startsWith('RSASSA_PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};

export interface SignRequest {
  algorithm: string;
  /** The message itself, or its digest when `isDigest`. */
  message: Buffer;
  isDigest: boolean;
}

/** A signature as KMS makes it: DER for ECDSA, PKCS #1 v1.5 or PSS with a salt as long as the digest for RSA. */
export const signWith = (key: KeyRecord, { algorithm, message, isDigest }: SignRequest): Buffer => {
  expectUse(key, 'SIGN_VERIFY', algorithm);
  const privateKey = createPrivateKey(latest(key));
  return isDigest
    ? signDigest(key.spec, privateKey, algorithm, message)
    : sign(hashOf(algorithm), message, { key: privateKey, ...paddingOf(algorithm) });
};

/** @throws KmsError `KMSInvalidSignatureException` when it is not this key's signature. */
export const verifyWith = (key: KeyRecord, signature: Buffer, { algorithm, message, isDigest }: SignRequest): void => {
  expectUse(key, 'SIGN_VERIFY', algorithm);
  const privateKey = createPrivateKey(latest(key));
  const isValid = isDigest
    ? verifyDigest(key.spec, privateKey, algorithm, message, signature)
    : verify(hashOf(algorithm), message, { key: createPublicKey(privateKey), ...paddingOf(algorithm) }, signature);
  if (!isValid) throw new KmsError('KMSInvalidSignatureException');
};

/** The public half as DER SubjectPublicKeyInfo. */
export const publicKeyOf = (key: KeyRecord): Buffer => {
  if (KEY_SPECS[key.spec].usage !== 'SIGN_VERIFY')
    throw new KmsError('UnsupportedOperationException', `Key ${key.id} is not asymmetric`);
  return createPublicKey(createPrivateKey(latest(key))).export({ type: 'spki', format: 'der' });
};

export const macWith = (key: KeyRecord, algorithm: string, message: Buffer): Buffer => {
  expectUse(key, 'GENERATE_VERIFY_MAC', algorithm);
  return createHmac(hashOf(algorithm), Buffer.from(latest(key), 'base64'))
    .update(message)
    .digest();
};

/** @throws KmsError `KMSInvalidMacException` when it is not this key's code for the message. */
export const verifyMacWith = (key: KeyRecord, algorithm: string, message: Buffer, mac: Buffer): void => {
  const expected = macWith(key, algorithm, message);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) throw new KmsError('KMSInvalidMacException');
};
