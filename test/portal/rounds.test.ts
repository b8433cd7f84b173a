import { beforeEach, describe, expect, it } from 'vitest';
import { CullingCertificate, InventoryPlace } from '#domain/culling';
import type { RoundId } from '#domain/signing-round';
import type { Role } from '#domain/staff';
import { ROUND_KINDS } from '#portal/signing/round-kinds.ts';
import { staffIdOf } from '#test/memory-register';
import { type Browser, backFrom, formWith, type TestPortal, testPortal } from '#test/portal';
import { givenFile, ID, ORDER_FORM, ORDERER, PATH, PERFORMER } from '#test/portal-files';
import { tendRounds } from '../../functions/signing/tend-rounds.ts';

const DAY = 24 * 60;
const MUCH = { ...ORDER_FORM, hours: '300' };

describe('an order that one delegation does not reach', () => {
  let portal: TestPortal;
  let handler: Browser;
  beforeEach(async () => {
    portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    handler = await portal.signedIn(ORDERER, 'handler');
  });

  const order = async (fields: Record<string, string> = MUCH) => {
    await handler.get('/inbox');
    const page = await (await handler.post(`${PATH}/order`, fields)).text();
    expect(page).toContain('Beställningen behöver kontrasigneras');
    const { action, fields: hidden } = formWith(page, 'textHash');
    const opened = await handler.post(action, hidden);
    expect(opened.status).toBe(303);
    const [, id = ''] = /^\/signings\/(r-[^?]+)/.exec(opened.headers.get('location') ?? '') ?? [];
    return id as RoundId;
  };
  const sign = async (browser: Browser, id: string, role: Role, number = 0) =>
    browser.sign(await browser.get(`/signings/${id}`), ORDERER, role, number);
  const round = async (id: RoundId) => {
    const found = await portal.deps.rounds.find(id);
    if (!found) throw new Error('no round');
    return found;
  };
  const status = async () => (await portal.deps.assignments.load(ID)).assignment.status;
  const letters = () => portal.deps.mailbox.sent.map(({ kind, to }) => `${kind} ${to}`);
  const tend = () => tendRounds({ deps: portal.deps, kinds: ROUND_KINDS, askOwed: async () => {}, report: () => {} })();

  it('is placed when the nearest manager has signed too, and not before', async () => {
    const id = await order();
    const first = await (await sign(handler, id, 'handler')).text();
    expect(first).toContain('Din underskrift är mottagen och gäller.');
    expect(await status()).toBe('circulated');
    expect(letters()).toEqual([`signature-wanted manager0@${ORDERER}.example`]);
    expect(await (await handler.get(PATH)).text()).toContain(`href="/signings/${id}"`);
    const manager = await portal.signedIn(ORDERER, 'manager');
    expect(await (await manager.get('/signings')).text()).toContain(`/signings/${id}`);
    await sign(manager, id, 'manager');
    expect(await status()).toBe('ordered');
    const file = await portal.deps.assignments.load(ID);
    expect(file.documents.map(({ documentKind, signedBy }) => `${documentKind} ${signedBy}`)).toEqual([
      `order ${staffIdOf(ORDERER, 'handler')}`,
      `order ${staffIdOf(ORDERER, 'manager')}`,
    ]);
    expect(file.assignment.performer).toBe(PERFORMER);
    expect(file.order?.hours).toBe(300);
    expect(portal.deps.workflow.completed.get('token of AwaitOrder')).toBe('ordered');
    expect((await round(id)).concludedAt).toBeDefined();
  });

  it('is not signed out of turn, nor twice by the same person', async () => {
    const id = await order();
    const manager = await portal.signedIn(ORDERER, 'manager');
    const page = await (await manager.get(`/signings/${id}`)).text();
    expect(page).toContain('Det är inte din tur.');
    expect(page).not.toContain('Skriv under med e-legitimation');
    const early = await manager.post(`/signings/${id}/sign`, { textHash: (await round(id)).textHash });
    expect(early.status).toBe(409);
    await sign(handler, id, 'handler');
    const again = await handler.post(`/signings/${id}/sign`, { textHash: (await round(id)).textHash });
    expect(await again.text()).toContain('har redan skrivit under');
    expect((await round(id)).signatures).toHaveLength(1);
  });

  /** Posted on to the e-ID with the handler's signature asked for; the browser has not come back yet. */
  const awayToSign = async (id: RoundId) => {
    const away = await handler.post(`/signings/${id}/sign`, { textHash: (await round(id)).textHash });
    return backFrom(away.headers.get('location') ?? 'https://nowhere.test');
  };

  it('is refused when somebody else signs at the e-ID, the nearest manager too', async () => {
    const id = await order();
    const back = await awayToSign(id);
    await portal.identify(ORDERER, staffIdOf(ORDERER, 'manager'));
    expect((await handler.get(back)).status).toBe(403);
    expect((await round(id)).signatures).toEqual([]);
  });

  it('is refused in another session than the one that began the signature', async () => {
    const id = await order();
    const back = await awayToSign(id);
    await handler.signIn(ORDERER, 'handler');
    expect((await handler.get(back)).status).toBe(403);
    expect((await round(id)).signatures).toEqual([]);
  });

  it('is not signed when its stored text has been changed behind the system’s back', async () => {
    const id = await order();
    const { party, textKey, textHash } = await round(id);
    const bytes = new TextEncoder().encode('Annat');
    await portal.deps.vault.put({ shelf: 'evidence', party, key: textKey, bytes, mediaType: 'text/plain' });
    expect((await handler.post(`/signings/${id}/sign`, { textHash })).status).toBe(409);
    expect((await round(id)).signatures).toEqual([]);
  });

  it('is shown in full before it is signed, and signed as it was shown', async () => {
    const id = await order();
    const page = await (await handler.get(`/signings/${id}`)).text();
    const { textHash } = await round(id);
    for (const words of ['BESTÄLLNING AV UPPDRAG', ID, '300 timmar', 'Mät in gångvägen.', 'Utgåva: 1', textHash]) {
      expect(page).toContain(words);
    }
    const other = await handler.post(`/signings/${id}/sign`, { textHash: 'a'.repeat(64) });
    expect(other.status).toBe(409);
    await sign(handler, id, 'handler');
    expect(portal.identity.shown.at(-1)).toContain(textHash);
  });

  it('is signed by the manager’s deputy while the manager is away, and by nobody else for them', async () => {
    const deputy = { ...(await portal.deps.register.staff(ORDERER, staffIdOf(ORDERER, 'manager'))) };
    const second = staffIdOf(ORDERER, 'manager', 1);
    portal.deps.register.put({ ...deputy, id: second, name: 'Test', mailbox: `chef2@${ORDERER}.example` } as never);
    const id = await order();
    await sign(handler, id, 'handler');
    const stranger = await portal.signedIn(ORDERER, 'manager', 1);
    expect((await stranger.get(`/signings/${id}`)).status).toBe(200);
    expect(await (await stranger.get(`/signings/${id}`)).text()).not.toContain('Skriv under med e-legitimation');
    portal.deps.register.put({ ...deputy, deputy: second, awayFrom: '2027-03-01', awayUntil: '2027-03-31' } as never);
    const page = await (await stranger.get(`/signings/${id}`)).text();
    expect(page).toContain('Du skriver under som ställföreträdare för');
    await sign(stranger, id, 'manager', 1);
    expect(await status()).toBe('ordered');
    expect((await round(id)).signatures[1]).toMatchObject({ by: second, onBehalfOf: staffIdOf(ORDERER, 'manager') });
  });

  it('is voided by a new edition: what was signed of the first stands for nothing', async () => {
    const first = await order();
    await sign(handler, first, 'handler');
    const second = await order({ ...MUCH, hours: '400' });
    expect((await round(first)).ending).toMatchObject({ kind: 'superseded', byRound: second });
    expect((await round(second)).edition).toBe(2);
    const manager = await portal.signedIn(ORDERER, 'manager');
    expect(await (await manager.get(`/signings/${first}`)).text()).toContain('En ny utgåva har ersatt den här.');
    const late = await manager.post(`/signings/${first}/sign`, { textHash: (await round(first)).textHash });
    expect(await late.text()).toContain('Din underskrift gäller inte');
    expect(letters()).toContain(`signing-superseded manager0@${ORDERER}.example`);
    expect(await status()).toBe('circulated');
  });

  it('keeps a signature that came too late apart, with the reason, and says so plainly', async () => {
    const id = await order();
    const { action, fields } = formWith(await (await handler.get(`/signings/${id}`)).text(), 'textHash');
    const away = await handler.post(action, fields);
    const manager = await portal.signedIn(ORDERER, 'manager');
    await manager.get(`/signings/${id}/withdraw`);
    await manager.post(`/signings/${id}/withdraw`, { reason: 'no-longer-needed', words: 'Vi gör det själva.' });
    await portal.identify(ORDERER, staffIdOf(ORDERER, 'handler'));
    const page = await (await handler.follow(away)).text();
    expect(page).toContain('Din underskrift gäller inte');
    expect(page).toContain('Rundan hade återtagits.');
    expect(page).toContain('Vi gör det själva.');
    const kept = (await portal.deps.vault.versionsOf('evidence', `${ORDERER}/${ID}/`)).map(({ key }) => key);
    expect(kept.filter((key) => key.includes(`${id}/not-counted/`))).toHaveLength(2);
    expect(JSON.stringify(await round(id))).not.toContain('Vi gör det själva.');
    expect((await round(id)).signatures).toEqual([]);
  });

  it('is declined with a reason, which ends it and is told', async () => {
    const id = await order();
    await sign(handler, id, 'handler');
    const manager = await portal.signedIn(ORDERER, 'manager');
    await manager.get(`/signings/${id}`);
    expect((await manager.post(`/signings/${id}/decline`, { reason: 'whatever' })).status).toBe(422);
    const done = await manager.follow(
      await manager.post(`/signings/${id}/decline`, { reason: 'wrong-content', words: 'För många timmar.' }),
    );
    expect(await done.text()).toContain('För många timmar.');
    expect((await round(id)).ending).toMatchObject({ kind: 'declined', reason: 'wrong-content' });
    expect(letters()).toContain(`signing-declined handler0@${ORDERER}.example`);
    expect((await manager.post(`/signings/${id}/decline`, { reason: 'other' })).status).toBe(409);
    expect(await status()).toBe('circulated');
  });

  it('is taken back by the one who opened it, and nothing is ordered', async () => {
    const id = await order();
    await handler.get(`/signings/${id}`);
    expect((await handler.post(`/signings/${id}/withdraw`, { reason: 'other' })).status).toBe(303);
    expect((await round(id)).ending).toMatchObject({ kind: 'withdrawn', reason: 'other' });
    expect(await status()).toBe('circulated');
  });

  it('is reminded of three times at most, then expires, and everyone is told once', async () => {
    const id = await order();
    await sign(handler, id, 'handler');
    for (let day = 0; day < 16; day++) {
      await tend();
      await tend();
      portal.advance(DAY);
    }
    expect((await round(id)).ending).toMatchObject({ kind: 'expired', place: 1 });
    expect(letters().filter((letter) => letter.startsWith('signature-wanted'))).toHaveLength(4);
    expect(
      letters()
        .filter((letter) => letter.startsWith('signing-expired'))
        .sort(),
    ).toEqual([`signing-expired handler0@${ORDERER}.example`, `signing-expired manager0@${ORDERER}.example`]);
  });

  it('ends by itself when it can no longer be placed, and everyone is told', async () => {
    const id = await order();
    await sign(handler, id, 'handler');
    await handler.post(`${PATH}/withdraw`, { text: '' });
    await tend();
    expect((await round(id)).ending).toMatchObject({ kind: 'withdrawn', by: 'system', reason: 'no-longer-possible' });
    expect(letters()).toContain(`signing-withdrawn manager0@${ORDERER}.example`);
  });

  it('is nothing that other municipalities, or colleagues without a part in it, can see', async () => {
    const id = await order();
    for (const [party, role, number] of [
      [PERFORMER, 'manager', 0],
      [ORDERER, 'dpo', 0],
      [ORDERER, 'registrar', 0],
      [ORDERER, 'administrator', 0],
    ] as const) {
      const browser = await portal.signedIn(party, role, number);
      await browser.get('/inbox');
      const before = portal.snapshot();
      expect((await browser.get(`/signings/${id}`)).status).toBe(404);
      for (const way of ['sign', 'decline', 'withdraw']) {
        expect((await browser.post(`/signings/${id}/${way}`, { reason: 'other', textHash: 'x' })).status).toBe(404);
      }
      expect(portal.snapshot()).toBe(before);
      expect(await (await browser.get('/signings')).text()).not.toContain(id);
    }
  });

  it('is not changed by reading', async () => {
    const id = await order();
    const before = portal.snapshot();
    for (const path of ['/signings', `/signings/${id}`, `/signings/${id}/withdraw`]) {
      expect((await handler.get(path)).status).toBe(200);
    }
    expect(portal.snapshot()).toBe(before);
  });

  it('is refused when nobody has a delegation that reaches, and for one who has none', async () => {
    portal.deps.delegations.clear();
    await handler.get('/inbox');
    expect((await handler.post(`${PATH}/order`, MUCH)).status).toBe(403);
  });
});

describe('a culling certificate', () => {
  const certificate = CullingCertificate.parse({
    id: 'c-0123456789abcdef',
    assignmentId: ID,
    orderer: ORDERER,
    performer: PERFORMER,
    outcome: 'completed',
    openedOn: '2027-01-02',
    endedOn: '2027-02-01',
    culledAt: '2027-02-28T10:00:00.000Z',
    absenceVerifiedAt: '2027-02-28T10:00:00.000Z',
    issuedAt: '2027-02-28T10:00:00.000Z',
    erased: Object.fromEntries(InventoryPlace.options.map((place) => [place, 0])),
    basis: [],
    inventoryHash: 'a'.repeat(64),
    nothingRestorableFrom: '2027-04-05',
  });
  const path = `/certificates/${certificate.id}`;

  it('is approved with a signature by the controller’s registrar, once, and says so from then on', async () => {
    const portal = testPortal();
    await portal.deps.records.issue(certificate);
    const registrar = await portal.signedIn(ORDERER, 'registrar');
    expect(await (await registrar.get(path)).text()).toContain('Intyget är inte godkänt ännu.');
    const round = await registrar.follow(await registrar.post(`${path}/approval`));
    const text = await round.clone().text();
    expect(text).toContain('GODKÄNNANDE AV GALLRINGSINTYG');
    expect(text).toContain(certificate.id);
    await registrar.sign(round, ORDERER, 'registrar');
    expect(await portal.deps.records.approvalOf(certificate.id)).toMatchObject({ party: ORDERER, assignmentId: ID });
    expect(await (await registrar.get(path)).text()).toContain('Intyget är godkänt.');
    expect((await registrar.post(`${path}/approval`)).status).toBe(409);
  });

  it.each([
    ['the controller’s handler', ORDERER, 'handler', 403],
    ['the controller’s administrator', ORDERER, 'administrator', 403],
    ['the performer’s manager', PERFORMER, 'manager', 403],
    ['a stranger', 'salem', 'manager', 404],
  ] as const)('is not approved by %s', async (_, party, role, status) => {
    const portal = testPortal();
    await portal.deps.records.issue(certificate);
    const browser = await portal.signedIn(party, role);
    await browser.get('/inbox');
    expect((await browser.post(`${path}/approval`)).status).toBe(status);
    expect(portal.deps.rounds.all()).toEqual([]);
  });
});

describe('the page of a round', () => {
  it.each(['sv', 'en'] as const)(
    'has a label for each control and one heading of the first level (%s)',
    async (lang) => {
      const portal = testPortal();
      await givenFile(portal, { status: 'circulated' });
      const handler = await portal.signedIn(ORDERER, 'handler');
      handler.cookies.set('__Host-language', lang);
      await handler.get('/inbox');
      const { action, fields } = formWith(await (await handler.post(`${PATH}/order`, MUCH)).text(), 'textHash');
      const path = (await handler.post(action, fields)).headers.get('location') ?? '';
      const round = path.split('?')[0] ?? '';
      for (const page of ['/signings', path, `${round}/withdraw`]) {
        const html = await (await handler.get(page)).text();
        expect(html.match(/<h1[ >]/g)).toHaveLength(1);
        const labels = new Set([...html.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id));
        const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [control] of html.matchAll(/<(?:input|select|textarea) [^>]*>/g)) {
          const [, id] = / id="([^"]+)"/.exec(control) ?? [];
          expect(control.includes('type="hidden"') || labels.has(id ?? '')).toBe(true);
        }
      }
    },
  );
});
