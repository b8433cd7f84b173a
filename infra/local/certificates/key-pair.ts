import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** RSA with the length of its modulus in bits, or an elliptic curve of NIST. */
export type KeyKind = 'P-256' | 'P-384' | 'P-521' | 'RSA-1024' | 'RSA-2048';

export interface KeyPair {
  privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
}

export const newKeyPair = async (kind: KeyKind): Promise<KeyPair> => {
  const { privateKey, publicKey } = kind.startsWith('RSA')
    ? await generate('rsa', { modulusLength: Number(kind.slice('RSA-'.length)) })
    : await generate('ec', { namedCurve: kind });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
};
