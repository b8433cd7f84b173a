import { jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { z } from 'zod';
import {
  IdentificationCancelled,
  IdentificationRefused,
  IdentificationTooWeak,
  IdentificationUnavailable,
  type IdentifiedPerson,
  PersonalIdentityNumber,
} from '#ports/identity-provider';
import type { OidcConnection } from './oidc-connection.ts';
import type { OidcPending } from './oidc-pending.ts';
import { mayBeReached, type OidcSettings, SIGNATURE_ALGORITHMS } from './oidc-settings.ts';

/** How long a person may take at the provider. */
const PENDING_MS = 20 * 60_000;
const CLOCK_SKEW_MS = 60_000;

const IdTokenClaims = z.looseObject({
  sub: z.string().min(1),
  azp: z.string().optional(),
  acr: z.string().optional(),
  iat: z.number(),
  auth_time: z.number().optional(),
});

/** An answer whose token was verified and that was given now, on the required level. */
export interface VerifiedAnswer {
  idToken: string;
  claims: Record<string, unknown>;
  person: IdentifiedPerson;
}

/** Turns what the library throws into our errors; its texts and causes quote tokens and stay behind. */
const translated = (error: unknown): Error => {
  if (error instanceof oidc.AuthorizationResponseError) {
    if (error.error === 'access_denied') return new IdentificationCancelled();
    if (error.error === 'unmet_authentication_requirements') return new IdentificationTooWeak();
    if (error.error === 'temporarily_unavailable' || error.error === 'server_error') {
      return new IdentificationUnavailable('no-answer');
    }
    return new IdentificationRefused('refused-by-provider');
  }
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500) return new IdentificationUnavailable('no-answer');
    return new IdentificationRefused('refused-by-provider');
  }
  if (error instanceof oidc.ClientError) {
    const unreachable = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'];
    if (error.code && unreachable.includes(error.code)) return new IdentificationUnavailable('no-answer');
    return new IdentificationRefused('token-not-accepted');
  }
  // fetch rejects with a TypeError when there is nobody at the other end.
  if (error instanceof TypeError) return new IdentificationUnavailable('no-answer');
  return new IdentificationRefused('token-not-accepted');
};

const isWithin = (seconds: number, from: number, to: number) =>
  seconds * 1000 >= from - CLOCK_SKEW_MS && seconds * 1000 <= to + CLOCK_SKEW_MS;

/** The claims of UserInfo, only when signed by the provider for us and about the same subject. */
const userInfoOf = async (
  settings: OidcSettings,
  { configuration, providerKeys }: OidcConnection,
  accessToken: string,
  subject: string,
): Promise<Record<string, unknown>> => {
  const address = configuration.serverMetadata().userinfo_endpoint;
  if (!address || !mayBeReached(address, settings.allowInsecure)) return {};
  const response = await oidc
    .fetchProtectedResource(configuration, accessToken, new URL(address), 'GET')
    .catch((error: unknown) => {
      throw translated(error);
    });
  if (!response.headers.get('content-type')?.startsWith('application/jwt')) {
    throw new IdentificationRefused('token-not-accepted');
  }
  const { payload } = await jwtVerify(await response.text(), providerKeys, {
    issuer: settings.issuer,
    audience: settings.clientId,
    algorithms: SIGNATURE_ALGORITHMS,
  }).catch(() => {
    throw new IdentificationRefused('token-not-accepted');
  });
  if (payload.sub !== subject) throw new IdentificationRefused('token-not-accepted');
  return payload;
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const personIn = (settings: OidcSettings, claims: Record<string, unknown>) => {
  const names = settings.claimNames;
  const number = PersonalIdentityNumber.safeParse(
    claims[names.personalIdentityNumber] ?? claims[names.coordinationNumber],
  ).data;
  const fullName = [text(claims.given_name), text(claims.family_name)].filter((part) => part !== undefined).join(' ');
  const name = text(claims[names.name]) ?? text(fullName);
  return number && name ? { personalIdentityNumber: number, name } : undefined;
};

/**
 * Checks what must hold before a code is exchanged: the purpose and the age of what was started.
 * @throws IdentificationRefused
 */
export const checkPending = (pending: OidcPending, purpose: OidcPending['purpose'], now: Date) => {
  if (pending.purpose !== purpose) throw new IdentificationRefused('wrong-purpose');
  const age = now.getTime() - Date.parse(pending.createdAt);
  if (!(age >= -CLOCK_SKEW_MS && age <= PENDING_MS)) throw new IdentificationRefused('too-late');
};

/**
 * Exchanges the code and verifies the answer: state, issuer, PKCE, signature, algorithm, audience, authorized party, nonce,
 * times, level, and who it is.
 * @throws every error of the port but SignatureMismatch
 */
export const answerOf = async (
  settings: OidcSettings,
  connection: OidcConnection,
  callbackUrl: URL,
  pending: OidcPending,
  now: () => Date,
): Promise<VerifiedAnswer> => {
  // The registered address with the received query: a proxy in front of us may have changed host and path.
  const url = new URL(settings.redirectUri);
  url.search = callbackUrl.search;
  const tokens = await oidc
    .authorizationCodeGrant(connection.configuration, url, {
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
  if (claims.auth_time === undefined || !isWithin(claims.auth_time, started, finished)) {
    throw new IdentificationRefused('not-authenticated-now');
  }
  if (claims.acr === undefined || !settings.allowedLevels.includes(claims.acr)) throw new IdentificationTooWeak();

  const who =
    personIn(settings, claims) ??
    personIn(settings, {
      ...(await userInfoOf(settings, connection, tokens.access_token, claims.sub)),
      // What the ID token says counts.
      ...claims,
    });
  if (!who) throw new IdentificationRefused('person-not-stated');
  const authenticatedAt = new Date(claims.auth_time * 1000).toISOString();
  return { idToken: tokens.id_token, claims, person: { ...who, level: claims.acr, authenticatedAt } };
};
