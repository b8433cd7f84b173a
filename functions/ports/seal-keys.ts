import type { PartyId } from '#domain/parties';

/** A municipality's seal key (stämpelnyckel) and its certificates. The private key never leaves where it lies. */
export interface SealKey {
  /** DER certificates, the seal's own first, then those that issued it. */
  chain: readonly Uint8Array[];
  algorithm: 'ECDSA_SHA_256' | 'RSASSA_PKCS1_V1_5_SHA_256';
  /** Signs a SHA-256 digest (32 bytes). ECDSA comes as DER (RFC 3279 §2.2.3). */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** What a reader is to trust: kept as data, so that keys and issuers are exchanged without deploying anew. */
export interface SealTrust {
  /** DER certificates of the issuers whose seals are believed, earlier ones too. */
  sealRoots: readonly Uint8Array[];
  /** DER certificates of the issuers whose timestamps are believed. */
  timestampRoots: readonly Uint8Array[];
  /** Whether a seal without a timestamp is accepted. */
  requireTimestamp: boolean;
}

export interface SealKeys {
  keyOf(party: PartyId): Promise<SealKey>;
  trust(): Promise<SealTrust>;
}

/** A time-stamping authority (RFC 3161), where one is configured. */
export interface Timestamps {
  /** @param digest SHA-256 of what is stamped. @returns the DER TimeStampToken, or undefined when no authority is configured. */
  stamp(digest: Uint8Array): Promise<Uint8Array | undefined>;
}
