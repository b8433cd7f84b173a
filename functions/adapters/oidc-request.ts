import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import { IdentificationRefused, type IdentificationStart } from '#ports/identity-provider';
import { type ClientKey, signJwt } from './oidc-client-key.ts';
import type { OidcConnection } from './oidc-connection.ts';
import type { OidcPending } from './oidc-pending.ts';
import type { OidcSettings } from './oidc-settings.ts';

export const USER_SIGNATURE = 'https://id.oidc.se/claim/userSignature';

/** What gateways and browsers let through without question. */
const MAX_URL_LENGTH = 8000;

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('base64url');

/**
 * The statement that is signed for a document (`tbs_data`): JSON with the SHA-256 (hex) of its bytes. A statement and not
 * the bare hash, so that what was signed says what it is when somebody looks at it in twenty years.
 */
export const statementOf = (document: Uint8Array): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({ statement: 'document', sha256: createHash('sha256').update(document).digest('hex') }),
  );

const userMessage = (text: string) => ({
  'message#sv': Buffer.from(text, 'utf8').toString('base64'),
  mime_type: 'text/plain',
});

/** The day of a coordination number is raised by sixty, and it travels in a claim of its own. */
const isCoordinationNumber = (number: string) => Number(number.slice(6, 8)) > 60;

const claimsRequest = (settings: OidcSettings, more: { signer?: string | undefined; signature: boolean }) => {
  const { personalIdentityNumber, coordinationNumber, name } = settings.claimNames;
  const bound = more.signer && { essential: true, value: more.signer };
  const number = more.signer && isCoordinationNumber(more.signer) ? coordinationNumber : personalIdentityNumber;
  return {
    id_token: {
      acr: { essential: true, values: settings.allowedLevels },
      [name]: null,
      ...(bound ? { [number]: bound } : { [personalIdentityNumber]: null, [coordinationNumber]: null }),
      ...(more.signature && { [USER_SIGNATURE]: { essential: true } }),
    },
  };
};

export type Ask =
  | { purpose: 'identification'; userMessage?: string | undefined; locale?: 'sv' | 'en' | undefined }
  | {
      purpose: 'signing';
      document: Uint8Array;
      message: string;
      signer?: string | undefined;
      locale?: 'sv' | 'en' | undefined;
    };

const BASE_SCOPE = 'openid https://id.oidc.se/scope/naturalPersonInfo https://id.oidc.se/scope/naturalPersonNumber';

const specifics = (settings: OidcSettings, ask: Ask): Record<string, unknown> =>
  ask.purpose === 'identification'
    ? {
        scope: BASE_SCOPE,
        prompt: 'login',
        claims: claimsRequest(settings, { signature: false }),
        ...(ask.userMessage !== undefined && { 'https://id.oidc.se/param/userMessage': userMessage(ask.userMessage) }),
      }
    : {
        scope: `${BASE_SCOPE} https://id.oidc.se/scope/sign`,
        prompt: 'login consent',
        claims: claimsRequest(settings, { signer: ask.signer, signature: true }),
        'https://id.oidc.se/param/signRequest': {
          tbs_data: Buffer.from(statementOf(ask.document)).toString('base64'),
          sign_message: userMessage(ask.message),
        },
      };

/**
 * Builds the authorization request: everything inside a request object signed by us, by the Swedish OIDC profile 1.0 and,
 * for signing, Signature Extension 1.1.
 */
export const startOf = async (
  settings: OidcSettings,
  { configuration }: OidcConnection,
  clientKey: ClientKey,
  ask: Ask,
  now: Date,
): Promise<IdentificationStart> => {
  const secrets = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
    createdAt: now.toISOString(),
  };
  const pending: OidcPending =
    ask.purpose === 'identification'
      ? { purpose: 'identification', ...secrets }
      : {
          purpose: 'signing',
          ...secrets,
          tbsHash: sha256(statementOf(ask.document)),
          messageHash: sha256(ask.message),
        };

  const issuedAt = Math.floor(now.getTime() / 1000);
  const parameters = specifics(settings, ask);
  // Made here and not by openid-client, which would send the signature request as text instead of as an object.
  const request = await signJwt(clientKey, 'oauth-authz-req+jwt', {
    ...parameters,
    client_id: settings.clientId,
    response_type: 'code',
    redirect_uri: settings.redirectUri,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(secrets.codeVerifier),
    code_challenge_method: 'S256',
    ui_locales: ask.locale === 'en' ? 'en sv' : 'sv',
    iss: settings.clientId,
    aud: settings.issuer,
    jti: oidc.randomNonce(),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + 300,
  });

  const url = oidc.buildAuthorizationUrl(configuration, {
    request,
    response_type: 'code',
    // OpenID Connect Core 6.1 wants the scope outside as well; what counts is inside.
    scope: String(parameters.scope),
  });
  // openid-client adds it, but everything outside the request object is one more thing to disagree about.
  url.searchParams.delete('redirect_uri');
  if (url.href.length > MAX_URL_LENGTH) throw new IdentificationRefused('message-too-long');
  return { url: url.href, state: secrets.state, pending };
};
