import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { expiryOf } from '#domain/secure-message';
import { RoundId } from '#domain/signing-round';
import { QrCode } from '#portal/design/qr-code.tsx';
import { type BankIdPortal, bankIdPortal } from '#test/bankid-portal';
import { staffIdOf } from '#test/memory-register';
import { formWith, START, testPortal } from '#test/portal';
import { givenFile, givenOrder, ID, ORDER_FORM, ORDERER, PATH, PERFORMER } from '#test/portal-files';

const SESSION = '__Host-session';
let portal: BankIdPortal;

beforeEach(async () => {
  portal = await bankIdPortal();
});
afterEach(() => portal.close());

describe('the choice of e-ID', () => {
  it('is a button each where BankID is offered beside another', async () => {
    const page = await (await portal.browser().get('/sign-in')).text();
    expect(page).toMatch(/name="method" value="bankid">Fortsätt med BankID/);
    expect(page).toMatch(/name="method" value="eid">Fortsätt med annan e-legitimation/);
  });

  it('is none where there is only one', async () => {
    const page = await (await testPortal().browser().get('/sign-in')).text();
    expect(page).not.toContain('BankID');
  });

  it('leads to the other e-ID when that is chosen, or when nothing is', async () => {
    const choices: Record<string, string>[] = [{ method: 'eid' }, {}, { method: 'smoke-signals' }];
    for (const fields of choices) {
      const browser = portal.browser();
      await browser.get('/sign-in');
      const away = await browser.post('/sign-in', { party: 'haninge', ...fields });
      expect(away.headers.get('location')).toMatch(/^https:\/\/e-id\.test\//);
    }
  });
});

describe('the page of BankID', () => {
  it('shows a code that changes, says where it stands, and goes on to where one was going', async () => {
    const browser = portal.browser();
    const person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(browser, 'haninge');
    const first = await browser.get(path);
    expect(first.status).toBe(200);
    expect(first.headers.get('refresh')).toBe(`2; url=${path}`);
    const html = await first.text();
    expect(html).toContain('Starta BankID-appen.');
    expect(html).toContain(
      String(
        QrCode({ text: portal.simulator.orders.qrOf(portal.newest()), label: 'QR-kod att läsa av med BankID-appen' }),
      ),
    );

    portal.tick();
    const second = await (await browser.get(path)).text();
    expect(second.match(/<path d="[^"]+"/)?.[0]).not.toBe(html.match(/<path d="[^"]+"/)?.[0]);

    const order = portal.simulator.app.scan(portal.simulator.orders.qrOf(portal.newest()), person);
    if (!order) throw new Error('the code was not taken');
    expect(portal.simulator.app.read(order)).toBe('Logga in i Resursdelning');
    portal.tick();
    const third = await (await browser.get(path)).text();
    expect(third).toContain('Skriv in din säkerhetskod i BankID-appen');
    expect(third).not.toContain('<svg');

    await portal.simulator.app.approve(order);
    portal.tick();
    const done = await browser.get(path);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/inbox']);
    expect((await browser.get('/inbox')).status).toBe(200);
  });

  it('goes on when the app on the same device leads back to it', async () => {
    const browser = portal.browser();
    const person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(browser, 'haninge');
    await browser.get(path);
    expect((await browser.post(`${path}/here`)).headers.get('location')).toBe(path);
    const page = await browser.get(path);
    expect(page.headers.get('refresh')).toBeNull();
    const [, startUrl = ''] =
      /<a class="button" href="(https:\/\/app\.bankid\.com\/[^"]+)"/.exec(await page.text()) ?? [];
    const order = portal.simulator.app.open(startUrl, person);
    if (!order) throw new Error('the app was not started');
    const back = new URL((await portal.simulator.app.approve(order)) ?? '');
    portal.tick();
    const done = await browser.get(`${back.pathname}${back.search}`);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/inbox']);
    expect(browser.cookies.has(SESSION)).toBe(true);
  });

  it('stands still for those who want that, and is then refreshed by hand', async () => {
    const browser = portal.browser();
    const person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(browser, 'haninge');
    const still = await browser.get(`${path}?still=yes`);
    expect(still.headers.get('refresh')).toBeNull();
    expect(await still.text()).toContain('Visa läget och koden på nytt');
    await portal.approve(person);
    portal.tick();
    expect((await browser.get(`${path}?still=yes`)).headers.get('location')).toBe('/inbox');
  });

  it('asks BankID at most every other second, however many look', async () => {
    const browser = portal.browser();
    const path = await portal.begin(browser, 'haninge');
    for (let i = 0; i < 6; i++) {
      portal.tick(1);
      await Promise.all([browser.get(path), browser.get(path), browser.get(path)]);
    }
    expect(portal.asked.filter((method) => method === 'collect')).toHaveLength(3);
  });

  it('is not asked by a HEAD of something that looks at links', async () => {
    const browser = portal.browser();
    const path = await portal.begin(browser, 'haninge');
    portal.tick();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const head = await portal.app.request(`https://portal.test${path}`, {
      method: 'HEAD',
      headers: { Cookie: cookie },
    });
    expect(head.status).toBe(405);
    expect(portal.asked).toEqual(['auth']);
  });

  it('lets one of two in that see at once that it is done', async () => {
    const browser = portal.browser();
    const person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(browser, 'haninge');
    await portal.approve(person);
    portal.tick();
    const both = await Promise.all([browser.get(path), browser.get(path)]);
    expect(both.map(({ status }) => status).filter((status) => status === 303)).toHaveLength(1);
    expect((await browser.get('/inbox')).status).toBe(200);
  });

  it('goes nowhere when somebody cancels while BankID is being asked', async () => {
    const browser = portal.browser();
    const person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(browser, 'haninge');
    await portal.approve(person);
    portal.tick();
    const { access } = portal.deps;
    const take = access.takePending;
    access.takePending = async (stateHash) => {
      await take(stateHash);
      return take(stateHash);
    };
    expect((await browser.get(path)).status).toBe(400);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it('is cancelled at BankID too, and is then over', async () => {
    const browser = portal.browser();
    const path = await portal.begin(browser, 'haninge');
    await browser.get(path);
    const cancelled = await browser.post(`${path}/cancel`);
    expect(await cancelled.text()).toContain('Du avbröt legitimeringen');
    expect(portal.simulator.orders.waiting()).toEqual([]);
    expect((await browser.get(path)).status).toBe(400);
  });

  it('tells what BankID recommends when it comes to nothing, in both languages, and where to begin again', async () => {
    for (const [locale, words] of [
      ['sv', 'Åtgärden avbröts.'],
      ['en', 'Action cancelled.'],
    ] as const) {
      const browser = portal.browser();
      browser.cookies.set('__Host-language', locale);
      const path = await portal.begin(browser, 'haninge');
      const order = portal.simulator.app.scan(portal.simulator.orders.qrOf(portal.newest()), 'one');
      if (order) portal.simulator.app.refuse(order);
      portal.tick();
      const page = await (await browser.get(path)).text();
      expect(page).toContain(words);
      expect(page).toContain('href="/sign-in"');
      expect(page).not.toContain('<svg');
    }
  });

  it('writes no state into the log', async () => {
    const browser = portal.browser();
    const path = await portal.begin(browser, 'haninge');
    await browser.get(path);
    expect(JSON.stringify(portal.lines)).not.toContain(path.slice('/bankid/'.length));
    expect(portal.lines.at(-1)?.route).toBe('/bankid/:state');
  });
});

describe('half an hour without BankID', () => {
  it('is told on the page, changes nothing, and the signature is given afterwards', async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    const browser = await portal.signedIn(PERFORMER, 'manager');
    const person = await portal.personOf(PERFORMER, 'manager');
    portal.simulator.faults.refuseAll = 'maintenance';
    const path = await portal.post(browser, await browser.get(`${PATH}/accept`), 'textHash');
    const before = portal.deps.assignments.snapshot();
    const seen = new Set<string>();
    for (let half = 0; half < 60; half++) {
      const page = await (await browser.get(path)).text();
      seen.add([...page.matchAll(/<h1>([^<]+)|<p class="lead"[^>]*>([^<]+)/g)].map(([, h, p]) => h ?? p).join(': '));
      portal.tick(30);
    }
    expect([...seen]).toEqual([
      'Skriv under med BankID: Något gick fel. Försök igen.',
      'Det gick inte med BankID: Något gick fel. Försök igen.',
      expect.stringContaining('Legitimeringen är redan använd'),
    ]);
    expect(portal.deps.assignments.snapshot()).toEqual(before);

    portal.simulator.faults.refuseAll = undefined;
    const again = await portal.post(browser, await browser.get(`${PATH}/accept`), 'textHash');
    await browser.get(again);
    await portal.approve(person);
    portal.tick();
    expect((await browser.get(again)).headers.get('location')).toBe(`${PATH}?done=acceptance`);
  });
});

describe('a document signed with BankID', () => {
  it('keeps the signature and the OCSP response as evidence, validated on receipt', async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    const browser = await portal.signedIn(PERFORMER, 'manager');
    const person = await portal.personOf(PERFORMER, 'manager');
    const path = await portal.post(browser, await browser.get(`${PATH}/accept`), 'textHash');
    expect(await (await browser.get(path)).text()).toContain('Skriv under med BankID');
    await portal.approve(person);
    portal.tick();
    expect((await browser.get(path)).headers.get('location')).toBe(`${PATH}?done=acceptance`);
    const file = await portal.deps.assignments.find(ID);
    const signed = file?.documents.find(({ documentKind }) => documentKind === 'acceptance');
    const bytes = await portal.deps.vault.get('evidence', signed?.evidenceKey ?? '');
    const evidence = JSON.parse(Buffer.from(bytes).toString('utf8'));
    expect(evidence).toMatchObject({ provider: 'bankid', validation: { verdict: 'valid' } });
    expect(evidence.pieces.map(({ name }: { name: string }) => name)).toEqual(['user-signature', 'ocsp-response']);
  });
});

describe('a round signed with BankID', () => {
  it('counts the signature of the one whose turn it is', async () => {
    await givenFile(portal, { status: 'circulated' });
    const handler = await portal.signedIn(ORDERER, 'handler');
    const person = await portal.personOf(ORDERER, 'handler');
    await handler.get('/inbox');
    const order = await (await handler.post(`${PATH}/order`, { ...ORDER_FORM, hours: '300' })).text();
    const { action, fields } = formWith(order, 'textHash');
    const [, id = ''] = /(r-[^?]+)/.exec((await handler.post(action, fields)).headers.get('location') ?? '') ?? [];
    const path = await portal.post(handler, await handler.get(`/signings/${id}`), 'textHash');
    await portal.approve(person);
    portal.tick();
    const done = await handler.get(path);
    expect(done.headers.get('location')).toContain(`/signings/${id}`);
    const round = await portal.deps.rounds.find(RoundId.parse(id));
    expect(round?.signatures.map(({ by }) => by)).toEqual([staffIdOf(ORDERER, 'handler')]);
  });
});

describe('a secure message opened with BankID', () => {
  it('lets the invited person in', async () => {
    await givenFile(portal, { status: 'sent' });
    const token = 'a'.repeat(26);
    await portal.deps.access.putLink({
      tokenHash: sha256(token),
      assignmentId: ID,
      from: PERFORMER,
      to: ORDERER,
      invited: staffIdOf(ORDERER, 'handler'),
      issuedAt: START.toISOString(),
      expiresAt: expiryOf(START).toISOString(),
    });
    const person = await portal.personOf(ORDERER, 'handler');
    const browser = portal.browser();
    const closed = await browser.get(`/m/${token}`);
    const path = await portal.post(browser, closed, 'method');
    await portal.approve(person);
    portal.tick();
    expect((await browser.get(path)).headers.get('location')).toBe(`/messages/${sha256(token)}`);
  });
});
