import { IdentificationRefused, IdentificationTooWeak, type IdentifiedPerson } from '#ports/identity-provider';
import { levelIn, personIn } from './oidc-claims.ts';
import type { OidcConnection } from './oidc-connection.ts';
import type { OidcPending } from './oidc-pending.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { type VerifiedTokens, verifiedTokens } from './oidc-tokens.ts';
import { type UserInfo, userInfoOf } from './oidc-user-info.ts';

/** An answer whose tokens were verified and that says who it is, on the required level. */
export interface VerifiedAnswer {
  idToken: string;
  /** Signed UserInfo, when it was needed. */
  userInfo: string | undefined;
  claims: Record<string, unknown>;
  person: IdentifiedPerson;
}

/**
 * The level of an answer. `acr` counts from the ID token alone; a claim of the provider's own may stand in signed UserInfo.
 * @throws IdentificationTooWeak
 */
export const levelOf = async (
  settings: OidcSettings,
  tokens: VerifiedTokens,
  userInfo: () => Promise<UserInfo | undefined>,
): Promise<string> => {
  const inToken = levelIn(settings, tokens.claims);
  if (inToken !== undefined) return inToken;
  const level = settings.levelClaim === 'acr' ? undefined : levelIn(settings, (await userInfo())?.claims ?? {});
  if (level === undefined) throw new IdentificationTooWeak();
  return level;
};

/**
 * Exchanges the code and finds out who it is and on which level, from the ID token and, where it does not say, from signed
 * UserInfo.
 * @throws every error of the port but SignatureMismatch
 */
export const answerOf = async (
  settings: OidcSettings,
  connection: OidcConnection,
  callbackUrl: URL,
  pending: OidcPending,
  now: () => Date,
): Promise<VerifiedAnswer> => {
  const tokens = await verifiedTokens(settings, connection, callbackUrl, pending, now);
  let fetched: Promise<UserInfo | undefined> | undefined;
  const userInfo = () => {
    fetched ??= userInfoOf(settings, connection, tokens.accessToken, tokens.subject);
    return fetched;
  };

  const level = await levelOf(settings, tokens, userInfo);
  let claims = tokens.claims;
  let who = personIn(settings, claims);
  if (!who) {
    // What the ID token says counts.
    claims = { ...(await userInfo())?.claims, ...tokens.claims };
    who = personIn(settings, claims);
  }
  if (!who) throw new IdentificationRefused('person-not-stated');
  return {
    idToken: tokens.idToken,
    userInfo: (await fetched)?.jws,
    claims,
    person: { ...who, level, authenticatedAt: tokens.authenticatedAt },
  };
};
