import { jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { IdentificationRefused } from '#ports/identity-provider';
import type { OidcConnection } from './oidc-connection.ts';
import { translated } from './oidc-errors.ts';
import { mayBeReached, type OidcSettings, SIGNATURE_ALGORITHMS } from './oidc-settings.ts';

export interface UserInfo {
  /** As it came: a compact JWS. */
  jws: string;
  claims: Record<string, unknown>;
}

/**
 * The claims of UserInfo, only when the provider signed them for us and they are about the subject of the ID token.
 * @returns undefined when the provider has no UserInfo
 * @throws IdentificationRefused, IdentificationUnavailable
 */
export const userInfoOf = async (
  settings: OidcSettings,
  { configuration, providerKeys }: OidcConnection,
  accessToken: string,
  subject: string,
): Promise<UserInfo | undefined> => {
  const address = configuration.serverMetadata().userinfo_endpoint;
  if (!address || !mayBeReached(address, settings.allowInsecure)) return undefined;
  const response = await oidc
    .fetchProtectedResource(
      configuration,
      accessToken,
      new URL(address),
      'GET',
      undefined,
      new Headers({ accept: 'application/jwt' }),
    )
    .catch((error: unknown) => {
      throw translated(error);
    });
  if (!response.headers.get('content-type')?.startsWith('application/jwt')) {
    await response.body?.cancel();
    throw new IdentificationRefused('token-not-accepted');
  }
  const jws = await response.text();
  const { payload } = await jwtVerify(jws, providerKeys, {
    issuer: settings.issuer,
    audience: settings.clientId,
    algorithms: SIGNATURE_ALGORITHMS,
  }).catch(() => {
    throw new IdentificationRefused('token-not-accepted');
  });
  if (payload.sub !== subject) throw new IdentificationRefused('token-not-accepted');
  return { jws, claims: payload };
};
