import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { oidcIdentityProvider } from '#adapters/oidc-identity-provider';
import { cancelAt, createBrowser, identifyAs } from '#infra/local/identity/drive';
import { createLocalIdentity, type LocalIdentity } from '#infra/local/identity/provider';
import { LOA2, LOA3, type TestPerson } from '#infra/local/identity/test-person';
import {
  IdentificationCancelled,
  IdentificationRefused,
  IdentificationTooWeak,
  type IdentityProvider,
  SignatureMismatch,
} from '#ports/identity-provider';
import { jwkClientKey } from '#test/jwk-client-key';

const persons: TestPerson[] = [
  { id: 'orderer', name: 'Tolvan Testsson', personalIdentityNumber: '189001019802' },
  { id: 'performer', name: 'Ester Provberg', personalIdentityNumber: '192412319218' },
  { id: 'coordinated', name: 'Samuel Samordnad', personalIdentityNumber: '191401682396' },
  { id: 'weak', name: 'Vera Svag', personalIdentityNumber: '202312912393', acr: LOA2 },
];
const redirectUri = 'http://127.0.0.1:9/e-id/callback';
const VISIT = { ip: '127.0.0.1' };
const document = new TextEncoder().encode('the order');
const message = 'Jag beställer uppdraget.\nÅäö & <b>';

const Metadata = z.looseObject({ scopes_supported: z.array(z.string()) });

interface Home {
  issuer: string;
  server: Server;
  dir: string;
  clientKey: JWK;
  eId: IdentityProvider;
  restart(): Promise<void>;
}

const openHome = async (path: string, pushedRequests: 'when-offered' | 'never'): Promise<Home> => {
  const dir = await mkdtemp(join(tmpdir(), 'identity-'));
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const clientKey = { ...(await exportJWK(privateKey)), kid: 'client-key', alg: 'ES256', use: 'sig' };
  const { d: _, ...publicKey } = clientKey;

  let identity: LocalIdentity | undefined;
  const server = createServer((req, res) => identity?.handle(req, res));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const restart = async () => {
    await identity?.close();
    identity = await createLocalIdentity({
      issuer,
      dir,
      persons,
      clients: [{ clientId: 'portal', redirectUris: [redirectUri], jwks: { keys: [publicKey] } }],
    });
  };
  await restart();
  const eId = oidcIdentityProvider(
    {
      issuer,
      clientId: 'portal',
      redirectUri,
      userSignatureJwksUri: `${issuer}/user-signature-jwks`,
      allowInsecure: true,
      pushedRequests,
    },
    { clientKey: jwkClientKey(clientKey) },
  );
  return { issuer, server, dir, clientKey, eId, restart };
};

describe.each([
  ['', 'when-offered'],
  ['/e-id', 'never'],
] as const)('the test e-ID at issuer path "%s", requests pushed: %s', (path, pushedRequests) => {
  let home: Home;
  beforeAll(async () => {
    home = await openHome(path, pushedRequests);
  });
  afterAll(async () => {
    home.server.closeAllConnections();
    await new Promise((closed) => home.server.close(closed));
    await rm(home.dir, { recursive: true });
  });

  const identify = async (personId: string, browser = createBrowser()) => {
    const { url, pending } = await home.eId.startIdentification({ visit: VISIT, locale: 'sv' });
    return home.eId.finishIdentification(new URL(await identifyAs(browser, url, personId)), pending);
  };

  it('identifies a person by number, name, level and time', async () => {
    const person = await identify('orderer');
    expect(person).toMatchObject({ personalIdentityNumber: '189001019802', name: 'Tolvan Testsson', level: LOA3 });
    expect(Math.abs(Date.parse(person.authenticatedAt) - Date.now())).toBeLessThan(10_000);
  });

  it('identifies a person with a coordination number', async () => {
    expect((await identify('coordinated')).personalIdentityNumber).toBe('191401682396');
  });

  it('asks who it is every time, so that the next person at the same browser is not the previous one', async () => {
    const browser = createBrowser();
    expect((await identify('orderer', browser)).name).toBe('Tolvan Testsson');
    expect((await identify('performer', browser)).name).toBe('Ester Provberg');
    expect((await identify('performer', browser)).name).toBe('Ester Provberg');
  });

  it('refuses a person on level 2 when level 3 is essential', async () => {
    await expect(identify('weak')).rejects.toThrow(IdentificationTooWeak);
  });

  it('answers a person who cancels with their cancellation', async () => {
    const { url, pending } = await home.eId.startIdentification({ visit: VISIT });
    const back = new URL(await cancelAt(createBrowser(), url));
    expect(back.searchParams.get('error')).toBe('access_denied');
    await expect(home.eId.finishIdentification(back, pending)).rejects.toThrow(IdentificationCancelled);
  });

  it('signs a document and gives evidence that binds it, the message and the person', async () => {
    const { url, pending } = await home.eId.startSigning({ visit: VISIT, document, message, signer: '192412319218' });
    const back = new URL(await identifyAs(createBrowser(), url, 'performer'));
    const { person, evidence } = await home.eId.finishSigning(back, pending, document);
    expect(person.personalIdentityNumber).toBe('192412319218');
    expect(evidence).toMatchObject({ level: LOA3, signedAt: person.authenticatedAt });
    const signature = evidence.pieces.find(({ name }) => name === 'user-signature')?.text ?? '';
    const [, payload = ''] = Buffer.from(signature, 'base64').toString().split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      tbsDataHash: evidence.tbsHash,
      personalIdentityNumber: '192412319218',
    });
  });

  it('binds a signature to a coordination number too', async () => {
    const { url, pending } = await home.eId.startSigning({ visit: VISIT, document, message, signer: '191401682396' });
    const back = new URL(await identifyAs(createBrowser(), url, 'coordinated'));
    await expect(home.eId.finishSigning(back, pending, document)).resolves.toHaveProperty('evidence');
  });

  it('does not accept the signature for another document', async () => {
    const { url, pending } = await home.eId.startSigning({ visit: VISIT, document, message });
    const back = new URL(await identifyAs(createBrowser(), url, 'orderer'));
    const other = new TextEncoder().encode('another order');
    await expect(home.eId.finishSigning(back, pending, other)).rejects.toThrow(SignatureMismatch);
  });

  const signedByAnother = async () => {
    const seen: string[] = [];
    const browser = createBrowser(async (url, init) => {
      const response = await fetch(url, init);
      seen.push(await response.clone().text());
      return response;
    });
    const { url, pending } = await home.eId.startSigning({ visit: VISIT, document, message, signer: '192412319218' });
    return { back: new URL(await identifyAs(browser, url, 'orderer')), pending, seen: seen.join() };
  };

  // A request in an address carries no number: there is nobody to bind it to, and we compare afterwards.
  if (pushedRequests === 'never') {
    it('says who signed, where nobody could be bound beforehand', async () => {
      const { back, pending } = await signedByAnother();
      const { person } = await home.eId.finishSigning(back, pending, document);
      expect(person.personalIdentityNumber).toBe('189001019802');
    });
  } else {
    it('never shows the message to another person than the bound signer', async () => {
      const { back, pending, seen } = await signedByAnother();
      expect(back.searchParams.get('error')).toBe('login_required');
      expect(seen).not.toContain('Jag beställer');
      await expect(home.eId.finishSigning(back, pending, document)).rejects.toThrow(IdentificationRefused);
    });
  }

  it('lets a person who has seen the message cancel', async () => {
    const { url, pending } = await home.eId.startSigning({ visit: VISIT, document, message });
    const back = new URL(await cancelAt(createBrowser(), url, 'orderer'));
    await expect(home.eId.finishSigning(back, pending, document)).rejects.toThrow(IdentificationCancelled);
  });

  it('shows pages that say they are a test, need no script and escape the message', async () => {
    const browser = createBrowser();
    const { url } = await home.eId.startIdentification({ visit: VISIT, userMessage: message });
    const first = await browser(url);
    const page = await browser(new URL(first.headers.get('location') ?? '', url).href);
    const html = await page.text();
    expect(html).toContain('<html lang="sv">');
    expect(html).toContain('ingen riktig e-legitimation');
    expect(html).toContain('Åäö &amp; &lt;b&gt;');
    expect(html).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('carries what is asked past the browser when requests are pushed, and a message of any length', async () => {
    const { url } = await home.eId.startIdentification({ visit: VISIT, userMessage: message });
    expect(new URL(url).searchParams.has('request')).toBe(pushedRequests === 'never');
    expect(new URL(url).searchParams.has('request_uri')).toBe(pushedRequests === 'when-offered');
    const long = home.eId.startSigning({ visit: VISIT, document, message: 'ö'.repeat(4000) });
    if (pushedRequests === 'never') await expect(long).rejects.toThrow(new IdentificationRefused('message-too-long'));
    else expect((await long).url.length).toBeLessThan(400);
  });

  it('exchanges a code once', async () => {
    const { url, pending } = await home.eId.startIdentification({ visit: VISIT });
    const back = new URL(await identifyAs(createBrowser(), url, 'orderer'));
    await home.eId.finishIdentification(back, pending);
    await expect(home.eId.finishIdentification(back, pending)).rejects.toThrow(IdentificationRefused);
  });

  it('does not accept the code of another browser, whose verifier it lacks', async () => {
    const theirs = await home.eId.startIdentification({ visit: VISIT });
    const mine = await home.eId.startIdentification({ visit: VISIT });
    const back = new URL(await identifyAs(createBrowser(), theirs.url, 'orderer'));
    await expect(home.eId.finishIdentification(back, mine.pending)).rejects.toThrow(IdentificationRefused);
    back.searchParams.set('state', mine.state);
    await expect(home.eId.finishIdentification(back, mine.pending)).rejects.toThrow(IdentificationRefused);
  });

  it('refuses a request whose object is missing or signed by another key', async () => {
    const bare = new URLSearchParams({ client_id: 'portal', response_type: 'code', scope: 'openid' });
    const refused = await createBrowser()(`${home.issuer}/auth?${bare}`);
    expect(refused.headers.get('location') ?? '').not.toContain('/interaction/');

    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const clientKey = jwkClientKey({ ...(await exportJWK(privateKey)), kid: 'client-key' });
    const stranger = (pushed: 'when-offered' | 'never') =>
      oidcIdentityProvider(
        { issuer: home.issuer, clientId: 'portal', redirectUri, allowInsecure: true, pushedRequests: pushed },
        { clientKey },
      ).startIdentification({ visit: VISIT });
    const forged = await createBrowser()((await stranger('never')).url);
    expect(forged.headers.get('location') ?? '').not.toContain('/interaction/');
    await expect(stranger('when-offered')).rejects.toThrow(new IdentificationRefused('refused-by-provider'));
  });

  it('gives the names in signed UserInfo to a client that asks for no such claim', async () => {
    const { issuer, clientKey } = home;
    const eId = oidcIdentityProvider(
      {
        issuer,
        clientId: 'portal',
        redirectUri,
        claimNames: { name: 'a-claim-nobody-gives' },
        allowInsecure: true,
        pushedRequests,
      },
      { clientKey: jwkClientKey(clientKey) },
    );
    const { url, pending } = await eId.startIdentification({ visit: VISIT });
    const back = new URL(await identifyAs(createBrowser(), url, 'orderer'));
    await expect(eId.finishIdentification(back, pending)).resolves.toMatchObject({ name: 'Tolvan Testsson' });
  });

  const signRequest = { tbs_data: 'ZGF0YQ==', sign_message: { message: 'dGV4dA==', mime_type: 'text/plain' } };
  it.each<[string, Record<string, unknown>]>([
    ['without the sign message', { 'https://id.oidc.se/param/signRequest': { tbs_data: 'ZGF0YQ==' } }],
    ['without data to sign', { 'https://id.oidc.se/param/signRequest': { ...signRequest, tbs_data: '' } }],
    [
      'with a message in HTML',
      {
        'https://id.oidc.se/param/signRequest': {
          ...signRequest,
          sign_message: { message: 'dGV4dA==', mime_type: 'text/html' },
        },
      },
    ],
    ['without any signature request', { 'https://id.oidc.se/param/signRequest': undefined }],
    ['without prompting for login', { prompt: 'consent' }],
    ['without prompting for consent', { prompt: 'login' }],
    ['without the sign scope', { scope: 'openid' }],
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with plain PKCE', { code_challenge_method: 'plain' }],
  ])('refuses a signing request %s', async (_what, changed) => {
    const request = await new SignJWT({
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid https://id.oidc.se/scope/sign',
      prompt: 'login consent',
      state: 'state',
      nonce: 'nonce',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      'https://id.oidc.se/param/signRequest': signRequest,
      ...changed,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'client-key' })
      .setIssuer('portal')
      .setAudience(home.issuer)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(await importJWK(home.clientKey, 'ES256'));
    const query = new URLSearchParams({ client_id: 'portal', response_type: 'code', scope: 'openid', request });
    const answer = await createBrowser()(`${home.issuer}/auth?${query}`);
    expect(answer.headers.get('location')).toContain('error=invalid_request');
  });

  it('stays right when the clock of the local home is moved', async () => {
    const browser = createBrowser();
    try {
      vi.useFakeTimers({ toFake: ['Date'] });
      await identify('orderer', browser);
      vi.setSystemTime(Date.now() + 40 * 24 * 3600_000);
      const person = await identify('performer', browser);
      expect(Math.abs(Date.parse(person.authenticatedAt) - Date.now())).toBeLessThan(10_000);
    } finally {
      vi.useRealTimers();
    }
  });

  it('publishes public halves only, and keeps its keys in a file nobody else may read', async () => {
    const before = await (await fetch(`${home.issuer}/user-signature-jwks`)).text();
    expect(JSON.parse(before).keys).toHaveLength(persons.length);
    expect(before).not.toContain('"d"');
    const file = join(home.dir, 'identity-keys.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = await readFile(file, 'utf8');

    await home.restart();
    expect(await readFile(file, 'utf8')).toBe(kept);
    expect(await (await fetch(`${home.issuer}/user-signature-jwks`)).text()).toBe(before);
  });

  it('says in its metadata what it can, and nothing weaker', async () => {
    const metadata = Metadata.parse(await (await fetch(`${home.issuer}/.well-known/openid-configuration`)).json());
    expect(metadata).toMatchObject({
      issuer: home.issuer,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      ui_locales_supported: ['sv', 'en'],
      claims_parameter_supported: true,
      request_parameter_supported: true,
    });
    expect(metadata.scopes_supported).toContain('https://id.oidc.se/scope/sign');
  });
});
