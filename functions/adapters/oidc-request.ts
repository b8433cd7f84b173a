import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import { reaches } from '#domain/assurance';
import { IdentificationRefused, type IdentificationStart } from '#ports/identity-provider';
import { type ClientKey, signJwt } from './oidc-client-key.ts';
import type { OidcConnection } from './oidc-connection.ts';
import type { OidcPending } from './oidc-pending.ts';
import { pushRequest } from './oidc-pushed-request.ts';
import type { OidcSettings } from './oidc-settings.ts';

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

export type Ask =
  | {
      purpose: 'identification';
      /** A person by number and name, or no more than the provider's own subject. */
      who?: 'person' | 'subject';
      userMessage?: string | undefined;
      locale?: 'sv' | 'en' | undefined;
    }
  | {
      purpose: 'signing';
      document: Uint8Array;
      message: string;
      signer?: string | undefined;
      locale?: 'sv' | 'en' | undefined;
    };

/** The provider's words for the levels that suffice. */
const acceptedWords = ({ levels, minimumLevel }: OidcSettings): string[] =>
  Object.entries(levels).flatMap(([word, level]) => (reaches(level, minimumLevel) ? [word] : []));

/** What is to be said of the person, and on which level, by the `claims` parameter (OpenID Connect Core §5.5). */
const claimsRequest = (settings: OidcSettings, ask: Ask) => {
  const { personalIdentityNumber, coordinationNumber, name, userSignature, authenticationEvidence } =
    settings.claimNames;
  const signer = ask.purpose === 'signing' ? ask.signer : undefined;
  const number = signer && isCoordinationNumber(signer) ? coordinationNumber : personalIdentityNumber;
  return {
    id_token: {
      ...(!settings.acrValues && { acr: { essential: true, values: acceptedWords(settings) } }),
      [name]: null,
      ...(signer
        ? { [number]: { essential: true, value: signer } }
        : { [personalIdentityNumber]: null, [coordinationNumber]: null }),
      ...(ask.purpose === 'signing' && {
        [userSignature]: { essential: true },
        [authenticationEvidence]: null,
      }),
    },
  };
};

/** A request that is not handed in beforehand travels in an address, where no number may stand (K6): then it binds nobody. */
const withoutNumberInAddress = ({ push }: OidcConnection, ask: Ask): Ask =>
  push || ask.purpose !== 'signing' ? ask : { ...ask, signer: undefined };

/** The parameters that are the request's own: what is asked, of whom, on which level, and what the person reads. */
const specifics = (
  settings: OidcSettings,
  { showsMessages }: OidcConnection,
  ask: Ask,
): { scope: string } & Record<string, unknown> => {
  const isSigning = ask.purpose === 'signing';
  const asksForPerson = isSigning || ask.who !== 'subject';
  const scopes = isSigning ? [...settings.scopes, ...settings.signingScopes] : settings.scopes;
  const prompt = settings.prompts[ask.purpose];
  return {
    scope: scopes.join(' '),
    ...(prompt && { prompt }),
    ...(settings.maxAge !== undefined && { max_age: settings.maxAge }),
    ...(settings.acrValues && { acr_values: settings.acrValues.join(' ') }),
    ...(settings.claimsParameter && asksForPerson && { claims: claimsRequest(settings, ask) }),
    ...(ask.purpose === 'identification' &&
      ask.userMessage !== undefined &&
      showsMessages && { 'https://id.oidc.se/param/userMessage': userMessage(ask.userMessage) }),
    ...(isSigning && {
      'https://id.oidc.se/param/signRequest': {
        tbs_data: Buffer.from(statementOf(ask.document)).toString('base64'),
        sign_message: userMessage(ask.message),
      },
    }),
  };
};

/**
 * Builds the authorization request: everything inside a request object signed by us, by the Swedish OIDC profile 1.0 and,
 * for signing, Signature Extension 1.1. It is handed in beforehand where the provider takes that (RFC 9126), and travels
 * in the address otherwise.
 * @throws IdentificationRefused, IdentificationUnavailable
 */
export const startOf = async (
  settings: OidcSettings,
  connection: OidcConnection,
  clientKey: ClientKey,
  ask: Ask,
  now: Date,
): Promise<IdentificationStart> => {
  const secrets = {
    issuer: settings.issuer,
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
  const parameters = specifics(settings, connection, withoutNumberInAddress(connection, ask));
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
  const { push, configuration } = connection;
  const url = oidc.buildAuthorizationUrl(
    configuration,
    push
      ? { request_uri: await pushRequest(connection, push, request) }
      : // OpenID Connect Core 6.1 wants the scope outside as well; what counts is inside.
        { request, response_type: 'code', scope: parameters.scope },
  );
  // openid-client adds them, but everything outside the request object is one more thing to disagree about.
  url.searchParams.delete('redirect_uri');
  if (push) url.searchParams.delete('response_type');
  if (url.href.length > MAX_URL_LENGTH) throw new IdentificationRefused('message-too-long');
  return { url: url.href, state: secrets.state, pending };
};
