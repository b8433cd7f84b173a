/** The key that seals, wherever it lies. The private half is never seen here. */
export interface SealingKey {
  /** DER certificates, the seal's own first, then those that issued it. */
  chain: readonly Uint8Array[];
  algorithm: 'ECDSA_SHA_256' | 'RSASSA_PKCS1_V1_5_SHA_256';
  /** Signs a SHA-256 digest (32 bytes). ECDSA comes as DER (RFC 3279 §2.2.3). */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** Stamps a SHA-256 digest. @returns the DER TimeStampToken (RFC 3161), or undefined when nobody is asked for one. */
export type Stamp = (digest: Uint8Array) => Promise<Uint8Array | undefined>;
