/** Bound to a ciphertext as additional authenticated data; the same pairs must be given to open it. */
export type EncryptionContext = Readonly<Record<string, string>>;

export interface DataKey {
  /** 32 bytes. Held in memory only for as long as the object is written or read. */
  plaintext: Buffer;
  /** The same key sealed under the master key; safe to store beside the data. */
  wrapped: Buffer;
  /** The master key that sealed it. */
  keyArn: string;
}

/**
 * Envelope encryption for a store in the same process.
 *
 * Both throw `KmsError` when the master key is missing (`NotFoundException`), switched off
 * (`DisabledException`) or on its way out (`KMSInvalidStateException`).
 */
export interface DataKeys {
  /** @param keyId key id, key ARN, alias name or alias ARN. */
  generate(keyId: string, context: EncryptionContext): DataKey;
  unwrap(wrapped: Buffer, context: EncryptionContext): Buffer;
}
