import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

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

/** The client key in KMS (ECC_NIST_P256), by its alias. The public key is asked for once a container. */
export const kmsClientKey = (alias: string, kms = new KMSClient({})): ClientKey => {
  let known: Promise<JWK & { kid: string }> | undefined;
  const read = async () => {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: alias }));
    if (!PublicKey) throw new Error('KMS gave no public key');
    const jwk = await exportJWK(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }));
    return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
  };
  return {
    alg: 'ES256',
    async publicJwk() {
      known ??= read();
      try {
        return await known;
      } catch (error) {
        known = undefined;
        throw error;
      }
    },
    async sign(data) {
      const { Signature } = await kms.send(
        new SignCommand({ KeyId: alias, Message: data, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      if (!Signature) throw new Error('KMS gave no signature');
      return joseSignature(Signature);
    },
  };
};

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

/** A compact JWS (RFC 7515 §3.1) of `claims`, signed by the client key. */
export const signJwt = async (key: ClientKey, typ: string, claims: object): Promise<string> => {
  const { kid } = await key.publicJwk();
  const signed = `${encode({ alg: key.alg, kid, typ })}.${encode(claims)}`;
  return `${signed}.${Buffer.from(await key.sign(Buffer.from(signed, 'ascii'))).toString('base64url')}`;
};
