import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { ClientKeys } from '#ports/client-keys';

/**
 * The key with which we prove to an identity provider that we are its client: it signs client assertions (private_key_jwt,
 * OpenID Connect Core §9) and request objects (§6.1). A port of its own, because in AWS the key never leaves KMS.
 */
export interface ClientKey {
  alg: 'ES256';
  /** The public key as the provider is given it, with its RFC 7638 thumbprint as `kid`. */
  publicJwk(): Promise<JWK & { kid: string }>;
  /** Signs with ECDSA on P-256 over SHA-256. @returns r and s, 32 bytes each (RFC 7518 §3.4). */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** How long a public key is believed: the alias may be pointed at a new key at any time. */
const FRESH_MS = 5 * 60_000;

interface KnownKey {
  /** The key behind the alias when it was read, by its ARN. */
  keyId: string;
  jwk: JWK & { kid: string };
  readAt: number;
}

/**
 * The alias pointed at another key while a token was being made, so that `kid` and signature would not agree; what was read
 * is forgotten, and making the token anew gives a right one.
 */
class ClientKeyRotated extends Error {
  override readonly name = 'ClientKeyRotated';
}

/**
 * The client key in KMS (ECC_NIST_P256), by its alias. Rotation is pointing the alias at a new key: the public key is read
 * again after some minutes, and at once when KMS signs with another key than the one that was read.
 */
export const kmsClientKey = (
  alias: string,
  kms: Pick<KMSClient, 'send'> = new KMSClient({}),
  now: () => Date = () => new Date(),
): ClientKey => {
  let known: Promise<KnownKey> | undefined;
  const read = async (): Promise<KnownKey> => {
    const { PublicKey, KeyId } = await kms.send(new GetPublicKeyCommand({ KeyId: alias }));
    if (!PublicKey || !KeyId) throw new Error('KMS gave no public key');
    const jwk = await exportJWK(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }));
    const kid = await calculateJwkThumbprint(jwk);
    return { keyId: KeyId, jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' }, readAt: now().getTime() };
  };
  const current = async (): Promise<KnownKey> => {
    try {
      known ??= read();
      const key = await known;
      const age = now().getTime() - key.readAt;
      if (age >= 0 && age < FRESH_MS) return key;
      known = read();
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  return {
    alg: 'ES256',
    publicJwk: async () => (await current()).jwk,
    async sign(data) {
      const { keyId } = await current();
      const { Signature, KeyId } = await kms.send(
        new SignCommand({ KeyId: alias, Message: data, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      if (!Signature) throw new Error('KMS gave no signature');
      if (KeyId !== keyId) {
        known = undefined;
        throw new ClientKeyRotated();
      }
      return joseSignature(Signature);
    },
  };
};

/** What a provider may fetch to know us by. */
export const publishedClientKeys = (key: ClientKey): ClientKeys => ({
  publicKeys: async () => [await key.publicJwk()],
});

/** KMS gives an ECDSA signature as DER (RFC 3279 §2.2.3); a JWS wants r and s side by side. */
export const joseSignature = (der: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(der);
  const integerAt = (at: number): { value: Buffer; next: number } => {
    const length = bytes[at + 1] ?? 0;
    const value = bytes.subarray(at + 2, at + 2 + length);
    const trimmed = value.subarray(Math.max(0, value.length - 32));
    return { value: Buffer.concat([Buffer.alloc(32 - trimmed.length), trimmed]), next: at + 2 + length };
  };
  const r = integerAt(2);
  return Buffer.concat([r.value, integerAt(r.next).value]);
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signedOnce = async (key: ClientKey, typ: string, claims: object): Promise<string> => {
  const { kid } = await key.publicJwk();
  const signed = `${encode({ alg: key.alg, kid, typ })}.${encode(claims)}`;
  return `${signed}.${Buffer.from(await key.sign(Buffer.from(signed, 'ascii'))).toString('base64url')}`;
};

/** A compact JWS (RFC 7515 §3.1) of `claims`, signed by the client key that its `kid` names. */
export const signJwt = async (key: ClientKey, typ: string, claims: object): Promise<string> => {
  try {
    return await signedOnce(key, typ, claims);
  } catch (error) {
    if (!(error instanceof ClientKeyRotated)) throw error;
    return signedOnce(key, typ, claims);
  }
};
