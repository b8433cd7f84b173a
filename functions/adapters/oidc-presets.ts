import { z } from 'zod';
import { LOA2, LOA3 } from '#domain/assurance';
import { OidcTuning, type OidcTuningInput } from './oidc-settings.ts';

const SIGNICAT: OidcTuningInput = {
  claimNames: { personalIdentityNumber: 'nin', coordinationNumber: 'nin' },
  // `nin` is any country's number of any kind until these two say whose.
  requiredClaims: { nin_type: 'PERSON', nin_issuing_country: 'SE' },
  claimsParameter: false,
};

/** What the providers of Swedish e-IDs call things, each as its own documentation has it. */
const PRESETS = {
  /** Swedish OpenID Connect profile 1.0, Claims and Scopes 1.0, Signature Extension 1.1. */
  'swedish-profile': {},
  /** BankID through Signicat. BankID is approved for level three. */
  signicat: {
    ...SIGNICAT,
    scopes: ['openid', 'profile', 'nin'],
    acrValues: ['idp:sbid'],
    levels: { 'idp:sbid': LOA3 },
  },
  /** Freja through Signicat: the level is the person's registration, of which only Freja+ is level three. */
  'signicat-freja': {
    ...SIGNICAT,
    scopes: ['openid', 'profile', 'nin', 'freja-account'],
    acrValues: ['idp:freja'],
    levelClaim: 'freja_registration_level',
    levels: { PLUS: LOA3, EXTENDED: LOA2 },
  },
  /** BankID through Idura (Criipto): `acr` is the way the e-ID was used. */
  idura: {
    scopes: ['openid', 'evidence'],
    claimNames: {
      personalIdentityNumber: 'ssn',
      coordinationNumber: 'ssn',
      userSignature: 'evidence',
      authenticationEvidence: 'ocspResponse',
    },
    claimsParameter: false,
    acrValues: ['urn:grn:authn:se:bankid'],
    levels: {
      'urn:grn:authn:se:bankid': LOA3,
      'urn:grn:authn:se:bankid:same-device': LOA3,
      'urn:grn:authn:se:bankid:qr': LOA3,
      'urn:grn:authn:se:bankid:another-device:qr': LOA3,
    },
  },
} satisfies Record<string, OidcTuningInput>;

export type OidcPreset = keyof typeof PRESETS;

const Given = z.looseObject({
  preset: z.enum(Object.keys(PRESETS) as [OidcPreset, ...OidcPreset[]]).default('swedish-profile'),
  claimNames: z.looseObject({}).default({}),
});

/**
 * The secret `oidc`: a preset, and whatever of the settings differs from it. Neither the issuer nor the client can be
 * changed here: who vouches for people is decided where the system is deployed.
 */
export const OidcConfiguration = z.unknown().transform((input, context): z.output<typeof OidcTuning> => {
  const given = Given.safeParse(input);
  if (!given.success) {
    context.issues.push({ code: 'custom', message: 'not a configuration of a provider', input: undefined });
    return z.NEVER;
  }
  const { preset, claimNames, ...rest } = given.data;
  const base: OidcTuningInput = PRESETS[preset];
  const tuning = OidcTuning.safeParse({ ...base, ...rest, claimNames: { ...base.claimNames, ...claimNames } });
  if (tuning.success) return tuning.data;
  for (const { path } of tuning.error.issues) {
    context.issues.push({ code: 'custom', path, message: 'not a setting of a provider', input: undefined });
  }
  return z.NEVER;
});
export type OidcConfiguration = z.output<typeof OidcConfiguration>;
