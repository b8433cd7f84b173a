import { describe, expect, it } from 'vitest';
import { LOA2, LOA3 } from '#domain/assurance';
import { may, type Role, type Side } from '#domain/staff';
import { levelNeededFor } from '#portal/session/only-with-level.ts';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { ASKED, givenFile, givenOrder, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';
import { weaken } from '#test/weak-session';
import { ASSIGNMENT_ROUTES, OPEN_PAGES, PARKED_ROUTES, type RouteCase } from '../portal/routes.ts';

/*
 * A municipality's own single sign-on may give a session below level three (D3). It sees what there is to do and may offer;
 * whatever holds identifying data or binds anybody wants an e-ID (D2, K6), also on pages that do not exist yet.
 */

const STEP_UP = 'Det här kräver e-legitimation';
const SIDES: Record<Side, typeof ORDERER> = { orderer: ORDERER, performer: PERFORMER, asked: ASKED, host: 'salem' };

const weakSession = async (portal: TestPortal, side: Side, role: Role, level = LOA2) => {
  const browser = await portal.signedIn(SIDES[side], role);
  await browser.get('/inbox');
  await weaken(portal, browser, level);
  return browser;
};

const ask = (browser: Browser, route: Pick<RouteCase, 'method' | 'path' | 'fields'>) =>
  route.method === 'GET' ? browser.get(route.path) : browser.post(route.path, route.fields);

const WEAK_PAGES = [PATH, `${PATH}/offer`, `${PATH}/decline`];

describe('ensure a weak level opens little', () => {
  for (const route of ASSIGNMENT_ROUTES) {
    const isOpen = WEAK_PAGES.includes(route.path);
    const title = `${route.method} ${route.path.replace(ID, ':id')} ${isOpen ? 'is open to' : 'shows the way on to'} a weak session`;
    it(title, async () => {
      const sides = (['orderer', 'performer', 'asked'] as const).filter((side) => may('manager', side, route.act));
      const side = sides[0] ?? 'orderer';
      const portal = testPortal();
      const facts = (await route.facts?.(portal)) ?? [];
      await givenFile(portal, { status: route.status, facts, ...(route.head && { head: route.head }) });
      const browser = await weakSession(portal, side, 'manager');
      const before = portal.snapshot();
      const response = await ask(browser, route);
      const html = await response.text();
      if (isOpen) return expect(html).not.toContain(STEP_UP);
      expect(response.status).toBe(403);
      expect(html).toContain(STEP_UP);
      expect(html).toContain('tillitsnivå 3');
      expect(portal.snapshot()).toBe(before);
    });
  }

  it('shows the way on from parked mail, certificates, secure messages, registers and rounds of signing', async () => {
    const portal = testPortal();
    const browser = await weakSession(portal, 'host', 'manager');
    const paths = ['/parked', '/certificates/c-0000000001', '/messages/x', '/signings', '/grants', '/handling-rules'];
    for (const path of [...paths, ...PARKED_ROUTES.filter(({ method }) => method === 'GET').map(({ path }) => path)]) {
      const response = await browser.get(path);
      expect(response.status, path).toBe(403);
      expect(await response.text(), path).toContain(STEP_UP);
    }
  });

  it('leads to the e-ID and back to the page that was asked for', async () => {
    const portal = testPortal();
    const browser = await weakSession(portal, 'orderer', 'manager');
    const html = await (await browser.get(`${PATH}/order`)).text();
    expect(html).toContain(`href="/sign-in?returnTo=${encodeURIComponent(`${PATH}/order`)}"`);
  });

  it('lets a weak session see its inbox, leave, and change the language', async () => {
    const portal = testPortal();
    const browser = await weakSession(portal, 'orderer', 'handler');
    expect((await browser.get('/inbox')).status).toBe(200);
    expect((await browser.post('/language', { locale: 'en', returnTo: '/inbox' })).status).toBe(303);
    expect((await browser.post('/sign-out')).status).toBe(303);
  });

  it('gives a session of no registered level nothing at all, not even the inbox', async () => {
    const portal = testPortal();
    for (const level of ['', 'loa3', `${LOA3}-nonresident`]) {
      const browser = await weakSession(portal, 'orderer', 'manager', level);
      expect((await browser.get('/inbox')).status, level).toBe(403);
    }
  });

  it('takes no signature below the minimum, whatever the session and whatever the provider was asked for', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    const browser = await portal.signedIn(PERFORMER, 'manager');
    const honest = portal.identity.finishSigning;
    portal.identity.finishSigning = async (...given) => {
      const { person, evidence } = await honest(...given);
      return { person: { ...person, level: LOA2 }, evidence: { ...evidence, level: LOA2 } };
    };
    const refused = await browser.sign(await browser.get(`${PATH}/accept`), PERFORMER, 'manager');
    expect(refused.status).toBe(403);
    expect((await portal.deps.assignments.find(ID))?.assignment.status).toBe('ordered');

    portal.identity.finishSigning = honest;
    await browser.sign(await browser.get(`${PATH}/accept`), PERFORMER, 'manager');
    expect((await portal.deps.assignments.find(ID))?.assignment.status).not.toBe('ordered');
  });

  it('closes a page that nobody has thought of', () => {
    expect(levelNeededFor('GET', '/something-new')).toBe('loa3');
    expect(levelNeededFor('POST', '/inbox')).toBe('loa3');
    expect(levelNeededFor('GET', `${PATH}/offer/more`)).toBe('loa3');
    for (const path of [...OPEN_PAGES, '/callback']) expect(levelNeededFor('GET', path), path).toBeUndefined();
  });
});
