import { constants, createHash, type KeyObject, verify } from 'node:crypto';
import { type DerNode, objectIdentifierOf, TAG } from './verify-der.ts';
import { Fault } from './verify-findings.ts';

export type Hash = 'sha256' | 'sha384' | 'sha512';

const HASHES: Readonly<Record<string, Hash>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

interface Scheme {
  kind: 'ecdsa' | 'rsa' | 'rsa-pss';
  /** Of `rsaEncryption` the digest algorithm beside it decides. */
  hash?: Hash;
}
const SCHEMES: Readonly<Record<string, Scheme>> = {
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', hash: 'sha512' },
  '1.2.840.113549.1.1.1': { kind: 'rsa' },
  '1.2.840.113549.1.1.11': { kind: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', hash: 'sha512' },
  '1.2.840.113549.1.1.10': { kind: 'rsa-pss' },
};

const CURVES: readonly string[] = ['prime256v1', 'secp384r1'];
const LEAST_RSA_BITS = 2048;
/** Above this a key only costs time. */
const MOST_RSA_BITS = 8192;

const NAMES = { ecdsa: 'ECDSA', rsa: 'RSA PKCS#1 v1.5', 'rsa-pss': 'RSA-PSS' };

/** How something was signed: with which kind of key, over which hash. */
export interface SignatureAlgorithm {
  kind: Scheme['kind'];
  hash: Hash;
}
export const nameOfAlgorithm = ({ kind, hash }: SignatureAlgorithm): string =>
  `${NAMES[kind]}, ${hash.replace('sha', 'SHA-')}`;

const isEmpty = (parameters: DerNode | undefined): boolean => parameters === undefined || parameters.tag === TAG.null;

const partsOf = (identifier: DerNode | undefined): { oid: string; parameters: DerNode | undefined } => {
  if (identifier?.tag !== TAG.sequence || identifier.children.length > 2) throw new Fault('seal-malformed');
  return { oid: objectIdentifierOf(identifier.children[0]), parameters: identifier.children[1] };
};

/** @throws Fault algorithm-not-accepted */
export const hashIn = (identifier: DerNode | undefined): Hash => {
  const { oid, parameters } = partsOf(identifier);
  const hash = HASHES[oid];
  if (!hash || !isEmpty(parameters)) throw new Fault('algorithm-not-accepted');
  return hash;
};

/**
 * Reads an AlgorithmIdentifier of a signature: ECDSA, RSA PKCS#1 v1.5 or RSA-PSS, with a hash of the SHA-2 family. Where
 * the identifier and a digest algorithm beside it both name a hash, they must name the same.
 *
 * @throws Fault algorithm-not-accepted
 */
export const signatureAlgorithmIn = (identifier: DerNode | undefined, beside?: Hash): SignatureAlgorithm => {
  const { oid, parameters } = partsOf(identifier);
  const scheme = SCHEMES[oid];
  if (!scheme) throw new Fault('algorithm-not-accepted');
  const hash = scheme.kind === 'rsa-pss' ? hashOfPss(parameters) : (scheme.hash ?? beside);
  if (!hash || (beside && hash !== beside)) throw new Fault('algorithm-not-accepted');
  if (scheme.kind === 'ecdsa' ? parameters !== undefined : scheme.kind === 'rsa' && !isEmpty(parameters))
    throw new Fault('algorithm-not-accepted');
  return { kind: scheme.kind, hash };
};

const MGF1 = '1.2.840.113549.1.1.8';
const SALT = { sha256: 32, sha384: 48, sha512: 64 };

/** RSASSA-PSS-params (RFC 4055 §3.1): one hash throughout, a salt as long as it, the usual trailer. */
const hashOfPss = (parameters: DerNode | undefined): Hash => {
  if (parameters?.tag !== TAG.sequence) throw new Fault('algorithm-not-accepted');
  const [hashPart, maskPart, saltPart, ...more] = parameters.children;
  const hash = hashIn(hashPart?.tag === TAG.context0 ? hashPart.children[0] : undefined);
  const mask = maskPart?.tag === TAG.context1 ? partsOf(maskPart.children[0]) : undefined;
  const salt = saltPart?.tag === 0xa2 ? saltPart.children[0] : undefined;
  const isUsual =
    mask?.oid === MGF1 &&
    hashIn(mask.parameters) === hash &&
    salt?.tag === TAG.integer &&
    salt.contents.equals(Buffer.from([SALT[hash]])) &&
    more.length === 0;
  if (!isUsual) throw new Fault('algorithm-not-accepted');
  return hash;
};

/** Whether a key is strong enough, and of the kind that the algorithm needs. */
const isAccepted = (key: KeyObject, kind: Scheme['kind']): boolean => {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (kind === 'ecdsa') return key.asymmetricKeyType === 'ec' && CURVES.includes(namedCurve);
  const isRsa = key.asymmetricKeyType === 'rsa' || (kind === 'rsa-pss' && key.asymmetricKeyType === 'rsa-pss');
  return isRsa && modulusLength >= LEAST_RSA_BITS && modulusLength <= MOST_RSA_BITS;
};

/** @throws Fault algorithm-not-accepted when the key is weak or of another kind. */
export const isSignedBy = (
  key: KeyObject,
  { kind, hash }: SignatureAlgorithm,
  message: Buffer,
  signature: Buffer,
): boolean => {
  if (!isAccepted(key, kind)) throw new Fault('algorithm-not-accepted');
  const padding = kind === 'rsa-pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  return verify(
    hash,
    message,
    kind === 'ecdsa'
      ? { key, dsaEncoding: 'der' }
      : { key, padding, ...(kind === 'rsa-pss' && { saltLength: SALT[hash] }) },
    signature,
  );
};

export const digestOf = (hash: Hash | 'sha1', ...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash(hash);
  for (const part of parts) digest.update(part);
  return digest.digest();
};
