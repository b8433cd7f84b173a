import { describe, expect, it } from 'vitest';
import { PORTAL, testPortal } from '#test/portal';
import { givenFile, ORDERER, PATH } from '#test/portal-files';

describe('a post is taken only from our own pages', () => {
  const given = async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'in-progress' });
    const browser = await portal.signedIn(ORDERER, 'handler');
    await browser.get(`${PATH}/withdraw`);
    return { portal, browser };
  };
  const path = `${PATH}/withdraw`;

  it.each([
    ['another site says so', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a sister site says so', { 'Sec-Fetch-Site': 'same-site' }],
    ['another site, with our origin', { 'Sec-Fetch-Site': 'cross-site', Origin: PORTAL }],
  ])('refused: %s', async (_title, headers) => {
    const { portal, browser } = await given();
    const before = portal.snapshot();
    const response = await browser.post(path, {}, headers);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Formuläret gäller inte längre');
    expect(portal.snapshot()).toBe(before);
  });

  it.each([
    ['another origin', 'https://evil.example', 403],
    ['no origin that is told', 'null', 403],
    ['our origin', PORTAL, 303],
  ])('from a browser that sends no Sec-Fetch-Site: %s', async (_title, origin, status) => {
    const { portal, browser } = await given();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await portal.app.request(`${PORTAL}${path}`, {
      method: 'POST',
      headers: { Cookie: cookie, Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf: browser.csrf }).toString(),
    });
    expect(response.status).toBe(status);
  });

  it('refused: without the token, with a wrong one, or with that of another session', async () => {
    const { portal, browser } = await given();
    const other = await portal.signedIn(ORDERER, 'manager');
    await other.get('/inbox');
    const before = portal.snapshot();
    for (const csrf of ['', 'x', other.csrf]) {
      expect((await browser.post(path, { csrf })).status).toBe(403);
    }
    expect(portal.snapshot()).toBe(before);
  });

  it('refused: the token of before the sign-in', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'in-progress' });
    const browser = portal.browser();
    await browser.get('/sign-in');
    const before = browser.csrf;
    await browser.signIn(ORDERER, 'handler');
    expect((await browser.post(path, { csrf: before })).status).toBe(403);
  });

  it('refused: more than a form can hold', async () => {
    const { browser } = await given();
    const response = await browser.post(path, { text: 'a'.repeat(70_000) });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('För mycket text');
  });

  it('changes the language for this browser and comes back to the page', async () => {
    const { browser } = await given();
    const response = await browser.post('/language', { locale: 'en', returnTo: path });
    expect(response.headers.get('location')).toBe(path);
    expect(await (await browser.get(path)).text()).toContain('<html lang="en">');
  });
});
