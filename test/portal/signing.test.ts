import { beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '#domain/facts';
import { staffIdOf } from '#test/memory-register';
import { type Browser, backFrom, formWith, type TestPortal, testPortal } from '#test/portal';
import { givenDeliverable, givenFile, givenOrder, ID, ORDER_FORM, ORDERER, PATH, PERFORMER } from '#test/portal-files';

describe('a document that is signed', () => {
  let portal: TestPortal;
  beforeEach(() => {
    portal = testPortal();
  });
  const documents = async () =>
    (await portal.deps.assignments.load(ID)).documents.map(({ documentKind }) => documentKind);
  const evidence = () => JSON.stringify(portal.deps.vault.snapshot()).includes('evidence|');

  /** An order that is shown in full and posted on to the e-ID; the browser has not come back yet. */
  const orderAway = async (browser: Browser, terms = ORDER_FORM) => {
    await browser.get(`${PATH}/order`);
    const preview = await browser.post(`${PATH}/order`, terms);
    const { action, fields } = formWith(await preview.text(), 'textHash');
    const away = await browser.post(action, fields);
    return { away, back: backFrom(away.headers.get('location') ?? 'https://nowhere.test'), fields, action };
  };

  it('is shown whole, with the hash that the e-ID shows too', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { fields } = await orderAway(orderer);
    const [message = ''] = portal.identity.shown;
    expect(message).toContain(fields.textHash);
    expect(message).toContain('Beställning hos Nykvarns kommun, 40 timmar, klart senast 2027-06-30.');
    expect(message).toContain('Uppdrag 01234567');
  });

  it('is asked of the person who is signed in, and of nobody else', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderAway(orderer);
    expect(portal.identity.wanted).toEqual([portal.identity.person]);
    expect(portal.snapshot()).not.toContain(portal.identity.person);
  });

  it('can be changed before it is signed, with what was typed still there', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/order`);
    const preview = await orderer.post(`${PATH}/order`, { ...ORDER_FORM, needsFlightPermit: 'yes' });
    const { action, fields } = formWith(await preview.text(), 'change');
    const form = await (await orderer.post(action, fields)).text();
    expect(form).toContain('value="HANINGE KALVSVIK 11:16"');
    expect(form).toMatch(/<option value="nykvarn" selected/);
    expect(form).toMatch(/name="needsFlightPermit" value="yes" checked/);
  });

  it('is refused when the text that comes back is not the one that was shown', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { action, fields } = await orderAway(orderer);
    const response = await orderer.post(action, { ...fields, hours: '4000' });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('Texten har ändrats');
  });

  it('is refused when somebody else signs at the e-ID, a manager of the same municipality too', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    await portal.identify(ORDERER, staffIdOf(ORDERER, 'manager'));
    expect((await orderer.get(back)).status).toBe(403);
    expect(await documents()).toEqual([]);
    expect(evidence()).toBe(false);
  });

  it('is refused in another session than the one that began it', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    await orderer.signIn(ORDERER, 'handler');
    expect((await orderer.get(back)).status).toBe(403);
    expect(await documents()).toEqual([]);
  });

  it('is refused when the session has ended meanwhile', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    portal.advance(115);
    await orderer.get('/inbox');
    const { back } = await orderAway(orderer);
    await orderer.post('/sign-out');
    const response = await orderer.get(back);
    expect(response.status).toBe(401);
    expect(await documents()).toEqual([]);
  });

  it('is kept apart with the reason when it no longer counts, and nothing follows from it', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    await orderer.post(`${PATH}/withdraw`, { text: '' });
    const response = await orderer.get(back);
    expect(response.status).toBe(409);
    expect(await documents()).toEqual([]);
    const folder = `${ORDERER}/${ID}/`;
    const kept = (await portal.deps.vault.versionsOf('evidence', folder)).map(({ key }) => key.slice(folder.length));
    expect(kept.map((key) => key.replace(/doc-[^.]+/, 'doc')).sort()).toEqual([
      'not-counted/doc.because.json',
      'not-counted/doc.json',
    ]);
    const because = kept.find((key) => key.endsWith('.because.json'));
    const bytes = await portal.deps.vault.get('evidence', `${folder}${because}`);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ because: 'withdrawn' });
  });

  it('is kept apart when the signer’s delegation was taken back while they were at the e-ID', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    portal.deps.delegations.clear();
    expect((await orderer.get(back)).status).toBe(403);
    expect(await documents()).toEqual([]);
    expect(await portal.deps.vault.versionsOf('evidence', `${ORDERER}/${ID}/not-counted/`)).toHaveLength(2);
  });

  it('is refused when the person lost the role for it while at the e-ID', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    const staff = await portal.deps.register.staff(ORDERER, staffIdOf(ORDERER, 'handler'));
    if (staff) portal.deps.register.put({ ...staff, role: 'registrar' });
    // A session is of one role: with another it is over.
    expect((await orderer.get(back)).status).toBe(401);
    expect(await documents()).toEqual([]);
  });

  it('is refused when the assignment was withdrawn while the person was at the e-ID', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    const colleague = await portal.signedIn(ORDERER, 'manager');
    await colleague.get(`${PATH}/withdraw`);
    await colleague.post(`${PATH}/withdraw`);
    await portal.identify(ORDERER, staffIdOf(ORDERER, 'handler'));
    const response = await orderer.get(back);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('Det går inte längre');
    expect(await documents()).toEqual([]);
  });

  it('is signed once: two tabs, a double press and a replayed way back give one document and are explained', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const first = await orderAway(orderer);
    const second = await orderAway(orderer);
    expect((await orderer.get(first.back)).status).toBe(303);
    const late = await orderer.get(second.back);
    expect(late.status).toBe(409);
    expect((await orderer.get(first.back)).status).toBe(400);
    expect(await documents()).toEqual(['order']);
  });

  it('orders only from a municipality that has offered', async () => {
    await givenFile(portal, { status: 'circulated', answers: { [PERFORMER]: 'offered', tyreso: 'declined' } });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/order`);
    for (const performer of ['tyreso', 'salem', ORDERER]) {
      expect((await orderer.post(`${PATH}/order`, { ...ORDER_FORM, performer })).status).toBe(409);
    }
  });

  it('sets the gates that the order names', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/order`);
    const terms = { ...ORDER_FORM, needsRegisterAccess: 'yes', concernsMinors: 'yes' };
    await orderer.sign(await orderer.post(`${PATH}/order`, terms), ORDERER, 'handler');
    const { assignment, order } = await portal.deps.assignments.load(ID);
    expect(assignment).toMatchObject({
      performer: PERFORMER,
      needsRegisterAccess: true,
      needsFlightPermit: false,
      concernsMinors: true,
    });
    expect(order).toMatchObject({ registryNumber: 'KS 2027/1', hours: 40, description: ORDER_FORM.description });
  });

  it('refuses an order with a typed reason; another may be chosen, and the refuser sees only what the asked see', async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder(), answers: { tyreso: 'offered' } });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    await performer.get(`${PATH}/refuse`);
    const page = await performer.sign(
      await performer.post(`${PATH}/refuse`, { reason: 'staff', text: 'Sjukfrånvaro' }),
      PERFORMER,
      'handler',
    );
    expect(await page.text()).not.toContain('Inmätning av gångväg');
    const { assignment, parties } = await portal.deps.assignments.load(ID);
    expect(assignment.status).toBe('circulated');
    expect(parties.find(({ party }) => party === PERFORMER)?.standing).toMatchObject({
      answer: 'declined',
      reason: 'staff',
    });
    expect(portal.deps.workflow.completed.get('token of AwaitAcceptance')).toBe('refused');
  });

  it('refuses an order and ends the inquiry when nobody is left', async () => {
    const others = ['botkyrka', 'huddinge', 'nynashamn', 'salem', 'sodertalje', 'tyreso'] as const;
    const answers = {
      [PERFORMER]: 'offered' as const,
      ...Object.fromEntries(others.map((p) => [p, 'declined' as const])),
    };
    await givenFile(portal, { status: 'ordered', facts: givenOrder(), answers });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    await performer.get(`${PATH}/refuse`);
    await performer.sign(await performer.post(`${PATH}/refuse`, { reason: 'time' }), PERFORMER, 'handler');
    const { assignment } = await portal.deps.assignments.load(ID);
    expect(assignment).toMatchObject({ status: 'ended', outcome: 'declined' });
    expect(portal.deps.workflow.completed.get('token of AwaitAcceptance')).toBe('refused');
  });

  it('receives nothing that was not checked, or that the check found something in', async () => {
    await givenFile(portal, { status: 'sent', facts: [await givenDeliverable(portal, { isChecked: false })] });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    expect((await orderer.get(`${PATH}/receipt`)).status).toBe(409);
  });

  it('receives nothing that the check found something in', async () => {
    const found = { ...(await givenDeliverable(portal)), finding: 'identity-number' as const } as Fact;
    await givenFile(portal, { status: 'sent', facts: [found] });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    expect((await orderer.get(`${PATH}/receipt`)).status).toBe(409);
  });

  it('is refused when what it is about has changed while the person was at the e-ID', async () => {
    const deliverable = await givenDeliverable(portal);
    await givenFile(portal, { status: 'sent', facts: [deliverable] });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { action, fields } = formWith(await (await orderer.get(`${PATH}/receipt`)).text(), 'textHash');
    const back = backFrom((await orderer.post(action, fields)).headers.get('location') ?? '');
    await portal.deps.assignments.record({
      id: ID,
      event: undefined,
      note: 'deliverables-checked',
      eventId: 'deliverables-checked-2',
      at: portal.deps.now(),
      by: 'system',
      facts: [{ ...deliverable, sha256: 'd'.repeat(64) } as Fact],
    });
    const response = await orderer.get(back);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('Texten har ändrats');
    expect(await documents()).toEqual([]);
  });

  it('is shown to the performer when it is its own order, not that of one who refused before', async () => {
    const earlier = givenOrder().map((fact) =>
      fact.kind === 'document' ? { ...fact, id: 'doc-0000000009', signedAt: '2027-02-01T09:00:00.000Z' } : fact,
    );
    await givenFile(portal, { status: 'ordered', facts: [...earlier, ...givenOrder()] });
    const pages = [];
    for (const party of [PERFORMER, ORDERER]) {
      const browser = await portal.signedIn(party, 'handler');
      pages.push(await (await browser.get(PATH)).text());
    }
    expect(pages.map((page) => page.includes('doc-0000000009'))).toEqual([false, true]);
    expect(pages.map((page) => page.includes('doc-0000000001'))).toEqual([true, true]);
  });

  it('closes an ending that has no receipt, once, and none that has one', async () => {
    await givenFile(portal, { status: 'ended', head: { outcome: 'withdrawn' } });
    const registrar = await portal.signedIn(ORDERER, 'registrar');
    const page = await registrar.sign(await registrar.get(`${PATH}/close`), ORDERER, 'registrar');
    expect(await page.text()).toContain('Beslutet om avslut är underskrivet');
    const { assignment } = await portal.deps.assignments.load(ID);
    expect(assignment.closing?.by).toBe(staffIdOf(ORDERER, 'registrar'));
    expect(portal.deps.workflow.completed.get('token of AwaitClosingDecision')).toBe('closed');
    expect((await registrar.get(`${PATH}/close`)).status).toBe(409);

    const other = testPortal();
    await givenFile(other, { status: 'ended', head: { outcome: 'completed' } });
    const manager = await other.signedIn(ORDERER, 'manager');
    expect((await manager.get(`${PATH}/close`)).status).toBe(409);
  });

  it('still counts when the task token has died meanwhile', async () => {
    await givenFile(portal, { status: 'circulated' });
    portal.deps.workflow.kill('token of AwaitOrder');
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    expect((await orderer.get(back)).status).toBe(303);
    expect((await portal.deps.assignments.load(ID)).assignment.status).toBe('ordered');
  });

  it('keeps what is to be signed sealed while the person is at the e-ID', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    const waiting = JSON.stringify(portal.deps.access.snapshot());
    expect(waiting).toContain('"kind":"signing"');
    expect(waiting).not.toMatch(/gångvägen|KALVSVIK|KS 2027|textHash/);
    await portal.deps.assignments.eraseDataKey(ID);
    expect((await orderer.get(back)).status).toBeGreaterThanOrEqual(400);
  });

  it('keeps the personal number out of the file, the log and the addresses; only the evidence holds it', async () => {
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const { back } = await orderAway(orderer);
    await orderer.get(back);
    const number = portal.identity.person ?? '';
    expect(JSON.stringify(portal.deps.assignments.snapshot())).not.toContain(number);
    expect(JSON.stringify(portal.deps.access.snapshot())).not.toContain(number);
    expect(JSON.stringify(portal.lines)).not.toMatch(/\d{12}|haninge-/);
    expect(back).not.toContain(number);
  });
});

describe('parked mail', () => {
  it('is listed for the host by number, date and verdict, and closed by a signed decision', async () => {
    const portal = testPortal(ORDERER);
    await givenFile(portal, { status: 'parked', subject: 'Ska inte synas' });
    const manager = await portal.signedIn(ORDERER, 'manager');
    const list = await (await manager.get('/parked')).text();
    expect(list).toContain('Okänd avsändare');
    expect(list).not.toContain('Ska inte synas');
    const page = await manager.sign(await manager.get(`/parked/${ID}/close`), ORDERER, 'manager');
    expect(await page.text()).toContain('Beslutet om avslut är underskrivet');
    const { assignment } = await portal.deps.assignments.load(ID);
    expect(assignment).toMatchObject({ status: 'ended', outcome: 'parked' });
    expect(assignment.closing).toBeDefined();
  });

  it.each([
    ['a handler of the host', ORDERER, 'handler'],
    ['an administrator of the host', ORDERER, 'administrator'],
    ['a manager elsewhere', PERFORMER, 'manager'],
  ] as const)('is not for %s', async (_who, party, role) => {
    const portal = testPortal(ORDERER);
    await givenFile(portal, { status: 'parked' });
    const browser = await portal.signedIn(party, role);
    expect((await browser.get('/parked')).status).toBe(403);
    expect((await browser.get(`/parked/${ID}/close`)).status).toBe(404);
  });
});
