import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oidcIdentityProvider } from '#adapters/oidc-identity-provider';
import type { OidcSettingsInput } from '#adapters/oidc-settings';
import { LOA2, LOA3 } from '#domain/assurance';
import { IdentificationRefused, IdentificationTooWeak } from '#ports/identity-provider';
import { jwkClientKey } from '#test/jwk-client-key';
import { type Glewlwyd, PERSON_SCOPE, startGlewlwyd, whyNoGlewlwyd } from '#test/second-op/glewlwyd';

/*
 * The OpenID adapter against a provider that is written by others, in another language, than that of the local home.
 *
 * Covered: discovery, private_key_jwt, signed request objects by value and pushed (RFC 9126), PKCE, state, nonce, the
 * issuer in the answer (RFC 9207), the ID token's signature, mapped levels, and the refusals that belong to them.
 * Not covered, because this provider lacks it: an `acr` (its level is a claim of its own), the sign extension,
 * the person's cancelling, `auth_time` (it says 0) and an audience in signed UserInfo. For the last two the
 * test shows that the adapter's own rule holds.
 */

const missing = whyNoGlewlwyd();
const redirectUri = 'http://127.0.0.1:9/callback';
const VISIT = { ip: '127.0.0.1' };

const newClientKey = async (): Promise<{ publicKey: JWK; key: ReturnType<typeof jwkClientKey> }> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'client-key', alg: 'ES256', use: 'sig' };
  const { d: _, ...publicKey } = jwk;
  return { publicKey, key: jwkClientKey(jwk) };
};

describe.skipIf(missing)(`another provider (${missing ?? 'glewlwyd'})`, () => {
  let provider: Glewlwyd & AsyncDisposable;
  let client: Awaited<ReturnType<typeof newClientKey>>;
  beforeAll(async () => {
    client = await newClientKey();
    provider = await startGlewlwyd({
      persons: [
        { username: 'orderer', name: 'Tolvan Testsson', personalIdentityNumber: '189001019802', level: 'high' },
        { username: 'performer', name: 'Ester Provberg', personalIdentityNumber: '192412319218', level: 'high' },
        { username: 'weak', name: 'Vera Svag', personalIdentityNumber: '202312912393', level: 'medium' },
      ],
      client: { clientId: 'portal', redirectUri, publicKey: client.publicKey },
    });
  });
  afterAll(() => provider[Symbol.asyncDispose]());

  const eId = (changed: Partial<OidcSettingsInput> = {}, key = client.key) =>
    oidcIdentityProvider(
      {
        issuer: provider.issuer,
        clientId: 'portal',
        redirectUri,
        allowInsecure: true,
        scopes: ['openid', PERSON_SCOPE],
        levelClaim: 'level_of_assurance',
        levels: { high: LOA3, medium: LOA2 },
        assertionAudience: 'endpoint',
        authenticationTime: 'presumed',
        ...changed,
      },
      { clientKey: key },
    );

  const identify = async (username: string, changed: Partial<OidcSettingsInput> = {}) => {
    const one = eId(changed);
    const { url, pending } = await one.startIdentification({ visit: VISIT, locale: 'sv' });
    return one.finishIdentification(new URL(await provider.identify(url, username)), pending);
  };

  it.each(['when-offered', 'never'] as const)('identifies people, requests pushed: %s', async (pushedRequests) => {
    await expect(identify('orderer', { pushedRequests })).resolves.toMatchObject({
      personalIdentityNumber: '189001019802',
      name: 'Tolvan Testsson',
      level: LOA3,
    });
    const { name, authenticatedAt } = await identify('performer', { pushedRequests });
    expect(name).toBe('Ester Provberg');
    expect(Math.abs(Date.parse(authenticatedAt) - Date.now())).toBeLessThan(10_000);
  });

  it('offers to take requests beforehand, and gets them so', async () => {
    const { url } = await eId().startIdentification({ visit: VISIT });
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
  });

  it('refuses a person whose level stands for less than is needed', async () => {
    await expect(identify('weak')).rejects.toThrow(IdentificationTooWeak);
    await expect(identify('weak', { minimumLevel: 'loa2' })).resolves.toMatchObject({ level: LOA2 });
  });

  it('refuses it when the provider does not say when the person was identified and the settings demand it', async () => {
    await expect(identify('orderer', { authenticationTime: 'stated' })).rejects.toThrow(
      new IdentificationRefused('not-authenticated-now'),
    );
  });

  it('refuses its signed UserInfo because that does not say whom it is for', async () => {
    await expect(identify('orderer', { claimNames: { name: 'nickname' } })).rejects.toThrow(
      new IdentificationRefused('token-not-accepted'),
    );
  });

  it('exchanges a code once, for its own verifier, in the answer that it came in', async () => {
    const one = eId();
    const mine = await one.startIdentification({ visit: VISIT });
    const theirs = await one.startIdentification({ visit: VISIT });
    const back = new URL(await provider.identify(theirs.url, 'orderer'));

    const stolen = new URL(back);
    stolen.searchParams.set('state', mine.state);
    await expect(one.finishIdentification(stolen, mine.pending)).rejects.toThrow(IdentificationRefused);
    const elsewhere = new URL(await provider.identify(mine.url, 'orderer'));
    elsewhere.searchParams.set('iss', 'https://other.example');
    await expect(one.finishIdentification(elsewhere, mine.pending)).rejects.toThrow(IdentificationRefused);

    const again = await one.startIdentification({ visit: VISIT });
    const answer = new URL(await provider.identify(again.url, 'orderer'));
    await one.finishIdentification(answer, again.pending);
    await expect(one.finishIdentification(answer, again.pending)).rejects.toThrow(IdentificationRefused);
  });

  it('refuses requests that another key signed', async () => {
    const { key } = await newClientKey();
    await expect(eId({}, key).startIdentification({ visit: VISIT })).rejects.toThrow(
      new IdentificationRefused('refused-by-provider'),
    );
  });
});
