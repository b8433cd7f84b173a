/** A public key as a JSON Web Key (RFC 7517). */
export interface PublicJwk {
  kty?: string;
  kid: string;
  [member: string]: unknown;
}

/**
 * The public halves of the keys with which we prove who we are to identity providers; anybody may have them. A provider that
 * reads them from us takes up a rotated key by itself.
 */
export interface ClientKeys {
  publicKeys(): Promise<readonly PublicJwk[]>;
}
