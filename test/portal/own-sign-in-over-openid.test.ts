import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oidcPartySignIn } from '#adapters/oidc-party-sign-in';
import { LOA2 } from '#domain/assurance';
import { createPortal } from '#portal/app.tsx';
import { jwkClientKey } from '#test/jwk-client-key';
import { Browser, PORTAL, type TestPortal, testPortal } from '#test/portal';
import { type ControlledProvider, startControlledProvider } from '#test/second-op/controlled-provider';

describe('a municipality’s own sign-in over OpenID Connect', () => {
  let provider: ControlledProvider;
  let portal: TestPortal;
  let open: () => Browser;
  beforeEach(async () => {
    provider = await startControlledProvider();
    provider.answers.idToken = (claims) => provider.sign({ ...claims, acr: 'two-factors' });
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const configuration = { issuer: provider.issuer, clientId: 'portal', levels: { 'two-factors': LOA2 } };
    portal = testPortal();
    const partySignIn = oidcPartySignIn({
      secrets: {
        read: async (name, schema) => (name === 'sign-in/haninge' ? schema.parse(configuration) : undefined),
      },
      clientKey: jwkClientKey({ ...(await exportJWK(privateKey)), kid: 'client-key' }),
      redirectUri: `${PORTAL}/callback`,
      allowInsecure: true,
    });
    const app = createPortal({ ...portal.deps, partySignIn });
    open = () => new Browser(async (url, init) => app.request(url, init), portal.identify);
  });
  afterEach(() => provider.close());

  /** From the redirect to the provider, through it, to the page one ends at. */
  const comeBack = async (browser: Browser, away: Response): Promise<Response> => {
    const back = provider.identify(away.headers.get('location') ?? '');
    return browser.follow(await browser.get(`/callback${back.search}`));
  };

  it('is connected by somebody with an e-ID, lets them into the inbox, and shows the way on from all else', async () => {
    const person = open();
    await person.signIn('haninge', 'handler');
    const page = await person.get('/own-sign-in');
    expect(page.headers.get('content-security-policy')).toContain(new URL(provider.issuer).origin);
    const connected = await comeBack(person, await person.post('/own-sign-in/connect'));
    expect(await connected.text()).toContain('Din inloggning är kopplad till dig sedan');

    const browser = open();
    await browser.get('/sign-in/own/haninge');
    const inbox = await comeBack(browser, await browser.post('/sign-in/own/haninge'));
    expect(inbox.status).toBe(200);
    expect(await inbox.text()).toContain('Test handler 0 haninge');
    expect((await browser.get('/grants')).status).toBe(403);
  });

  it('keeps nothing of a subject that nobody has connected', async () => {
    const browser = open();
    await browser.get('/sign-in/own/haninge');
    const page = await comeBack(browser, await browser.post('/sign-in/own/haninge'));
    expect(page.status).toBe(403);
    expect(portal.snapshot()).not.toContain(provider.issuer);
    expect(browser.cookies.has('__Host-session')).toBe(false);
  });
});
