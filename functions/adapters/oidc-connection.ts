import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as keySetFetch } from 'jose';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { IdentificationUnavailable } from '#ports/identity-provider';
import { type ClientKey, signJwt } from './oidc-client-key.ts';
import { mayBeReached, type OidcSettings, SIGNATURE_ALGORITHMS } from './oidc-settings.ts';

/** How long a discovery document is trusted before it is fetched again. */
const MAX_AGE_MS = 60 * 60_000;
const TIMEOUT_SECONDS = 10;

export interface OidcDeps {
  clientKey: ClientKey;
  now: () => Date;
  fetch: typeof globalThis.fetch;
}

/** A provider as discovered: ready for openid-client, and its keys for what openid-client does not read. */
export interface OidcConnection {
  configuration: oidc.Configuration;
  providerKeys: JWTVerifyGetKey;
  userSignatureKeys: JWTVerifyGetKey | undefined;
  /** Where a request can be handed in beforehand, when the provider takes it and we are to use it. */
  push: { endpoint: string; authenticate: oidc.ClientAuth } | undefined;
  /** Whether a message of ours is shown to the person who identifies themselves. */
  showsMessages: boolean;
  fetch: typeof globalThis.fetch;
}

/** What the discovery document says beyond OpenID Connect Discovery 1.0 (Request Parameter Extensions 1.1 §2). */
const Extensions = z.looseObject({
  'https://id.oidc.se/disco/userMessageSupported': z.boolean().optional(),
  'https://id.oidc.se/disco/userMessageSupportedMimeTypes': z.array(z.string()).default(['text/plain']),
});

const showsMessagesOf = (server: oidc.ServerMetadata): boolean => {
  const said = Extensions.safeParse(server).data;
  return (
    said?.['https://id.oidc.se/disco/userMessageSupported'] === true &&
    said['https://id.oidc.se/disco/userMessageSupportedMimeTypes'].includes('text/plain')
  );
};

const onlyOurs = (offered: string[] | undefined) =>
  (offered ?? ['RS256']).filter((algorithm) => SIGNATURE_ALGORITHMS.includes(algorithm));

const keySet = (address: string, fetch: typeof globalThis.fetch): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(address), { timeoutDuration: TIMEOUT_SECONDS * 1000, [keySetFetch]: fetch });

/**
 * Proves who we are with a signed assertion (private_key_jwt). The library's own wants the private key in hand.
 * @param endpoint the address that it is sent to, and no other: an assertion for one provider is worth nothing at another.
 */
const assertionFor =
  (settings: OidcSettings, clientKey: ClientKey, now: () => Date, endpoint: string | undefined): oidc.ClientAuth =>
  async (server, client, body) => {
    const issuedAt = Math.floor(now().getTime() / 1000);
    body.set('client_id', client.client_id);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set(
      'client_assertion',
      await signJwt(clientKey, 'JWT', {
        jti: oidc.randomNonce(),
        aud: settings.assertionAudience === 'endpoint' && endpoint ? endpoint : server.issuer,
        iss: settings.clientId,
        sub: settings.clientId,
        iat: issuedAt,
        nbf: issuedAt,
        exp: issuedAt + 60,
      }),
    );
  };

const discover = async (settings: OidcSettings, { clientKey, now, fetch }: OidcDeps): Promise<OidcConnection> => {
  const insecure = settings.allowInsecure ? { execute: [oidc.allowInsecureRequests] } : {};
  const found = await oidc.discovery(new URL(settings.issuer), settings.clientId, undefined, oidc.None(), {
    timeout: TIMEOUT_SECONDS,
    [oidc.customFetch]: (url, options) => fetch(url, { ...options, body: options.body ?? null }),
    ...insecure,
  });
  const { supportsPKCE, ...server } = found.serverMetadata();
  if (!supportsPKCE('S256')) throw new IdentificationUnavailable('no-common-algorithm');
  const algorithms = onlyOurs(server.id_token_signing_alg_values_supported);
  if (algorithms.length === 0) throw new IdentificationUnavailable('no-common-algorithm');
  // A discovered address is the provider's word, not ours: the rule for addresses applies to it as well.
  const addresses = [server.authorization_endpoint, server.token_endpoint, server.jwks_uri];
  const jwksUri = server.jwks_uri;
  if (!jwksUri || !addresses.every((address) => address && mayBeReached(address, settings.allowInsecure))) {
    throw new IdentificationUnavailable('no-answer');
  }

  const offered = server.pushed_authorization_request_endpoint;
  const pushEndpoint = settings.pushedRequests === 'when-offered' ? offered : undefined;
  if (pushEndpoint !== undefined && !mayBeReached(pushEndpoint, settings.allowInsecure)) {
    throw new IdentificationUnavailable('no-answer');
  }
  const configuration = new oidc.Configuration(
    // The allow-list replaces what the provider offers, so that the library refuses every other algorithm.
    { ...server, id_token_signing_alg_values_supported: algorithms },
    settings.clientId,
    { require_auth_time: settings.authenticationTime === 'stated' },
    assertionFor(settings, clientKey, now, server.token_endpoint),
  );
  configuration.timeout = TIMEOUT_SECONDS;
  configuration[oidc.customFetch] = (url, options) => fetch(url, { ...options, body: options.body ?? null });
  if (settings.allowInsecure) oidc.allowInsecureRequests(configuration);
  // Transport security is not enough evidence for a signature that is kept: verify the token's own.
  oidc.enableNonRepudiationChecks(configuration);

  return {
    configuration,
    providerKeys: keySet(jwksUri, fetch),
    userSignatureKeys: settings.userSignatureJwksUri ? keySet(settings.userSignatureJwksUri, fetch) : undefined,
    push:
      pushEndpoint === undefined
        ? undefined
        : { endpoint: pushEndpoint, authenticate: assertionFor(settings, clientKey, now, pushEndpoint) },
    showsMessages: showsMessagesOf(server),
    fetch,
  };
};

/**
 * Discovers the provider once for each container and again after an hour; a failure is not remembered.
 * @throws IdentificationUnavailable
 */
export const oidcConnection = (settings: OidcSettings, deps: OidcDeps): (() => Promise<OidcConnection>) => {
  let known: { at: number; connection: OidcConnection } | undefined;
  return async () => {
    const age = known ? deps.now().getTime() - known.at : Number.NaN;
    if (known && age >= 0 && age < MAX_AGE_MS) return known.connection;
    try {
      const connection = await discover(settings, deps);
      known = { at: deps.now().getTime(), connection };
      return connection;
    } catch (error) {
      if (error instanceof IdentificationUnavailable) throw error;
      throw new IdentificationUnavailable('no-answer');
    }
  };
};
