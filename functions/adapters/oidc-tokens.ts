import * as oidc from 'openid-client';
import { z } from 'zod';
import { IdentificationRefused } from '#ports/identity-provider';
import type { OidcConnection } from './oidc-connection.ts';
import { translated } from './oidc-errors.ts';
import type { OidcPending } from './oidc-pending.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** How long a person may take at the provider. */
const PENDING_MS = 20 * 60_000;
const CLOCK_SKEW_MS = 60_000;

const IdTokenClaims = z.looseObject({
  sub: z.string().min(1),
  azp: z.string().optional(),
  iat: z.number(),
  auth_time: z.number().optional(),
});

/** An ID token that is the provider's own, for us, for this very request, about an authentication of just now. */
export interface VerifiedTokens {
  idToken: string;
  accessToken: string;
  subject: string;
  claims: Record<string, unknown>;
  /** ISO 8601, UTC. */
  authenticatedAt: string;
}

const isWithin = (seconds: number, from: number, to: number) =>
  seconds * 1000 >= from - CLOCK_SKEW_MS && seconds * 1000 <= to + CLOCK_SKEW_MS;

/**
 * Checks what must hold before a code is exchanged: the provider, the purpose and the age of what was started.
 * @throws IdentificationRefused
 */
export const checkPending = (
  { issuer }: OidcSettings,
  pending: OidcPending,
  purpose: OidcPending['purpose'],
  now: Date,
) => {
  // Started at another provider: its code is not to be shown to this one.
  if (pending.issuer !== issuer) throw new IdentificationRefused('wrong-callback');
  if (pending.purpose !== purpose) throw new IdentificationRefused('wrong-purpose');
  const age = now.getTime() - Date.parse(pending.createdAt);
  if (!(age >= -CLOCK_SKEW_MS && age <= PENDING_MS)) throw new IdentificationRefused('too-late');
};

const authenticationTimeIn = (
  { authenticationTime }: OidcSettings,
  { iat, auth_time }: z.output<typeof IdTokenClaims>,
): number | undefined => {
  // Zero is how some providers say that they do not know.
  const isStated = auth_time !== undefined && auth_time !== 0;
  return authenticationTime === 'presumed' && !isStated ? iat : auth_time;
};

/**
 * Exchanges the code and verifies the ID token: state, issuer, PKCE, signature, algorithm, audience, authorized party,
 * nonce and times.
 * @throws every error of the port but SignatureMismatch
 */
export const verifiedTokens = async (
  settings: OidcSettings,
  { configuration }: OidcConnection,
  callbackUrl: URL,
  pending: OidcPending,
  now: () => Date,
): Promise<VerifiedTokens> => {
  // The registered address with the received query: a proxy in front of us may have changed host and path.
  const url = new URL(settings.redirectUri);
  url.search = callbackUrl.search;
  const tokens = await oidc
    .authorizationCodeGrant(configuration, url, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.codeVerifier,
      idTokenExpected: true,
    })
    .catch((error: unknown) => {
      throw translated(error);
    });

  const parsed = IdTokenClaims.safeParse(tokens.claims());
  if (!parsed.success || !tokens.id_token) throw new IdentificationRefused('token-not-accepted');
  const claims = parsed.data;
  if (claims.azp !== undefined && claims.azp !== settings.clientId) {
    throw new IdentificationRefused('token-not-accepted');
  }
  const started = Date.parse(pending.createdAt);
  const finished = now().getTime();
  if (!isWithin(claims.iat, started, finished)) throw new IdentificationRefused('token-not-accepted');
  // We asked for a new authentication; one from before we asked is somebody's old session.
  const authenticatedAt = authenticationTimeIn(settings, claims);
  const earliest = started - (settings.maxAge ?? 0) * 1000;
  if (authenticatedAt === undefined || !isWithin(authenticatedAt, earliest, finished)) {
    throw new IdentificationRefused('not-authenticated-now');
  }
  return {
    idToken: tokens.id_token,
    accessToken: tokens.access_token,
    subject: claims.sub,
    claims,
    authenticatedAt: new Date(authenticatedAt * 1000).toISOString(),
  };
};
