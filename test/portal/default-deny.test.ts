import { describe, expect, it } from 'vitest';
import type { PartyId } from '#domain/parties';
import { may, mayWithStaff, Role, type Side } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, testPortal } from '#test/portal';
import { ASKED, givenFile, ID, ORDERER, PERFORMER } from '#test/portal-files';
import { givenParkedMail } from './parked-mail.ts';
import { ASSIGNMENT_ROUTES, PARKED_ROUTES, type RouteCase, STAFF_ROUTES } from './routes.ts';

const MUNICIPALITIES: [PartyId, string][] = [
  [ORDERER, 'the orderer'],
  [PERFORMER, 'the performer'],
  [ASKED, 'one that was asked'],
];

/** What the table of staff and sides says, written apart from the portal. */
const sideIn = (party: PartyId, { status }: RouteCase): Side | undefined => {
  if (party === ORDERER) return 'orderer';
  const hasPerformer = !['screening', 'in-review', 'circulated'].includes(status);
  if (party === PERFORMER && hasPerformer) return 'performer';
  return status === 'circulated' ? 'asked' : undefined;
};

const expected = (party: PartyId, role: Role, route: RouteCase): 'in' | 403 | 404 => {
  const side = sideIn(party, route);
  if (may(role, side, route.act)) return !route.onlySides || route.onlySides.includes(side ?? '') ? 'in' : 404;
  return may(role, side, 'view') ? 403 : 404;
};

describe('nobody does what the table of roles and sides does not name', () => {
  for (const route of ASSIGNMENT_ROUTES) {
    const what = `${route.method} ${route.path.replace(ID, ':id')} (${route.act})`;
    it(`${what} lets in exactly those who may`, async () => {
      const found: string[] = [];
      const wanted: string[] = [];
      for (const [party, name] of MUNICIPALITIES) {
        for (const role of Role.options) {
          const portal = testPortal();
          const facts = (await route.facts?.(portal)) ?? [];
          // What a document route reads has to be there for those who may read it.
          if (facts.some(({ kind }) => kind === 'document')) await keepText(portal);
          await givenFile(portal, { status: route.status, facts, ...(route.head && { head: route.head }) });
          const browser = await portal.signedIn(party, role);
          await browser.get('/inbox');
          const before = portal.snapshot();
          const response =
            route.method === 'GET' ? await browser.get(route.path) : await browser.post(route.path, route.fields);
          const status = [403, 404].includes(response.status) ? response.status : 'in';
          found.push(`${name}, ${role}: ${status}`);
          const want = expected(party, role, route);
          wanted.push(`${name}, ${role}: ${want}`);
          if (want !== 'in') expect(portal.snapshot(), `${name}, ${role} changed something`).toBe(before);
        }
      }
      expect(found).toEqual(wanted);
    });
  }

  for (const route of PARKED_ROUTES) {
    it(`${route.method} ${route.path.replace(ID, ':id')} of parked mail (${route.act}) lets in exactly those who may`, async () => {
      const found: string[] = [];
      const wanted: string[] = [];
      for (const [party, name] of MUNICIPALITIES) {
        for (const role of Role.options) {
          const portal = testPortal(ORDERER);
          await givenParkedMail(portal, route);
          const browser = await portal.signedIn(party, role);
          await browser.get('/inbox');
          const before = portal.snapshot();
          const response =
            route.method === 'GET' ? await browser.get(route.path) : await browser.post(route.path, route.fields);
          found.push(`${name}, ${role}: ${[403, 404].includes(response.status) ? response.status : 'in'}`);
          const isIn = may(role, party === ORDERER ? 'host' : undefined, route.act);
          wanted.push(`${name}, ${role}: ${isIn ? 'in' : 404}`);
          if (!isIn || route.method === 'GET')
            expect(portal.snapshot(), `${name}, ${role} changed something`).toBe(before);
        }
      }
      expect(found).toEqual(wanted);
    });
  }

  for (const { method, path, act, fields } of STAFF_ROUTES) {
    const routeOf = (party: PartyId) => path.replace(':handler', staffIdOf(party, 'handler'));
    const ask = (browser: Browser, party: PartyId) =>
      method === 'GET' ? browser.get(routeOf(party)) : browser.post(routeOf(party), fields);

    it(`${method} ${path} lets in exactly those who may ${act}, and of no other municipality`, async () => {
      const found: string[] = [];
      const wanted: string[] = [];
      for (const role of Role.options) {
        const portal = testPortal();
        const browser = await portal.signedIn(ORDERER, role);
        await browser.get('/inbox');
        const before = portal.snapshot();
        const theirs = path.includes(':handler') ? await ask(browser, PERFORMER) : undefined;
        expect(portal.snapshot(), `${role} changed another municipality`).toBe(before);
        const { status } = await ask(browser, ORDERER);
        const isIn = mayWithStaff(role, act);
        found.push(`${role}: ${status === 403 ? 403 : 'in'} ${theirs?.status ?? ''}`);
        wanted.push(`${role}: ${isIn ? 'in' : 403} ${theirs ? (isIn ? 404 : 403) : ''}`);
        if (!isIn || method === 'GET') expect(portal.snapshot(), `${role} changed something`).toBe(before);
      }
      expect(found).toEqual(wanted);
    });

    it(`${method} ${path} is for nobody who is not signed in`, async () => {
      const portal = testPortal();
      const browser = portal.browser();
      await browser.get('/');
      const before = portal.snapshot();
      expect((await ask(browser, ORDERER)).status).toBe(method === 'GET' ? 303 : 401);
      expect(portal.snapshot()).toBe(before);
    });
  }

  it('shows a stranger the very page that an assignment which never was would give', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'ordered' });
    const stranger = await portal.signedIn(ASKED, 'manager');
    const here = await stranger.get(`/assignments/${ID}`);
    const nowhere = await stranger.get('/assignments/haninge-zzzzzzzzzzzzzzzz');
    const forged = await stranger.get('/assignments/etc');
    expect([here.status, nowhere.status, forged.status]).toEqual([404, 404, 404]);
    const neutral = async (page: Response) => (await page.text()).replaceAll(/value="\/assignments[^"]*"/g, '');
    const pages = [await neutral(here), await neutral(nowhere), await neutral(forged)];
    expect(new Set(pages).size).toBe(1);
  });

  it('sends everyone who is not signed in to the sign-in page, and posts nothing for them', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    const browser = portal.browser();
    await browser.get('/');
    const before = portal.snapshot();
    for (const { method, path, fields } of ASSIGNMENT_ROUTES) {
      const response = method === 'GET' ? await browser.get(path) : await browser.post(path, fields);
      expect(response.status, `${method} ${path}`).toBe(method === 'GET' ? 303 : 401);
      if (method === 'GET') expect(response.headers.get('location')).toMatch(/^\/sign-in\?returnTo=%2Fassignments/);
    }
    expect(portal.snapshot()).toBe(before);
  });
});

const keepText = async (portal: ReturnType<typeof testPortal>) => {
  const key = `${ORDERER}/${ID}/doc-0000000001.txt`;
  const bytes = new TextEncoder().encode('BESTÄLLNING');
  await portal.deps.vault.put({ shelf: 'evidence', key, party: ORDERER, bytes, mediaType: 'text/plain' });
};
