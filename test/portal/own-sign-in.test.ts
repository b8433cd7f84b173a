import { beforeEach, describe, expect, it } from 'vitest';
import { LOA2 } from '#domain/assurance';
import { staffIdOf } from '#test/memory-register';
import { connectOwn, giveProvider, ownSignInOf, throughOwn } from '#test/own-sign-ins';
import { backFrom, PORTAL, type TestPortal, testPortal } from '#test/portal';

const HANDLER = staffIdOf('haninge', 'handler');
const CSP = 'content-security-policy';

describe('the page about one’s own sign-in', () => {
  let portal: TestPortal;
  beforeEach(() => {
    portal = testPortal();
    giveProvider(portal, 'haninge');
  });

  it('is found from the inbox where the municipality has bound a provider, and is not there where it has not', async () => {
    const ours = await portal.signedIn('haninge', 'handler');
    expect(await (await ours.get('/inbox')).text()).toContain('href="/own-sign-in"');
    expect((await ours.get('/own-sign-in')).status).toBe(200);
    const theirs = await portal.signedIn('tyreso', 'handler');
    expect(await (await theirs.get('/inbox')).text()).not.toContain('href="/own-sign-in"');
    expect((await theirs.get('/own-sign-in')).status).toBe(404);
    expect((await theirs.post('/own-sign-in/connect')).status).toBe(404);
  });

  it('is for nobody who is not signed in', async () => {
    const browser = portal.browser();
    await browser.get('/');
    const before = portal.snapshot();
    expect((await browser.get('/own-sign-in')).status).toBe(303);
    expect((await browser.post('/own-sign-in/connect')).status).toBe(401);
    expect((await browser.post('/own-sign-in/disconnect')).status).toBe(401);
    expect(portal.snapshot()).toBe(before);
  });

  it('connects what the provider calls the person, as a keyed MAC beside the e-ID, and says so in the log with ids only', async () => {
    const browser = await portal.signedIn('haninge', 'handler');
    expect(await (await browser.get('/own-sign-in')).text()).toContain('Din inloggning är inte kopplad till dig.');
    const page = await connectOwn(portal, browser, 'subject-of-handler');
    expect(await page.text()).toContain('Din inloggning är kopplad till dig sedan 2027-03-01.');
    const held = portal.snapshot();
    expect(held).not.toContain('subject-of-handler');
    expect(held).toContain(await ownSignInOf(portal, 'haninge', 'subject-of-handler'));
    const [line] = await portal.deps.register.staffLog('haninge');
    expect(line).toMatchObject({ what: 'own-sign-in-connected', staff: HANDLER, by: [HANDLER], fields: [] });
    expect((await browser.signIn('haninge', 'handler')).status).toBe(200);
  });

  it('disconnects by a post, and says so in the log once', async () => {
    const browser = await portal.signedIn('haninge', 'handler');
    await connectOwn(portal, browser, 'subject-of-handler');
    const done = await browser.follow(await browser.post('/own-sign-in/disconnect'));
    expect(await done.text()).toContain('Kopplingen är borttagen.');
    await browser.post('/own-sign-in/disconnect');
    expect((await portal.deps.register.staffLog('haninge')).map(({ what }) => what)).toEqual([
      'own-sign-in-connected',
      'own-sign-in-disconnected',
    ]);
    expect((await throughOwn(portal, portal.browser(), 'haninge', 'subject-of-handler')).status).toBe(403);
  });

  it('connects another in place of the former, which then opens nothing', async () => {
    const browser = await portal.signedIn('haninge', 'handler');
    await connectOwn(portal, browser, 'former');
    portal.advance(1);
    await connectOwn(portal, browser, 'latter');
    expect((await throughOwn(portal, portal.browser(), 'haninge', 'former')).status).toBe(403);
    expect((await throughOwn(portal, portal.browser(), 'haninge', 'latter')).status).toBe(200);
    expect((await portal.deps.register.staffLog('haninge')).map(({ what }) => what)).toEqual([
      'own-sign-in-connected',
      'own-sign-in-replaced',
    ]);
  });

  it('lets somebody disconnect when the municipality has no provider any more', async () => {
    const browser = await portal.signedIn('haninge', 'handler');
    await connectOwn(portal, browser, 'subject-of-handler');
    portal.deps.partySignIn.providers.clear();
    expect(await (await browser.get('/own-sign-in')).text()).toContain('Kommunen har ingen egen inloggning längre.');
    expect((await browser.post('/own-sign-in/disconnect')).headers.get('location')).toBe('/inbox');
    expect(await portal.deps.register.ownSignInSince('haninge', HANDLER)).toBeUndefined();
  });

  it('stays as it was when the person cancels at the provider', async () => {
    const browser = await portal.signedIn('haninge', 'handler');
    const page = await connectOwn(portal, browser, undefined);
    expect(await page.text()).toContain('Du avbröt legitimeringen');
    expect(await portal.deps.register.ownSignInSince('haninge', HANDLER)).toBeUndefined();
  });

  it('may lead its forms to this municipality’s provider alone', async () => {
    giveProvider(portal, 'tyreso');
    const browser = await portal.signedIn('haninge', 'handler');
    const policy = (await browser.get('/own-sign-in')).headers.get(CSP) ?? '';
    expect(policy).toContain('https://sign-in.haninge.example');
    expect(policy).not.toContain('tyreso');
  });
});

describe('signing in by a municipality’s own sign-in', () => {
  let portal: TestPortal;
  beforeEach(() => {
    portal = testPortal();
  });

  it('is not offered where no municipality has bound a provider', async () => {
    expect(await (await portal.browser().get('/sign-in')).text()).not.toContain('/sign-in/own/');
    const browser = portal.browser();
    expect((await browser.get('/sign-in/own/haninge')).status).toBe(404);
    expect((await browser.post('/sign-in/own/haninge')).status).toBe(404);
    expect((await browser.get('/sign-in/own/stockholm')).status).toBe(404);
  });

  it('is offered for the municipalities that have bound one and no others, also when the form did not pass', async () => {
    giveProvider(portal, 'haninge');
    const browser = portal.browser();
    const pages = [await browser.get('/sign-in'), await browser.post('/sign-in', { party: '' })];
    for (const page of pages) {
      const links = (await page.text()).match(/\/sign-in\/own\/[a-z]+/g);
      expect(links).toEqual(['/sign-in/own/haninge']);
    }
    expect((await browser.get('/sign-in/own/tyreso')).status).toBe(404);
  });

  it('changes nothing of how one signs in with an e-ID', async () => {
    giveProvider(portal, 'haninge');
    const browser = await portal.signedIn('haninge', 'handler');
    expect((await browser.get('/inbox')).status).toBe(200);
    expect((await browser.get('/grants')).status).toBe(200);
  });

  it('lets in the one it is connected to, on the level of the municipality’s map, and comes back to where one was going', async () => {
    giveProvider(portal, 'haninge');
    await connectOwn(portal, await portal.signedIn('haninge', 'handler'), 'subject-of-handler');
    const browser = portal.browser();
    const page = await browser.get('/sign-in/own/haninge?returnTo=/cookies');
    expect(page.headers.get(CSP)).toContain('https://sign-in.haninge.example');
    portal.deps.partySignIn.subject = 'subject-of-handler';
    const away = await browser.post('/sign-in/own/haninge', { returnTo: '/cookies' });
    expect(new URL(away.headers.get('location') ?? '').origin).toBe('https://sign-in.haninge.example');
    const back = await browser.get(backFrom(away.headers.get('location') ?? ''));
    expect(back.headers.get('location')).toBe('/cookies');
    expect(JSON.stringify(portal.deps.access.snapshot())).toContain(LOA2);
    expect((await browser.get('/inbox')).status).toBe(200);
  });

  it('never comes back to another site', async () => {
    giveProvider(portal, 'haninge');
    await connectOwn(portal, await portal.signedIn('haninge', 'handler'), 'subject-of-handler');
    const browser = portal.browser();
    await browser.get('/sign-in/own/haninge');
    portal.deps.partySignIn.subject = 'subject-of-handler';
    const away = await browser.post('/sign-in/own/haninge', { returnTo: '//evil.example' });
    const back = await browser.get(backFrom(away.headers.get('location') ?? ''));
    expect(back.headers.get('location')).toBe('/inbox');
  });

  it('says so while the provider does not answer, and its page can still be read', async () => {
    giveProvider(portal, 'haninge');
    portal.deps.partySignIn.start = async () => {
      const { IdentificationUnavailable } = await import('#ports/identity-provider');
      throw new IdentificationUnavailable('no-answer');
    };
    const browser = portal.browser();
    expect((await browser.get('/sign-in/own/haninge')).status).toBe(200);
    expect((await browser.post('/sign-in/own/haninge')).status).toBe(503);
    expect((await browser.get('/sign-in')).status).toBe(200);
  });

  it('is not offered to one who came to show their e-ID', async () => {
    giveProvider(portal, 'haninge');
    await connectOwn(portal, await portal.signedIn('haninge', 'handler'), 'subject-of-handler');
    const browser = portal.browser();
    await throughOwn(portal, browser, 'haninge', 'subject-of-handler');
    expect(await (await browser.get('/sign-in?returnTo=/grants')).text()).not.toContain('/sign-in/own/');
  });

  it('follows the municipality when it exchanges its provider, within minutes', async () => {
    giveProvider(portal, 'haninge');
    const browser = portal.browser();
    await browser.get('/sign-in/own/haninge');
    portal.deps.partySignIn.providers.set('haninge', 'https://other.haninge.example');
    portal.advance(5);
    const page = await browser.get('/sign-in/own/haninge');
    expect(page.headers.get(CSP)).toContain('https://other.haninge.example');
  });

  it('takes no post that is not ours', async () => {
    giveProvider(portal, 'haninge');
    const browser = portal.browser();
    await browser.get('/sign-in/own/haninge');
    const before = portal.snapshot();
    expect((await browser.post('/sign-in/own/haninge', { csrf: 'x' })).status).toBe(403);
    const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    expect((await browser.post('/sign-in/own/haninge', {}, foreign)).status).toBe(403);
    expect(portal.snapshot()).toBe(before);
  });

  it('reads its pages without a trace', async () => {
    giveProvider(portal, 'haninge');
    const browser = await portal.signedIn('haninge', 'handler');
    const before = portal.snapshot();
    for (const path of ['/sign-in', '/sign-in/own/haninge', '/own-sign-in', '/inbox']) await browser.get(path);
    await portal.app.request(`${PORTAL}/sign-in/own/haninge`, { method: 'HEAD' });
    expect(portal.snapshot()).toBe(before);
  });
});
