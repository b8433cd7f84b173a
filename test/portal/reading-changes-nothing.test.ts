import { describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { expiryOf } from '#domain/secure-message';
import { staffIdOf } from '#test/memory-register';
import { START, testPortal } from '#test/portal';
import { givenFile, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';
import { givenGrant, givenRules } from '#test/portal-grants';
import { ASSIGNMENT_ROUTES, EXPORTS, OPEN_PAGES, STAFF_PAGES } from './routes.ts';

describe('reading changes nothing', () => {
  it.each(ASSIGNMENT_ROUTES.filter(({ method }) => method === 'GET'))('GET $path in $status', async (route) => {
    for (const party of [ORDERER, PERFORMER]) {
      for (const role of ['handler', 'manager'] as const) {
        const portal = testPortal();
        const facts = (await route.facts?.(portal)) ?? [];
        await givenFile(portal, { status: route.status, facts, ...(route.head && { head: route.head }) });
        const browser = await portal.signedIn(party, role);
        const before = portal.snapshot();
        const response = await browser.get(route.path);
        expect(response.status).toBeLessThan(500);
        expect(portal.snapshot()).toBe(before);
      }
    }
  });

  it.each([
    ...OPEN_PAGES,
    ...STAFF_PAGES,
    ...EXPORTS,
    '/inbox',
    '/parked',
    '/certificates/c-0123456789abcdef',
    '/nowhere',
  ])('GET %s', async (path) => {
    const portal = testPortal();
    const browser = await portal.signedIn('salem', 'manager');
    const before = portal.snapshot();
    expect((await browser.get(path)).status).toBeLessThan(500);
    expect(portal.snapshot()).toBe(before);
    expect(portal.deps.workflow.completed.size).toBe(0);
  });

  it('not even a grant that is found fallen: its end is written when somebody acts', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'in-progress', head: { needsRegisterAccess: true } });
    await givenRules(portal, PERFORMER);
    const { id, grantee } = await givenGrant(portal);
    const person = await portal.deps.register.staff(PERFORMER, grantee);
    if (person) portal.deps.register.put({ ...person, nearestManager: staffIdOf(PERFORMER, 'handler', 1) });
    for (const role of ['handler', 'manager', 'dpo'] as const) {
      const browser = await portal.signedIn(PERFORMER, role);
      const before = portal.snapshot();
      for (const path of [PATH, `${PATH}/register-access`, '/grants', `/grants/${ID}/${id}`, ...EXPORTS]) {
        expect((await browser.get(path)).status).toBeLessThan(500);
      }
      expect(portal.snapshot(), role).toBe(before);
    }
  });

  it('a mail scanner that opens a message link a hundred times leaves no trace and uses nothing up', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'sent' });
    await portal.deps.access.putLink({
      tokenHash: sha256('a'.repeat(26)),
      assignmentId: ID,
      from: PERFORMER,
      to: ORDERER,
      invited: staffIdOf(ORDERER, 'handler'),
      issuedAt: START.toISOString(),
      expiresAt: expiryOf(START).toISOString(),
    });
    const before = portal.snapshot();
    const scanner = portal.browser();
    for (let i = 0; i < 100; i++) expect((await scanner.get(`/m/${'a'.repeat(26)}`)).status).toBe(200);
    expect(portal.snapshot()).toBe(before);
  });
});
