import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPath } from '#portal/session/identifications.ts';
import { backFrom, formWith, testPortal } from '#test/portal';
import {
  ASKED,
  givenDeliverable,
  givenFile,
  givenMaterial,
  givenOrder,
  ID,
  ORDER_FORM,
  ORDERER,
  PATH,
  PERFORMER,
} from '#test/portal-files';
import { ASSIGNMENT_ROUTES } from './routes.ts';

const EVIL = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>&lt;';

describe('what people write is shown as text', () => {
  it('in subjects, titles, safe texts, remarks and orders', async () => {
    const portal = testPortal();
    await givenFile(portal, {
      status: 'in-progress',
      subject: EVIL,
      facts: [
        ...givenOrder().map((fact) => (fact.kind === 'order' ? { ...fact, place: EVIL, description: EVIL } : fact)),
        await givenMaterial(portal, { title: EVIL, text: EVIL }),
        await givenDeliverable(portal, { title: EVIL }),
        { kind: 'remark', id: 'r', by: portalStaff, about: 'objected', text: EVIL },
      ],
    });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    for (const path of ['/inbox', PATH, `${PATH}/deliverables`, `${PATH}/deliverables/d-0000000001`]) {
      const page = await (await performer.get(path)).text();
      expect(page, path).toContain('&lt;script&gt;alert(1)');
      expect(page, path).not.toMatch(/<script|<img/);
    }
  });

  it('in forms that are shown again and in documents that are to be signed', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/order`);
    const again = await (await orderer.post(`${PATH}/order`, { ...ORDER_FORM, place: EVIL, hours: EVIL })).text();
    const preview = await (
      await orderer.post(`${PATH}/order`, { ...ORDER_FORM, place: EVIL, description: EVIL })
    ).text();
    for (const page of [again, preview]) expect(page).not.toMatch(/<script|<img/);
    // What is read, posted on and signed is the same text, markup and all.
    const { action, fields } = formWith(preview, 'textHash');
    const away = await orderer.post(action, fields);
    expect((await orderer.get(backFrom(away.headers.get('location') ?? ''))).status).toBe(303);
    expect((await portal.deps.assignments.load(ID)).order?.place).toBe(EVIL);
  });

  it('in a path that does not exist, and in a word that says what was done', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    const browser = await portal.signedIn(ORDERER, 'handler');
    for (const path of [
      `/${encodeURIComponent(EVIL)}`,
      `${PATH}?done=${encodeURIComponent(EVIL)}`,
      `${PATH}?done=toString`,
    ]) {
      expect(await (await browser.get(path)).text()).not.toMatch(/<script|<img|native code/);
    }
  });
});

const portalStaff = 's-3000000000' as never;

const garbage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '-1',
    '1e9',
    '9'.repeat(50),
    '2027-02-30',
    '0000-00-00',
    'yes',
    'nykvarn',
    'x'.repeat(7000),
    EVIL,
  ),
);
const NAMES = [
  'performer',
  'registryNumber',
  'workType',
  'place',
  'finishOn',
  'hours',
  'description',
  'reason',
  'text',
  'remedy',
  'ground',
  'evidence',
  'permitUntil',
  'grantee',
  'register',
  'purpose',
  'from',
  'until',
  'usedRegister',
  'whatFor',
  'id',
  'title',
  'kind',
  'textHash',
  'm-0',
  'change',
  'party',
  'returnTo',
  'locale',
  '__proto__',
  'constructor',
];
const form = fc.dictionary(fc.constantFrom(...NAMES), garbage, { maxKeys: 12 });

describe('garbage is answered, never crashed on', () => {
  it.each(ASSIGNMENT_ROUTES.filter(({ method }) => method === 'POST'))('POST $path as $act', async (route) => {
    await fc.assert(
      fc.asyncProperty(form, async (fields) => {
        const portal = testPortal();
        const facts = (await route.facts?.(portal)) ?? [];
        await givenFile(portal, { status: route.status, facts, ...(route.head && { head: route.head }) });
        const party = ['accept', 'deliver', 'clear'].includes(route.act)
          ? PERFORMER
          : route.act === 'offer'
            ? ASKED
            : ORDERER;
        const browser = await portal.signedIn(party, 'manager');
        await browser.get('/inbox');
        const response = await browser.post(route.path, { ...route.fields, ...fields });
        expect(response.status).toBeLessThan(500);
        expect(portal.lines.filter(({ event }) => event === 'failure')).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it.each(['/sign-in', '/language', '/sign-out', `/m/${'a'.repeat(26)}/identify`])('POST %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(form, async (fields) => {
        const portal = testPortal();
        const browser = portal.browser();
        await browser.get('/');
        expect((await browser.post(path, fields)).status).toBeLessThan(500);
      }),
      { numRuns: 25 },
    );
  });

  it('in a way back from the e-ID that nobody began', async () => {
    const portal = testPortal();
    const browser = portal.browser();
    await fc.assert(
      fc.asyncProperty(fc.webQueryParameters(), async (query) => {
        const response = await browser.get(`/callback?${query}`);
        expect(response.status).toBe(400);
      }),
      { numRuns: 50 },
    );
  });

  it('in bodies that are no forms', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    const browser = await portal.signedIn(ORDERER, 'handler');
    await browser.get('/inbox');
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/json',
      'text/plain',
      'x',
    ]) {
      expect((await browser.post(`${PATH}/withdraw`, {}, { 'Content-Type': type })).status).toBe(403);
    }
  });

  it('in cookies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[!-+\--:<-[\]-~]{0,60}$/), async (value) => {
        const portal = testPortal();
        const browser = portal.browser();
        for (const name of ['__Host-session', '__Host-browser', '__Host-language']) browser.cookies.set(name, value);
        expect((await browser.get('/inbox')).status).toBe(303);
      }),
    );
  });

  it('in addresses to return to: always a path of ours', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((s) => `/${s}`),
        ),
        (path) => {
          expect(new URL(localPath(path), 'https://portal.test').origin).toBe('https://portal.test');
        },
      ),
    );
  });
});

describe('the log', () => {
  it('holds patterns, statuses and opaque ids of staff, and nothing that was asked for or written', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    const browser = await portal.signedIn(ORDERER, 'handler');
    await browser.get(PATH);
    await browser.get(`/m/${'a'.repeat(26)}`);
    await browser.post(`${PATH}/order`, { ...ORDER_FORM, place: 'Hemlig plats' });
    const log = JSON.stringify(portal.lines);
    expect(log).toContain('/assignments/:id/order');
    expect(log).toContain('/m/:token');
    expect(log).not.toMatch(/aaaa|haninge-|Hemlig|Test handler|code=|state=/);
  });
});
