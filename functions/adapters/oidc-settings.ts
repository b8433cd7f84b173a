import { z } from 'zod';
import { LEVEL_URIS, LEVELS, LOA3 } from '#domain/assurance';

/** Asymmetric algorithms only: a shared-key or unsigned token is never looked at. */
export const SIGNATURE_ALGORITHMS = ['RS256', 'ES256', 'PS256'];

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether we may talk to an address: https, or plain http to this very machine when that is said outright. */
export const mayBeReached = (address: string, allowInsecure: boolean): boolean => {
  const url = URL.parse(address);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && allowInsecure && LOOPBACK.includes(url.hostname);
};

const ClaimName = z.string().min(1);
const LevelUri = z.enum(LEVEL_URIS);

/** The claims that carry what we need; the defaults are those of the Swedish claims specification (id.oidc.se). */
const ClaimNames = z.strictObject({
  personalIdentityNumber: ClaimName.default('https://id.oidc.se/claim/personalIdentityNumber'),
  coordinationNumber: ClaimName.default('https://id.oidc.se/claim/coordinationNumber'),
  name: ClaimName.default('name'),
  userSignature: ClaimName.default('https://id.oidc.se/claim/userSignature'),
  /** What proves that the signing certificate was good then, as an OCSP response. */
  authenticationEvidence: ClaimName.default('https://id.oidc.se/claim/authnEvidence'),
});

const tuning = {
  scopes: z
    .array(z.string().regex(/^\S+$/))
    .default(['openid', 'https://id.oidc.se/scope/naturalPersonInfo', 'https://id.oidc.se/scope/naturalPersonNumber']),
  signingScopes: z.array(z.string().regex(/^\S+$/)).default(['https://id.oidc.se/scope/sign']),
  prompts: z
    .strictObject({ identification: z.string().default('login'), signing: z.string().default('login consent') })
    .prefault({}),
  /** Seconds since an earlier login that may count. Wanted only from a provider that states `auth_time` for nothing less. */
  maxAge: z.int().min(0).optional(),
  /**
   * `stated`: by `auth_time`, as the profile demands. `presumed`: for a provider that states none, the token's own time
   * counts, on the provider's word that it obeys the `prompt` for a new login; one that it does state is still looked at.
   */
  authenticationTime: z.enum(['stated', 'presumed']).default('stated'),
  claimNames: ClaimNames.prefault({}),
  /** Claims that must say exactly this, beside the number, as that it is a Swedish one. */
  requiredClaims: z.record(ClaimName, z.string()).default({}),
  /** Whether the provider understands the `claims` parameter; without it no signer is bound beforehand. */
  claimsParameter: z.boolean().default(true),
  /** The claim that states the level. `acr` is believed from the ID token alone. */
  levelClaim: ClaimName.default('acr'),
  /** What the provider says about the level, in its own words, and the registered level that it stands for. */
  levels: z
    .record(z.string().min(1), LevelUri)
    .refine((levels) => Object.keys(levels).length > 0, 'no level')
    .default({ [LOA3]: LOA3 }),
  minimumLevel: z.enum(LEVELS).default('loa3'),
  /** Asks by `acr_values` for these, and not by an essential `acr` claim: for providers that choose the e-ID by it. */
  acrValues: z.array(z.string().regex(/^\S+$/)).min(1).optional(),
  /** Whom an assertion of ours is for: the issuer, or for older providers the very address that it is sent to. */
  assertionAudience: z.enum(['issuer', 'endpoint']).default('issuer'),
  pushedRequests: z.enum(['when-offered', 'never']).default('when-offered'),
  /** Where the keys that verify user signatures of the JWS kind are published. */
  userSignatureJwksUri: z.url().optional(),
  /** Root certificates (PEM) that verify user signatures of the BankID kind. */
  userSignatureRoots: z.string().includes('-----BEGIN CERTIFICATE-----').optional(),
  /** A user signature that cannot be verified here: refused, or taken on the provider's word and marked so. */
  unknownSignatures: z.enum(['refuse', 'vouch']).default('refuse'),
};

/** What can be changed while the system runs. */
export const OidcTuning = z.strictObject(tuning);
export type OidcTuningInput = z.input<typeof OidcTuning>;

/** How one identity provider is spoken to. Swedish brokers differ, so the differences are data. */
export const OidcSettings = z
  .strictObject({
    issuer: z.url(),
    clientId: z.string().min(1),
    redirectUri: z.url(),
    ...tuning,
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
    if (!settings.claimsParameter && !settings.acrValues) {
      context.addIssue({ code: 'custom', path: ['acrValues'], message: 'the level has to be asked for somehow' });
    }
  });
export type OidcSettings = z.output<typeof OidcSettings>;
export type OidcSettingsInput = z.input<typeof OidcSettings>;

/** Whether a user signature can be received at all. */
export const canSign = (settings: OidcSettings): boolean =>
  settings.userSignatureJwksUri !== undefined ||
  settings.userSignatureRoots !== undefined ||
  settings.unknownSignatures === 'vouch';
