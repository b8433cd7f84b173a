import type { PartyId } from '#domain/parties';

/** A municipality's seal key (stämpelnyckel) and its certificates. The private key never leaves where it lies. */
export interface SealKey {
  /** DER certificates, the seal's own first, then those that issued it. */
  chain: readonly Uint8Array[];
  algorithm: 'ECDSA_SHA_256' | 'RSASSA_PKCS1_V1_5_SHA_256';
  /** Signs a SHA-256 digest (32 bytes). ECDSA comes as DER (RFC 3279 §2.2.3). */
  sign(digest: Uint8Array): Promise<Uint8Array>;
  /** What goes into a document beside the seal, so that it tells in years to come that the certificate was not revoked. */
  validation?: {
    /** DER revocation lists (RFC 5280 §5). */
    crls: readonly Uint8Array[];
    /** DER OCSP responses (RFC 6960). */
    ocspResponses: readonly Uint8Array[];
  };
}

/** An organisation whose seals count, as its certificates name it. */
export interface KnownSealer {
  name: string;
  /** `NTRSE-…` (ETSI EN 319 412-1 §5.1.4); where it is given, the certificate must have exactly it. */
  organisationIdentifier?: string | undefined;
}

/** A certificate of a seal that does not count any more. */
export interface RevokedCertificate {
  /** What the issuer calls itself, as a verification tells it; absent: of any issuer. */
  issuer?: string | undefined;
  /** Hexadecimal, lower case, without zeros in front. */
  serial: string;
  /** What is proved to be sealed earlier holds. */
  from: Date;
}

/** What a reader is to trust: kept as data, so that keys and issuers are exchanged without deploying anew. */
export interface SealTrust {
  /** DER certificates of the issuers whose seals are believed, earlier ones too. */
  sealRoots: readonly Uint8Array[];
  /** DER certificates of the issuers whose timestamps are believed. */
  timestampRoots: readonly Uint8Array[];
  /** Whether a seal without a timestamp is accepted. */
  requireTimestamp: boolean;
  /** Whose seals are believed: an issuer certifies others too. */
  sealers: readonly KnownSealer[];
  revoked: readonly RevokedCertificate[];
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
