import { describe, expect, it } from 'vitest';
import { staffIdOf } from '#test/memory-register';
import { type Browser, backFrom, type TestPortal, testPortal } from '#test/portal';

const HANDLER = staffIdOf('haninge', 'handler');
const ADMIN = staffIdOf('haninge', 'administrator');
const NUMBER = '192412319218';

const givenLink = async (portal: TestPortal, admin: Browser, id = HANDLER): Promise<string> => {
  await admin.get(`/staff/${id}`);
  await admin.post(`/staff/${id}/link`);
  return new URL(portal.deps.mailbox.sent.at(-1)?.url ?? '').pathname;
};
const given = async () => {
  const portal = testPortal();
  const admin = await portal.signedIn('haninge', 'administrator');
  return { portal, admin, link: await givenLink(portal, admin) };
};
const begin = async (portal: TestPortal, link: string): Promise<[Browser, string]> => {
  const browser = portal.browser();
  await browser.get(link);
  const started = await browser.post(`${link}/identify`);
  return [browser, backFrom(started.headers.get('location') ?? '')];
};
const waiting = (portal: TestPortal, id = HANDLER) => portal.deps.staffBindings.findWaiting('haninge', id);

describe('an e-ID becomes somebody’s by their own link, once, and by somebody else’s approval (architecture 7)', () => {
  it('a scanner that opens the link a hundred times neither uses it up nor leaves a trace', async () => {
    const { portal, link } = await given();
    const before = portal.snapshot();
    const scanner = portal.browser();
    for (let i = 0; i < 100; i++) expect((await scanner.get(link)).status).toBe(200);
    expect(portal.snapshot()).toBe(before);
  });

  it('a link is good for one identification', async () => {
    const { portal, link } = await given();
    const [first, firstBack] = await begin(portal, link);
    const [second, secondBack] = await begin(portal, link);
    portal.identity.person = NUMBER;
    expect((await first.get(firstBack)).status).toBe(200);
    expect((await second.get(secondBack)).status).toBe(404);
    expect((await portal.browser().get(link)).status).toBe(404);
  });

  it('a link that was cancelled at the e-ID can be tried again', async () => {
    const { portal, link } = await given();
    const [browser, back] = await begin(portal, link);
    portal.identity.person = undefined;
    await browser.get(back);
    expect((await portal.browser().get(link)).status).toBe(200);
  });

  it('a link dies after its seventh day, and what waits after its fourteenth', async () => {
    const { portal, admin, link } = await given();
    const [browser, back] = await begin(portal, link);
    portal.identity.person = NUMBER;
    await browser.get(back);
    const other = await givenLink(portal, admin, staffIdOf('haninge', 'handler', 1));
    portal.advance(7 * 24 * 60);
    expect((await portal.browser().get(other)).status).toBe(200);
    portal.advance(24 * 60);
    expect((await portal.browser().get(other)).status).toBe(404);
    portal.advance(7 * 24 * 60);
    const again = await portal.signedIn('haninge', 'administrator');
    expect(await (await again.get(`/staff/${HANDLER}`)).text()).not.toContain('Namn i e-legitimationen');
  });

  it('a newer link ends the older, and leaving ends every link', async () => {
    const { portal, admin, link } = await given();
    const newer = await givenLink(portal, admin);
    expect([(await portal.browser().get(link)).status, (await portal.browser().get(newer)).status]).toEqual([404, 200]);
    const one = await portal.deps.register.staff('haninge', HANDLER);
    if (one) portal.deps.register.put({ ...one, isActive: false });
    expect((await portal.browser().get(newer)).status).toBe(404);
  });

  it('a guessed link and one that never was give the very same page', async () => {
    const { portal } = await given();
    for (const path of [`/bind/${'A'.repeat(43)}`, '/bind/x']) {
      expect((await portal.browser().get(path)).status).toBe(404);
    }
  });

  it('the callback of a binding opens in no other browser', async () => {
    const { portal, link } = await given();
    const [, back] = await begin(portal, link);
    portal.identity.person = NUMBER;
    const stranger = portal.browser();
    await stranger.get('/');
    expect((await stranger.get(back)).status).toBe(400);
    expect(await waiting(portal)).toBeUndefined();
  });

  it('an identification below the third level binds nothing, and the link is not used up', async () => {
    const { portal, link } = await given();
    const [browser, back] = await begin(portal, link);
    portal.identity.person = NUMBER;
    const strong = portal.identity.finishIdentification;
    portal.identity.finishIdentification = async (...input) => ({
      ...(await strong(...input)),
      level: 'http://id.elegnamnden.se/loa/1.0/loa2',
    });
    expect((await browser.get(back)).status).toBe(403);
    expect(await waiting(portal)).toBeUndefined();
    expect((await portal.browser().get(link)).status).toBe(200);
  });

  it('an administrator does not approve their own, and nobody approves what they did not look at', async () => {
    const { portal, admin } = await given();
    const own = await givenLink(portal, admin, ADMIN);
    const [browser, back] = await begin(portal, own);
    portal.identity.person = NUMBER;
    await browser.get(back);
    const shownAt = (await waiting(portal, ADMIN))?.identifiedAt ?? '';
    expect((await admin.post(`/staff/${ADMIN}/binding`, { decision: 'approve', shownAt })).status).toBe(403);

    const link = await givenLink(portal, admin);
    const [other, otherBack] = await begin(portal, link);
    portal.identity.person = '202312912393';
    portal.advance(1);
    await other.get(otherBack);
    const stale = await admin.post(`/staff/${HANDLER}/binding`, { decision: 'approve', shownAt });
    expect(stale.headers.get('location')).toContain('done=gone');
    expect(
      await portal.deps.register.staffByIdentity('haninge', await portal.deps.identityKeys.macOf('haninge', NUMBER)),
    ).toBeUndefined();
  });

  it('the number is nowhere, and its MAC only where it waits or is bound', async () => {
    const { portal, link } = await given();
    const [browser, back] = await begin(portal, link);
    portal.identity.person = NUMBER;
    await browser.get(back);
    const mac = await portal.deps.identityKeys.macOf('haninge', NUMBER);
    expect(portal.snapshot()).not.toContain(NUMBER);
    const log = JSON.stringify(await portal.deps.register.staffLog('haninge'));
    expect(log).not.toContain(mac);
    expect(JSON.stringify(portal.lines)).not.toMatch(new RegExp(`${NUMBER}|${mac}|${link.split('/').at(-1)}`));
  });
});
