import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import {
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClientKey } from '#adapters/oidc-client-key';
import { oidcIdentityProvider } from '#adapters/oidc-identity-provider';
import { OidcPending } from '#adapters/oidc-pending';
import {
  IdentificationCancelled,
  IdentificationRefused,
  type IdentificationStart,
  IdentificationTooWeak,
  IdentificationUnavailable,
  SignatureMismatch,
} from '#ports/identity-provider';
import { jwkClientKey } from '#test/jwk-client-key';

const issuer = 'https://eid.example';
const redirectUri = 'https://portal.example/e-id/callback';
const LOA2 = 'http://id.elegnamnden.se/loa/1.0/loa2';
const LOA3 = 'http://id.elegnamnden.se/loa/1.0/loa3';
const NUMBER = 'https://id.oidc.se/claim/personalIdentityNumber';
const USER_SIGNATURE = 'https://id.oidc.se/claim/userSignature';
const document = new TextEncoder().encode('the order');
const message = 'Jag beställer uppdraget.';
const VISIT = { ip: '127.0.0.1' };

const seconds = () => Math.floor(Date.now() / 1000);
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('base64url');
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Keys {
  provider: { privateKey: CryptoKey; publicKey: CryptoKey };
  signature: { privateKey: CryptoKey; publicKey: CryptoKey };
  stranger: { privateKey: CryptoKey };
  client: ClientKey;
}
let keys: Keys;
beforeAll(async () => {
  const client = await generateKeyPair('ES256', { extractable: true });
  keys = {
    provider: await generateKeyPair('RS256', { extractable: true }),
    signature: await generateKeyPair('ES256', { extractable: true }),
    stranger: await generateKeyPair('RS256'),
    client: jwkClientKey({ ...(await exportJWK(client.privateKey)), kid: 'client-key' }),
  };
});

/** A provider that answers whatever the test wants it to, without a socket. */
const fakeProvider = () => {
  const answers = {
    idToken: '' as string | undefined,
    userInfo: undefined as { type: string; body: string } | undefined,
    tokenStatus: 200,
    isDown: false,
    metadata: {} as Record<string, unknown>,
  };
  const calls: string[] = [];
  const json = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  // Without `alg`, so that it is us and not the key who says which algorithms are accepted.
  const jwks = async (key: CryptoKey, kid: string) => json({ keys: [{ ...(await exportJWK(key)), kid, use: 'sig' }] });

  const fetch: typeof globalThis.fetch = async (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    calls.push(pathname);
    if (answers.isDown) throw new TypeError('fetch failed');
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          code_challenge_methods_supported: ['S256'],
          // A provider that also offers what we never accept.
          id_token_signing_alg_values_supported: ['RS256', 'ES256', 'RS512', 'HS256', 'none'],
          ...answers.metadata,
        });
      case '/jwks':
        return jwks(keys.provider.publicKey, 'op');
      case '/user-signature-jwks':
        return jwks(keys.signature.publicKey, 'person');
      case '/userinfo':
        return new Response(answers.userInfo?.body ?? '', {
          headers: { 'content-type': answers.userInfo?.type ?? 'application/jwt' },
        });
      case '/token':
        return answers.tokenStatus === 200
          ? json({ access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: answers.idToken })
          : json({ error: answers.tokenStatus === 400 ? 'invalid_grant' : 'server_error' }, answers.tokenStatus);
      default:
        return new Response('', { status: 404 });
    }
  };
  return { answers, calls, fetch };
};

const settings = () => ({
  issuer,
  clientId: 'portal',
  redirectUri,
  userSignatureJwksUri: `${issuer}/user-signature-jwks`,
});

const sign = (payload: JWTPayload, key: CryptoKey = keys.provider.privateKey, alg = 'RS256', kid = 'op') =>
  new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);

const goodClaims = (pending: OidcPending): JWTPayload => ({
  iss: issuer,
  aud: 'portal',
  sub: 'opaque-subject',
  nonce: pending.nonce,
  iat: seconds(),
  exp: seconds() + 300,
  auth_time: seconds(),
  acr: LOA3,
  name: 'Tolvan Testsson',
  [NUMBER]: '189001019802',
});

const callback = (pending: OidcPending, query: Record<string, string> = { code: 'code' }) =>
  new URL(`${redirectUri}?${new URLSearchParams({ state: pending.state, ...query })}`);

let provider: ReturnType<typeof fakeProvider>;
let clock: () => Date;
const eId = () =>
  oidcIdentityProvider(settings(), { clientKey: keys.client, fetch: provider.fetch, now: () => clock() });
/** What the adapter remembers of a start; the tests look into it, the portal never does. */
const pendingOf = (start: IdentificationStart) => OidcPending.parse(start.pending);
const startIdentification = async () => pendingOf(await eId().startIdentification({ visit: VISIT }));
beforeEach(() => {
  provider = fakeProvider();
  clock = () => new Date();
});

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('an identification', () => {
  const finish = async (idToken: (pending: OidcPending) => Promise<string> | string) => {
    const pending = await startIdentification();
    provider.answers.idToken = await idToken(pending);
    return eId().finishIdentification(callback(pending), pending);
  };
  const finishWith = (changed: JWTPayload) => finish((pending) => sign({ ...goodClaims(pending), ...changed }));

  it('ends in a person when everything holds', async () => {
    await expect(finishWith({})).resolves.toMatchObject({
      personalIdentityNumber: '189001019802',
      name: 'Tolvan Testsson',
      level: LOA3,
    });
  });

  it.each<[string, JWTPayload]>([
    ['the nonce of another request', { nonce: 'another-nonce' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another-client' }],
    ['a further audience without an authorized party', { aud: ['portal', 'another-client'] }],
    ['another authorized party', { azp: 'another-client' }],
    ['another authorized party among several audiences', { aud: ['portal', 'x'], azp: 'x' }],
    ['another issuer', { iss: 'https://other.example' }],
    ['an expiry that has passed', { exp: seconds() - 120 }],
    ['no expiry', { exp: undefined }],
    ['an issue time before we asked', { iat: seconds() - 3600 }],
    ['an issue time in the future', { iat: seconds() + 3600, exp: seconds() + 3900 }],
    ['no authentication time', { auth_time: undefined }],
    ['an authentication from before we asked', { auth_time: seconds() - 3600 }],
    ['a number that is none', { [NUMBER]: '8901019802' }],
  ])('is refused for a token with %s', async (_what, changed) => {
    const error = await failureOf(finishWith(changed));
    expect(error).toBeInstanceOf(IdentificationRefused);
    expect(inspect(error, { depth: 9 })).not.toMatch(/189001019802|8901019802|Tolvan|eyJ/);
  });

  it.each<[string, JWTPayload]>([
    ['level 2', { acr: LOA2 }],
    ['no level', { acr: undefined }],
    ['a level that only begins like ours', { acr: `${LOA3}-nonresident` }],
  ])('is too weak with %s', async (_what, changed) => {
    await expect(finishWith(changed)).rejects.toThrow(IdentificationTooWeak);
  });

  it('is refused for an unsigned token', async () => {
    const unsigned = finish((p) => `${base64url({ alg: 'none' })}.${base64url(goodClaims(p))}.`);
    await expect(unsigned).rejects.toThrow(IdentificationRefused);
  });

  it('is refused for a token signed with the public key as a shared secret', async () => {
    const confused = finish(async (pending) => {
      const content = `${base64url({ alg: 'HS256', kid: 'op' })}.${base64url(goodClaims(pending))}`;
      const secret = await exportSPKI(keys.provider.publicKey);
      return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
    });
    await expect(confused).rejects.toThrow(IdentificationRefused);
  });

  it('is refused for a valid signature by an algorithm outside our list', async () => {
    const key = await importJWK(await exportJWK(keys.provider.privateKey), 'RS512');
    const token = finish((p) => new SignJWT(goodClaims(p)).setProtectedHeader({ alg: 'RS512', kid: 'op' }).sign(key));
    await expect(token).rejects.toThrow(IdentificationRefused);
  });

  it('is refused for a token of another key under the same key id', async () => {
    const forged = finish((pending) => sign(goodClaims(pending), keys.stranger.privateKey));
    await expect(forged).rejects.toThrow(IdentificationRefused);
  });

  it('is refused when the answer has no ID token', async () => {
    const pending = await startIdentification();
    provider.answers.idToken = undefined;
    await expect(eId().finishIdentification(callback(pending), pending)).rejects.toThrow(IdentificationRefused);
  });

  it.each<[string, Record<string, string>]>([
    ['another state', { code: 'code', state: 'another-state' }],
    ['another issuer', { code: 'code', iss: 'https://other.example' }],
    ['no code', {}],
  ])('is refused before any code is exchanged when the callback has %s', async (_what, query) => {
    const pending = await startIdentification();
    const url = new URL(`${redirectUri}?${new URLSearchParams({ state: pending.state, ...query })}`);
    await expect(eId().finishIdentification(url, pending)).rejects.toThrow(IdentificationRefused);
    expect(provider.calls).not.toContain('/token');
  });

  it('believes no cancellation that comes with another state', async () => {
    const pending = await startIdentification();
    const url = callback(pending, { error: 'access_denied' });
    await expect(eId().finishIdentification(url, pending)).rejects.toThrow(IdentificationCancelled);
    url.searchParams.set('state', 'another-state');
    await expect(eId().finishIdentification(url, pending)).rejects.toThrow(IdentificationRefused);
  });

  it('is refused for a start that was for signing, and for one too long ago', async () => {
    const pending = pendingOf(await eId().startSigning({ visit: VISIT, document, message }));
    await expect(eId().finishIdentification(callback(pending), pending)).rejects.toThrow(
      new IdentificationRefused('wrong-purpose'),
    );
    const old = await startIdentification();
    clock = () => new Date(Date.now() + 21 * 60_000);
    await expect(eId().finishIdentification(callback(old), old)).rejects.toThrow(new IdentificationRefused('too-late'));
  });

  it.each([
    ['refuses the code', 400, IdentificationRefused],
    ['fails', 503, IdentificationUnavailable],
  ])('tells apart a provider that %s', async (_what, status, failure) => {
    const pending = await startIdentification();
    provider.answers.tokenStatus = status;
    await expect(eId().finishIdentification(callback(pending), pending)).rejects.toThrow(failure);
  });

  describe('whose number is in UserInfo only', () => {
    const identity = () => ({ iss: issuer, aud: 'portal', sub: 'opaque-subject', name: 'T', [NUMBER]: '189001019802' });
    const finishFrom = (userInfo: { type: string; body: string }) => {
      provider.answers.userInfo = userInfo;
      return finishWith({ [NUMBER]: undefined, name: undefined });
    };

    it('ends in a person when UserInfo is signed', async () => {
      const body = await sign(identity());
      await expect(finishFrom({ type: 'application/jwt', body })).resolves.toMatchObject({ name: 'T' });
    });

    it('is refused when UserInfo is not signed, or is about somebody else', async () => {
      const plain = { type: 'application/json', body: JSON.stringify(identity()) };
      await expect(finishFrom(plain)).rejects.toThrow(IdentificationRefused);
      const forged = { type: 'application/jwt', body: await sign(identity(), keys.stranger.privateKey) };
      await expect(finishFrom(forged)).rejects.toThrow(IdentificationRefused);
      const other = { type: 'application/jwt', body: await sign({ ...identity(), sub: 'another-subject' }) };
      await expect(finishFrom(other)).rejects.toThrow(IdentificationRefused);
    });
  });
});

describe('a signature', () => {
  const userSignature = (changed: JWTPayload = {}, key = keys.signature.privateKey) =>
    sign(
      { tbsDataHash: tbsHash, messageHash: sha256(message), personalIdentityNumber: '189001019802', ...changed },
      key,
      key === keys.signature.privateKey ? 'ES256' : 'RS256',
      'person',
    ).then((jws) => Buffer.from(jws).toString('base64'));

  let pending: OidcPending;
  let tbsHash: string;
  beforeEach(async () => {
    pending = pendingOf(await eId().startSigning({ visit: VISIT, document, message }));
    tbsHash = pending.purpose === 'signing' ? pending.tbsHash : '';
  });
  const finish = async (signature: string | undefined, signed = document) => {
    provider.answers.idToken = await sign({ ...goodClaims(pending), [USER_SIGNATURE]: signature });
    return eId().finishSigning(callback(pending), pending, signed);
  };

  it('gives the person and the evidence', async () => {
    const signature = await userSignature();
    const { person, evidence } = await finish(signature);
    expect(person.name).toBe('Tolvan Testsson');
    expect(evidence).toMatchObject({ provider: issuer, tbsHash, level: LOA3, signedAt: person.authenticatedAt });
    expect(evidence.pieces).toEqual([
      { name: 'id-token', mediaType: 'application/jwt', text: provider.answers.idToken },
      { name: 'user-signature', mediaType: 'application/jose', text: signature },
    ]);
    expect(evidence.validation).toMatchObject({ verdict: 'valid', validatedAt: expect.any(String) });
  });

  it.each<[string, JWTPayload, string]>([
    ['another document', { tbsDataHash: sha256('other') }, 'other-document'],
    ['another message', { messageHash: sha256('other') }, 'other-message'],
    ['another person', { personalIdentityNumber: '192412319218' }, 'other-person'],
    ['something else', { tbsDataHash: undefined }, 'not-verifiable'],
  ])('over %s does not match', async (_what, changed, because) => {
    const error = await failureOf(userSignature(changed).then((signature) => finish(signature)));
    expect(error).toBeInstanceOf(SignatureMismatch);
    expect(error).toMatchObject({ because });
    expect(inspect(error, { depth: 9 })).not.toMatch(/189001019802|192412319218|eyJ/);
  });

  it('that is missing, damaged or of a key nobody published does not match', async () => {
    await expect(finish(undefined)).rejects.toThrow(new SignatureMismatch('missing'));
    await expect(finish('bm9uc2Vuc2U=')).rejects.toThrow(new SignatureMismatch('not-verifiable'));
    const forged = await userSignature({}, keys.stranger.privateKey);
    await expect(finish(forged)).rejects.toThrow(new SignatureMismatch('not-verifiable'));
  });

  it('for a swapped document does not match, and no code is exchanged', async () => {
    const swapped = finish(await userSignature(), new TextEncoder().encode('another order'));
    await expect(swapped).rejects.toThrow(new SignatureMismatch('other-document'));
    expect(provider.calls).not.toContain('/token');
  });

  it('is not offered without the address of the verification keys', async () => {
    const { userSignatureJwksUri: _, ...identificationOnly } = settings();
    const starting = oidcIdentityProvider(identificationOnly, {
      clientKey: keys.client,
      fetch: provider.fetch,
    }).startSigning({
      visit: VISIT,
      document,
      message,
    });
    await expect(starting).rejects.toThrow(new IdentificationUnavailable('no-signing'));
  });
});

describe('the request', () => {
  const requestOf = (start: IdentificationStart) => new URL(start.url).searchParams.get('request') ?? '';

  it('carries everything inside an object signed by us, and nothing personal or secret outside', async () => {
    const start = await eId().startSigning({ visit: VISIT, document, message, signer: '189001019802' });
    const url = new URL(start.url);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request', 'response_type', 'scope']);
    expect(decodeProtectedHeader(requestOf(start))).toMatchObject({ alg: 'ES256', kid: 'client-key' });
    const content = decodeJwt(requestOf(start));
    expect(content).toMatchObject({
      iss: 'portal',
      aud: issuer,
      redirect_uri: redirectUri,
      prompt: 'login consent',
      code_challenge_method: 'S256',
      claims: {
        id_token: {
          acr: { essential: true, values: [LOA3] },
          [NUMBER]: null,
        },
      },
      'https://id.oidc.se/param/signRequest': {
        tbs_data: expect.any(String),
        sign_message: { 'message#sv': Buffer.from(message).toString('base64'), mime_type: 'text/plain' },
      },
    });
    // An address is kept in many places: without a request handed in beforehand it names nobody.
    expect(JSON.stringify(content)).not.toContain('189001019802');
    expect(content).not.toHaveProperty('code_verifier');
    expect(Number(content.exp) - Number(content.iat)).toBe(300);
  });

  it('is remembered by JSON without anything personal, by at least 128 random bits', async () => {
    const start = await eId().startSigning({ visit: VISIT, document, message, signer: '189001019802' });
    const pending = pendingOf(start);
    const text = JSON.stringify(start.pending);
    expect(OidcPending.parse(JSON.parse(text))).toEqual(pending);
    expect(text).not.toContain('189001019802');
    const again = await startIdentification();
    for (const secret of ['state', 'nonce', 'codeVerifier'] as const) {
      expect(Buffer.from(pending[secret], 'base64url').length).toBeGreaterThanOrEqual(16);
      expect(pending[secret]).not.toBe(again[secret]);
    }
  });

  it('is refused when the message is too long to travel', async () => {
    await expect(eId().startSigning({ visit: VISIT, document, message: 'ö'.repeat(4000) })).rejects.toThrow(
      new IdentificationRefused('message-too-long'),
    );
  });
});

describe('the connection', () => {
  const discoveries = () => provider.calls.filter((path) => path.startsWith('/.well-known')).length;

  it('discovers once an hour for each container', async () => {
    const one = eId();
    await one.startIdentification({ visit: VISIT });
    await one.startIdentification({ visit: VISIT });
    expect(discoveries()).toBe(1);
    clock = () => new Date(Date.now() + 61 * 60_000);
    await one.startIdentification({ visit: VISIT });
    expect(discoveries()).toBe(2);
  });

  it('is unavailable while the provider is down, and remembers no failure', async () => {
    const one = eId();
    provider.answers.isDown = true;
    await expect(one.startIdentification({ visit: VISIT })).rejects.toThrow(new IdentificationUnavailable('no-answer'));
    provider.answers.isDown = false;
    await expect(one.startIdentification({ visit: VISIT })).resolves.toHaveProperty('url');
  });

  it.each([
    ['offers no algorithm of ours', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
    ['has no S256', { code_challenge_methods_supported: ['plain'] }],
    ['sends us to plain http', { token_endpoint: 'http://eid.example/token' }],
    ['calls itself something else', { issuer: 'https://other.example' }],
  ])('is not made to a provider that %s', async (_what, metadata) => {
    provider.answers.metadata = metadata;
    await expect(eId().startIdentification({ visit: VISIT })).rejects.toThrow(IdentificationUnavailable);
  });
});

describe('the settings', () => {
  it.each([
    ['plain http', { issuer: 'http://eid.example' }],
    ['plain http although allowed, when it leaves the machine', { issuer: 'http://eid.example', allowInsecure: true }],
    ['plain http to loopback unless allowed', { issuer: 'http://127.0.0.1:1' }],
    ['a host that only looks like loopback', { issuer: 'http://127.0.0.1.example', allowInsecure: true }],
    ['verification keys over plain http', { userSignatureJwksUri: 'http://eid.example/keys' }],
    ['no accepted level', { levels: {} }],
    ['a level that nobody has registered', { levels: { [LOA3]: 'loa3' } }],
    ['no way to ask for a level', { claimsParameter: false }],
  ])('refuse %s', (_what, changed) => {
    expect(() => oidcIdentityProvider({ ...settings(), ...changed }, { clientKey: keys.client })).toThrow();
  });
});
