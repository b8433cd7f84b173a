import { createPrivateKey, sign } from 'node:crypto';
import type { JWK } from 'jose';
import type { ClientKey } from '#adapters/oidc-client-key';

/** A client key held as a private JWK (EC P-256, with `kid`), as KMS holds it elsewhere. */
export const jwkClientKey = (jwk: JWK): ClientKey => {
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  const { d: _, ...publicJwk } = jwk;
  return {
    alg: 'ES256',
    publicJwk: async () => ({ ...publicJwk, kid: jwk.kid ?? 'client-key' }),
    sign: async (data) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }),
  };
};
