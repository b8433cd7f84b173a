import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientKey } from '#adapters/oidc-client-key';
import { oidcIdentityProvider } from '#adapters/oidc-identity-provider';
import type { OidcSettingsInput } from '#adapters/oidc-settings';
import { IdentificationRefused, IdentificationUnavailable } from '#ports/identity-provider';
import { jwkClientKey } from '#test/jwk-client-key';

const issuer = 'https://eid.example';
const VISIT = { ip: '127.0.0.1' };
let clientKey: ClientKey;
beforeAll(async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  clientKey = jwkClientKey({ ...(await exportJWK(privateKey)), kid: 'client-key' });
});

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** A provider that takes requests beforehand and answers as the test says. */
const starting = (
  answer: () => Response | Promise<Response>,
  { metadata = {}, ...settings }: Partial<OidcSettingsInput> & { metadata?: object } = {},
) => {
  const pushed: URLSearchParams[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (pathname === '/par') {
      pushed.push(new URLSearchParams(String(init?.body)));
      return answer();
    }
    return json({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      pushed_authorization_request_endpoint: `${issuer}/par`,
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...metadata,
    });
  };
  const eId = oidcIdentityProvider(
    { issuer, clientId: 'portal', redirectUri: 'https://portal.example/callback', ...settings },
    { clientKey, fetch },
  );
  return { pushed, start: () => eId.startIdentification({ visit: VISIT }) };
};
const taken = () => json({ request_uri: 'urn:example:request', expires_in: 90 }, 201);

describe('a request that is handed in beforehand', () => {
  it('goes with proof of who we are, and the browser carries a reference and nothing else', async () => {
    const { pushed, start } = starting(taken);
    const { url, state } = await start();
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      client_id: 'portal',
      request_uri: 'urn:example:request',
    });
    const [form] = pushed;
    expect([...(form?.keys() ?? [])].sort()).toEqual([
      'client_assertion',
      'client_assertion_type',
      'client_id',
      'request',
    ]);
    expect(decodeJwt(form?.get('request') ?? '')).toMatchObject({ state, iss: 'portal', aud: issuer });
    expect(decodeJwt(form?.get('client_assertion') ?? '')).toMatchObject({ iss: 'portal', sub: 'portal', aud: issuer });
  });

  it('proves it to the very address where the provider wants that', async () => {
    const { pushed, start } = starting(taken, { assertionAudience: 'endpoint' });
    await start();
    expect(decodeJwt(pushed[0]?.get('client_assertion') ?? '').aud).toBe(`${issuer}/par`);
  });

  it('travels with the browser when the settings say so', async () => {
    const { pushed, start } = starting(taken, { pushedRequests: 'never' });
    expect(new URL((await start()).url).searchParams.has('request')).toBe(true);
    expect(pushed).toEqual([]);
  });

  it.each<[string, () => Response | Promise<Response>, Error]>([
    [
      'refuses it',
      () => json({ error: 'invalid_request_object' }, 400),
      new IdentificationRefused('refused-by-provider'),
    ],
    ['fails', () => json({}, 503), new IdentificationUnavailable('no-answer')],
    [
      'sends us elsewhere',
      () => Response.redirect('https://other.example/'),
      new IdentificationUnavailable('no-answer'),
    ],
    ['answers with something else', () => json({ expires_in: 90 }, 201), new IdentificationUnavailable('no-answer')],
    ['answers with no JSON', () => new Response('<html>', { status: 201 }), new IdentificationUnavailable('no-answer')],
    [
      'does not answer',
      () => Promise.reject(new TypeError('fetch failed')),
      new IdentificationUnavailable('no-answer'),
    ],
  ])('leads nowhere when the provider %s', async (_what, answer, failure) => {
    await expect(starting(answer).start()).rejects.toThrow(failure);
  });

  it('is not handed to plain http, whatever the provider says of itself', async () => {
    const metadata = { pushed_authorization_request_endpoint: 'http://eid.example/par' };
    const { pushed, start } = starting(taken, { metadata });
    await expect(start()).rejects.toThrow(IdentificationUnavailable);
    expect(pushed).toEqual([]);
  });
});
