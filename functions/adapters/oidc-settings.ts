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

/**
 * How one identity provider is spoken to. The claim names differ between Swedish brokers and are therefore data; the
 * defaults are those of the Swedish claims specification (id.oidc.se).
 */
export const OidcSettings = z
  .strictObject({
    issuer: z.url(),
    clientId: z.string().min(1),
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
