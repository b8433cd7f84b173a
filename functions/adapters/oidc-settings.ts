import { z } from 'zod';

const LOA3 = 'http://id.elegnamnden.se/loa/1.0/loa3';

/** Asymmetric algorithms only: a shared-key or unsigned token is never looked at. */
export const SIGNATURE_ALGORITHMS = ['RS256', 'ES256', 'PS256'];

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether we may talk to an address: https, or plain http to this very machine when that is said outright. */
export const mayBeReached = (address: string, allowInsecure: boolean): boolean => {
  const url = URL.parse(address);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && allowInsecure && LOOPBACK.includes(url.hostname);
};

const PrivateJwk = z
  .looseObject({
    kty: z.enum(['RSA', 'EC']),
    d: z.string().min(1),
    kid: z.string().min(1),
    alg: z.enum(['RS256', 'ES256', 'PS256']).optional(),
    crv: z.literal('P-256').optional(),
  })
  .transform((jwk) => ({ ...jwk, alg: jwk.kty === 'EC' ? ('ES256' as const) : (jwk.alg ?? ('RS256' as const)) }));

const privateJwkText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      // Without the parser's own message, which quotes the text: it is a private key.
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(PrivateJwk);

/**
 * How one identity provider is spoken to. The claim names differ between Swedish brokers and are therefore data; the
 * defaults are those of the Swedish claims specification (id.oidc.se).
 */
export const OidcSettings = z
  .strictObject({
    issuer: z.url(),
    clientId: z.string().min(1),
    /** Our private key as JWK text, with `kid`: it signs client assertions and request objects. */
    privateJwk: privateJwkText,
    redirectUri: z.url(),
    allowedLevels: z.array(z.url()).min(1).default([LOA3]),
    claimNames: z
      .strictObject({
        personalIdentityNumber: z.string().min(1).default('https://id.oidc.se/claim/personalIdentityNumber'),
        coordinationNumber: z.string().min(1).default('https://id.oidc.se/claim/coordinationNumber'),
        name: z.string().min(1).default('name'),
      })
      .prefault({}),
    /** Where the keys that verify user signatures are published. Without it the provider identifies, but signs nothing. */
    userSignatureJwksUri: z.url().optional(),
    /** Permits plain http, to loopback only. */
    allowInsecure: z.boolean().default(false),
  })
  .superRefine((settings, context) => {
    for (const key of ['issuer', 'userSignatureJwksUri', 'redirectUri'] as const) {
      const address = settings[key];
      if (address !== undefined && !mayBeReached(address, settings.allowInsecure)) {
        context.addIssue({ code: 'custom', path: [key], message: 'must be https' });
      }
    }
  });
export type OidcSettings = z.output<typeof OidcSettings>;
export type OidcSettingsInput = z.input<typeof OidcSettings>;

const ClaimNames = z.record(z.string(), z.string());

/**
 * The settings by their environment variables: IDENTITY_ISSUER, IDENTITY_CLIENT_ID, IDENTITY_PRIVATE_JWK,
 * IDENTITY_REDIRECT_URI and, optionally, IDENTITY_ALLOWED_LEVELS (separated by spaces), IDENTITY_CLAIM_NAMES (JSON),
 * IDENTITY_USER_SIGNATURE_JWKS_URI, IDENTITY_ALLOW_INSECURE (`true`). What is missing or wrong is found by the adapter.
 */
export const oidcSettingsFrom = (env: Record<string, string | undefined>): OidcSettingsInput => ({
  issuer: env.IDENTITY_ISSUER ?? '',
  clientId: env.IDENTITY_CLIENT_ID ?? '',
  privateJwk: env.IDENTITY_PRIVATE_JWK ?? '',
  redirectUri: env.IDENTITY_REDIRECT_URI ?? '',
  ...(env.IDENTITY_ALLOWED_LEVELS && { allowedLevels: env.IDENTITY_ALLOWED_LEVELS.split(' ').filter(Boolean) }),
  ...(env.IDENTITY_CLAIM_NAMES && { claimNames: ClaimNames.parse(JSON.parse(env.IDENTITY_CLAIM_NAMES)) }),
  ...(env.IDENTITY_USER_SIGNATURE_JWKS_URI && { userSignatureJwksUri: env.IDENTITY_USER_SIGNATURE_JWKS_URI }),
  allowInsecure: env.IDENTITY_ALLOW_INSECURE === 'true',
});
