import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { staffIdOf } from '#test/memory-register';
import { backFrom, PORTAL, type TestPortal, testPortal } from '#test/portal';

const SESSION = '__Host-session';

describe('signing in', () => {
  let portal: TestPortal;
  beforeEach(() => {
    portal = testPortal();
  });
  const isIn = async (browser: ReturnType<TestPortal['browser']>) => (await browser.get('/inbox')).status === 200;

  it('asks for the municipality and says so when none was chosen', async () => {
    const browser = portal.browser();
    await browser.get('/sign-in');
    const again = await browser.post('/sign-in', { party: 'stockholm' });
    expect(again.status).toBe(422);
    expect(await again.text()).toMatch(/<a href="#party">Kommun: Välj ett av alternativen\.<\/a>/);
  });

  it('lets in the member of staff whose e-ID is bound, and stores neither token nor number', async () => {
    const browser = await portal.signedIn('haninge', 'handler');
    expect(await isIn(browser)).toBe(true);
    const held = JSON.stringify(portal.deps.access.snapshot());
    const token = browser.cookies.get(SESSION) ?? '';
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(held).toContain(sha256(token));
    expect(held).not.toContain(token);
    expect(held).not.toContain(portal.identity.person);
  });

  it('sets cookies that only this origin gets, over an encrypted connection, out of reach of scripts', async () => {
    const browser = portal.browser();
    await portal.identify('haninge', staffIdOf('haninge', 'handler'));
    await browser.get('/sign-in');
    const away = await browser.post('/sign-in', { party: 'haninge' });
    const back = await browser.get(backFrom(away.headers.get('location') ?? ''));
    const [cookie = ''] = back.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-session=/);
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part);
    expect(cookie).not.toMatch(/Domain|Expires|Max-Age/i);
  });

  it('tells an identified person without authority so, and starts no session', async () => {
    const browser = portal.browser();
    portal.identity.person = '189001019802';
    await browser.get('/sign-in');
    const page = await browser.follow(await browser.post('/sign-in', { party: 'tyreso' }));
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('Du är identifierad men saknar behörighet');
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it('does not let an e-ID that one municipality knows into another', async () => {
    await portal.signedIn('haninge', 'manager');
    const browser = portal.browser();
    await browser.get('/sign-in');
    expect((await browser.follow(await browser.post('/sign-in', { party: 'tyreso' }))).status).toBe(403);
  });

  it('comes back to where one was going, and never to another site', async () => {
    await portal.identify('haninge', staffIdOf('haninge', 'handler'));
    const ends: Record<string, string> = {};
    for (const returnTo of [
      '/cookies',
      '//evil.example',
      'https://evil.example/',
      '/\\evil.example',
      '/inbox?x=//evil.example',
    ]) {
      const browser = portal.browser();
      await browser.get('/sign-in');
      const away = await browser.post('/sign-in', { party: 'haninge', returnTo });
      const back = await browser.get(backFrom(away.headers.get('location') ?? ''));
      ends[returnTo] = back.headers.get('location') ?? '';
    }
    expect(Object.values(ends)).toEqual(['/cookies', '/inbox', '/inbox', '/inbox', '/inbox']);
  });

  it('explains a cancelled identification, and one that the provider could not give', async () => {
    const browser = portal.browser();
    portal.identity.person = undefined;
    await browser.get('/sign-in');
    const page = await browser.follow(await browser.post('/sign-in', { party: 'haninge' }));
    expect(await page.text()).toContain('Du avbröt legitimeringen');
    expect(browser.cookies.has(SESSION)).toBe(false);
  });
});

describe('the way back from the e-ID', () => {
  it('is good once: a second visit, or the back button, changes nothing and says why', async () => {
    const portal = testPortal();
    const browser = portal.browser();
    await portal.identify('haninge', staffIdOf('haninge', 'handler'));
    await browser.get('/sign-in');
    const back = backFrom((await browser.post('/sign-in', { party: 'haninge' })).headers.get('location') ?? '');
    await browser.get(back);
    const before = portal.snapshot();
    const again = await browser.get(back);
    expect(again.status).toBe(400);
    expect(await again.text()).toContain('Legitimeringen är redan använd');
    expect(portal.snapshot()).toBe(before);
    expect((await browser.get('/inbox')).status).toBe(200);
  });

  it('works only in the browser that began: nobody is signed in by a link that somebody else sends', async () => {
    const portal = testPortal();
    const attacker = portal.browser();
    await portal.identify('haninge', staffIdOf('haninge', 'handler'));
    await attacker.get('/sign-in');
    const back = backFrom((await attacker.post('/sign-in', { party: 'haninge' })).headers.get('location') ?? '');
    const victim = portal.browser();
    await victim.get('/');
    expect((await victim.get(back)).status).toBe(400);
    expect(victim.cookies.has(SESSION)).toBe(false);
  });

  it('comes too late after ten minutes', async () => {
    const portal = testPortal();
    const browser = portal.browser();
    await portal.identify('haninge', staffIdOf('haninge', 'handler'));
    await browser.get('/sign-in');
    const away = await browser.post('/sign-in', { party: 'haninge' });
    portal.advance(10);
    expect((await browser.get(backFrom(away.headers.get('location') ?? ''))).status).toBe(400);
  });

  it('is not used up by a HEAD of something that looks at links', async () => {
    const portal = testPortal();
    const browser = portal.browser();
    await portal.identify('haninge', staffIdOf('haninge', 'handler'));
    await browser.get('/sign-in');
    const back = backFrom((await browser.post('/sign-in', { party: 'haninge' })).headers.get('location') ?? '');
    await portal.app.request(`${PORTAL}${back}`, {
      method: 'HEAD',
      headers: { Cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect((await browser.get(back)).status).toBe(303);
  });
});

describe('a session', () => {
  it.each([
    ['lives while it is used', [119, 119, 119], true],
    ['ends after two hours without a request', [120], false],
    ['ends after twelve hours however busy', Array.from({ length: 13 }, () => 60), false],
  ])('%s', async (_title, minutes, isAlive) => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    let status = 200;
    for (const some of minutes) {
      portal.advance(some);
      status = (await browser.get('/inbox')).status;
    }
    expect(status).toBe(isAlive ? 200 : 303);
  });

  it('begins with a new token at every sign-in, and the former one is dead', async () => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    const former = browser.cookies.get(SESSION) ?? '';
    await browser.signIn('haninge', 'handler');
    expect(browser.cookies.get(SESSION)).not.toBe(former);
    const thief = portal.browser();
    thief.cookies.set(SESSION, former);
    expect((await thief.get('/inbox')).status).toBe(303);
  });

  it('is never one that somebody planted before the sign-in', async () => {
    const portal = testPortal();
    const planted = 'A'.repeat(43);
    const browser = portal.browser();
    browser.cookies.set(SESSION, planted);
    await browser.signIn('haninge', 'handler');
    const attacker = portal.browser();
    attacker.cookies.set(SESSION, planted);
    expect((await attacker.get('/inbox')).status).toBe(303);
  });

  it('ends at sign-out, on the server too', async () => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    const token = browser.cookies.get(SESSION) ?? '';
    await browser.post('/sign-out');
    expect(browser.cookies.has(SESSION)).toBe(false);
    const again = portal.browser();
    again.cookies.set(SESSION, token);
    expect((await again.get('/inbox')).status).toBe(303);
  });

  it('ends at once for somebody who is no longer active', async () => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    const staff = await portal.deps.register.staff('haninge', staffIdOf('haninge', 'handler'));
    if (staff) portal.deps.register.put({ ...staff, isActive: false });
    expect((await browser.get('/inbox')).status).toBe(303);
  });
});
