import { beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '#domain/facts';
import type { PartyId } from '#domain/parties';
import { staffIdOf } from '#test/memory-register';
import { type TestPortal, testPortal } from '#test/portal';
import { ASKED, givenDeliverable, givenFile, givenMaterial, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';
import { givenGrant, givenRules, givenSignature } from '#test/portal-grants';

let portal: TestPortal;
beforeEach(() => {
  portal = testPortal();
});
const load = () => portal.deps.assignments.load(ID);

describe('withheld material', () => {
  it('goes out as its safe text when a person lets it, and is then what the asked read', async () => {
    await givenFile(portal, {
      status: 'in-review',
      facts: [
        await givenMaterial(portal, { verdict: 'withheld', text: 'Sökande: [borttaget]', title: 'Ansökan' }),
        await givenMaterial(portal, { id: 'm-1', verdict: 'withheld', text: undefined, title: 'Skanning' }),
      ],
    });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    const page = await (await orderer.get(`${PATH}/review`)).text();
    expect(page).toContain('Sökande: [borttaget]');
    expect(page).toContain('Den här delen kunde inte läsas');
    await orderer.post(`${PATH}/review`, { 'm-0': 'circulate', 'm-1': 'keep-withheld' });
    const { assignment, material } = await load();
    expect(material.map(({ review }) => review)).toEqual(['circulate', 'keep-withheld']);
    expect(assignment.status).toBe('screening');
    expect(portal.deps.workflow.completed.get('token of AwaitScreening')).toBe('reviewed');

    await portal.deps.assignments.record({
      id: ID,
      event: 'circulated',
      eventId: 'c',
      at: portal.deps.now(),
      by: 'system',
    });
    const asked = await (await (await portal.signedIn(ASKED, 'handler')).get(PATH)).text();
    expect(asked).toContain('Sökande: [borttaget]');
    expect(asked).not.toContain('Ansökan');
    expect(asked).not.toContain('Skanning');
  });

  it('cannot go out when there is no safe text, whatever the form says', async () => {
    const unread = await givenMaterial(portal, { verdict: 'withheld', text: undefined });
    await givenFile(portal, { status: 'in-review', facts: [unread] });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/review`);
    await orderer.post(`${PATH}/review`, { 'm-0': 'circulate' });
    expect((await load()).material[0]?.review).toBe('keep-withheld');
  });

  it('stays unread by the asked while it is withheld, though it has a safe text', async () => {
    const piece = await givenMaterial(portal, { verdict: 'withheld', text: 'Säker men undanhållen' });
    await givenFile(portal, { status: 'circulated', facts: [{ ...piece, review: 'keep-withheld' } as Fact] });
    for (const party of [ASKED, ORDERER]) {
      const page = await (await (await portal.signedIn(party, 'handler')).get(PATH)).text();
      expect(page).not.toContain('Säker men undanhållen');
    }
  });

  it('needs a decision about each piece; the form says which one is missing', async () => {
    await givenFile(portal, { status: 'in-review', facts: [await givenMaterial(portal, { verdict: 'withheld' })] });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/review`);
    const again = await orderer.post(`${PATH}/review`, {});
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('<a href="#m-0">');
  });
});

describe('originals', () => {
  const fetchBy = async (party: PartyId) => {
    const browser = await portal.signedIn(party, 'handler');
    await browser.get('/inbox');
    return browser.post(`${PATH}/material/m-0/download`);
  };

  it('go to the orderer at once, and each fetch is noted', async () => {
    await givenFile(portal, {
      status: 'circulated',
      facts: [await givenMaterial(portal, { title: 'Namn Namnsson.pdf' })],
    });
    const response = await fetchBy(ORDERER);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).not.toMatch(/Namn/);
    await fetchBy(ORDERER);
    expect((await load()).events.filter(({ name }) => name === 'material-downloaded')).toHaveLength(2);
  });

  it.each([
    ['circulated', 404],
    ['ordered', 404],
    ['accepted', 404],
    ['in-progress', 303],
    ['ended', 404],
  ] as const)('in %s the performer is answered %i', async (status, code) => {
    await givenFile(portal, { status, facts: [await givenMaterial(portal, { verdict: 'withheld' })] });
    expect((await fetchBy(PERFORMER)).status).toBe(code);
  });

  it('never go to those who are only asked, nor does the subject or what the sender called them', async () => {
    const piece = await givenMaterial(portal, { verdict: 'redacted', title: 'Namn Namnsson.pdf', text: 'Säker text' });
    await givenFile(portal, { status: 'circulated', facts: [piece], subject: 'Namn Namnssons tomt' });
    expect((await fetchBy(ASKED)).status).toBe(404);
    const browser = await portal.signedIn(ASKED, 'handler');
    const pages = [await (await browser.get(PATH)).text(), await (await browser.get('/inbox')).text()].join();
    expect(pages).toContain('Säker text');
    expect(pages).not.toContain('Namnsson');
    expect(pages).not.toContain('originals');
  });
});

describe('an inquiry', () => {
  it('is answered once for a municipality: a second answer changes nothing and says so', async () => {
    await givenFile(portal, { status: 'circulated', answers: {} });
    const handler = await portal.signedIn(ASKED, 'handler');
    await handler.get(`${PATH}/offer`);
    await handler.post(`${PATH}/offer`);
    const manager = await portal.signedIn(ASKED, 'manager');
    await manager.get(`${PATH}/decline`);
    const page = await manager.follow(await manager.post(`${PATH}/decline`, { reason: 'time' }));
    expect(await page.text()).toContain('Er kommun hade redan svarat');
    const standing = (await load()).parties.find(({ party }) => party === ASKED)?.standing;
    expect(standing?.answer).toBe('offered');
  });

  it('keeps the answer that stands, whatever came before in the file', async () => {
    await givenFile(portal, { status: 'circulated', answers: { [ASKED]: 'offered' } });
    const asked = await portal.signedIn(ASKED, 'handler');
    await asked.get(`${PATH}/decline`);
    await asked.post(`${PATH}/decline`, { reason: 'time' });
    expect((await load()).parties.find(({ party }) => party === ASKED)?.standing.answer).toBe('offered');
  });

  it('is declined only with a reason', async () => {
    await givenFile(portal, { status: 'circulated', answers: {} });
    const asked = await portal.signedIn(ASKED, 'handler');
    await asked.get(`${PATH}/decline`);
    const again = await asked.post(`${PATH}/decline`, { reason: '', text: 'Behåll det här' });
    expect(again.status).toBe(422);
    expect(await again.text()).toMatch(/>Behåll det här<\/textarea>/);
  });

  it('is withdrawn by the orderer in any status under way, and the open wait hears of it', async () => {
    await givenFile(portal, { status: 'in-progress' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/withdraw`);
    await orderer.post(`${PATH}/withdraw`, { text: 'Budgeten räcker inte' });
    expect((await load()).assignment).toMatchObject({ status: 'ended', outcome: 'withdrawn' });
    expect(portal.deps.workflow.completed.get('token of AwaitDeliverables')).toBe('withdrawn');
    const again = await orderer.post(`${PATH}/withdraw`);
    expect(again.status).toBe(409);
  });
});

describe('gates', () => {
  const both = { needsRegisterAccess: true, needsFlightPermit: true };
  const permit = { ground: 'permit', evidence: 'TSG 2027-1', permitUntil: '2027-09-01' };

  it('open when what each needs is on record, and only then the workflow hears of it', async () => {
    await givenFile(portal, { status: 'accepted', head: both });
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, staffIdOf(PERFORMER, 'handler'));
    const manager = await portal.signedIn(PERFORMER, 'manager');
    await manager.get(`${PATH}/clear`);
    await manager.post(`${PATH}/clear/flight-permit`, permit);
    expect(portal.deps.workflow.completed.size).toBe(0);
    await givenGrant(portal);
    await manager.post(`${PATH}/clear/flight-permit`, permit);
    expect(portal.deps.workflow.completed.get('token of AwaitClearance')).toBe('clearance-given');
  });

  it('open with nothing that has run out', async () => {
    await givenFile(portal, { status: 'accepted', head: both });
    const manager = await portal.signedIn(PERFORMER, 'manager');
    await manager.get(`${PATH}/clear`);
    const response = await manager.post(`${PATH}/clear/flight-permit`, { ...permit, permitUntil: '2027-02-28' });
    expect(await response.text()).toContain('Datumet har passerat');
  });
});

describe('deliverables', () => {
  it('are added once however often the form is sent, and removed once', async () => {
    await givenFile(portal, { status: 'in-progress' });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    await performer.get(`${PATH}/deliverables`);
    const slot = { id: 'd-0000000002', title: 'Karta' };
    await performer.post(`${PATH}/deliverables`, slot);
    await performer.post(`${PATH}/deliverables`, { ...slot, title: 'Annan' });
    expect((await load()).deliverables.map(({ title }) => title)).toEqual(['Karta']);
    await performer.post(`${PATH}/deliverables/${slot.id}/remove`);
    expect((await performer.post(`${PATH}/deliverables/${slot.id}/remove`)).status).toBe(303);
    expect((await load()).deliverables).toEqual([]);
  });

  it('are not delivered while there is none, or one is not uploaded', async () => {
    await givenFile(portal, { status: 'in-progress' });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    await performer.get(`${PATH}/deliverables`);
    expect(await (await performer.post(`${PATH}/deliver`)).text()).toContain('Lägg till minst en handling');
    await performer.post(`${PATH}/deliverables`, { id: 'd-0000000002', title: 'Karta' });
    expect(await (await performer.post(`${PATH}/deliver`)).text()).toContain('Minst en handling är inte uppladdad');
    expect((await load()).assignment.status).toBe('in-progress');
  });

  it('may lead a form only to ourselves and the object store', async () => {
    await givenFile(portal, { status: 'in-progress', facts: [await givenDeliverable(portal)] });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    const page = await performer.get(`${PATH}/deliverables/d-0000000001`);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://objects.test;");
    expect(await page.text()).toContain(`value="https://portal.test${PATH}/deliverables"`);
  });

  it('are counted at each delivery, so that a second one is checked, sent and told of anew', async () => {
    const { assignments, now } = portal.deps;
    await givenFile(portal, { status: 'in-progress', facts: [await givenDeliverable(portal)] });
    const performer = await portal.signedIn(PERFORMER, 'handler');
    await performer.get(`${PATH}/deliverables`);
    await performer.post(`${PATH}/deliver`);
    await assignments.record({ id: ID, event: 'returned', eventId: 'returned', at: now(), by: 'system' });
    await performer.get(`${PATH}/deliverables`);
    await performer.post(`${PATH}/deliver`);
    const { assignment, events } = await load();
    expect(assignment).toMatchObject({ status: 'delivered', deliveries: 2 });
    expect(events.filter(({ name }) => name === 'delivered').map(({ id }) => id)).toEqual([
      'delivered-1',
      'delivered-2',
    ]);
  });

  it('are objected to: delivered again, or the assignment ends', async () => {
    await givenFile(portal, { status: 'sent', facts: [await givenDeliverable(portal)] });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/object`);
    expect((await orderer.post(`${PATH}/object`, { remedy: 'redeliver', text: '' })).status).toBe(422);
    await orderer.post(`${PATH}/object`, { remedy: 'redeliver', text: 'Punkt 12 saknas.' });
    expect((await load()).assignment.status).toBe('in-progress');
    expect(portal.deps.workflow.completed.get('token of AwaitReceipt')).toBe('objected');

    const other = testPortal();
    await givenFile(other, { status: 'sent', facts: [await givenDeliverable(other)] });
    const manager = await other.signedIn(ORDERER, 'manager');
    await manager.get(`${PATH}/object`);
    await manager.post(`${PATH}/object`, { remedy: 'end', text: 'Fel område.' });
    expect((await other.deps.assignments.load(ID)).assignment).toMatchObject({ status: 'ended', outcome: 'objected' });
  });
});

describe('culling', () => {
  const ended = { status: 'ended', head: { outcome: 'completed' }, wait: 'AwaitObjection' } as const;
  const propose = () =>
    portal.deps.assignments.record({
      id: ID,
      event: undefined,
      note: 'culling-proposed',
      eventId: 'culling-proposed-0',
      at: portal.deps.now(),
      by: 'system',
    });

  it('is held by either municipality, once, and a consent from before is taken back', async () => {
    await givenFile(portal, ended);
    await propose();
    const orderer = await portal.signedIn(ORDERER, 'manager');
    await orderer.get(`${PATH}/culling`);
    await orderer.post(`${PATH}/let-go`);
    const performer = await portal.signedIn(PERFORMER, 'registrar');
    await performer.get(`${PATH}/culling`);
    await performer.post(`${PATH}/hold`, { ground: 'dispute' });
    const again = await performer.follow(await performer.post(`${PATH}/hold`, { ground: 'other' }));
    expect(await again.text()).toContain('Gallringen var redan stoppad');
    const { assignment } = await load();
    expect(assignment.hold).toMatchObject({ ground: 'dispute', by: staffIdOf(PERFORMER, 'registrar') });
    expect(assignment.lettingGo).toBeUndefined();
  });

  it('is released by the orderer alone, and no consent outlives the hold', async () => {
    const hold = { by: staffIdOf(ORDERER, 'manager'), at: portal.deps.now().toISOString(), ground: 'other' as const };
    const { ground: _, ...lettingGo } = hold;
    const head = { outcome: 'completed' as const, hold, lettingGo };
    await givenFile(portal, { status: 'ended', head, wait: 'AwaitHoldRelease' });
    const performer = await portal.signedIn(PERFORMER, 'manager');
    await performer.get(`${PATH}/culling`);
    expect((await performer.post(`${PATH}/release`)).status).toBe(403);
    const orderer = await portal.signedIn(ORDERER, 'registrar');
    await orderer.get(`${PATH}/culling`);
    await orderer.post(`${PATH}/release`);
    expect((await load()).assignment.hold).toBeUndefined();
    expect((await load()).assignment.lettingGo).toBeUndefined();
    expect(portal.deps.workflow.completed.get('token of AwaitHoldRelease')).toBe('released');
  });

  it('is let go only when it has been proposed', async () => {
    await givenFile(portal, ended);
    const orderer = await portal.signedIn(ORDERER, 'registrar');
    await orderer.get(`${PATH}/culling`);
    expect((await orderer.post(`${PATH}/let-go`)).status).toBe(409);
    await propose();
    await orderer.post(`${PATH}/let-go`);
    expect((await load()).assignment.lettingGo).toBeDefined();
    expect(portal.deps.workflow.completed.get('token of AwaitObjection')).toBe('let-go');
  });

  it('that has begun leaves the two municipalities an explanation, and strangers nothing', async () => {
    await givenFile(portal, ended);
    await portal.deps.assignments.eraseDataKey(ID);
    expect((await (await portal.signedIn(ORDERER, 'handler')).get(PATH)).status).toBe(410);
    expect((await (await portal.signedIn(ASKED, 'handler')).get(PATH)).status).toBe(404);
  });
});

describe('a culling certificate', () => {
  const certificate = {
    id: 'c-0123456789abcdef',
    assignmentId: ID as string,
    orderer: ORDERER,
    performer: PERFORMER,
    outcome: 'completed' as const,
    openedOn: '2027-01-01',
    endedOn: '2027-02-01',
    culledAt: '2027-03-01T09:00:00.000Z',
    absenceVerifiedAt: '2027-03-01T09:00:00.000Z',
    issuedAt: '2027-03-01T09:00:00.000Z',
    basis: [
      { authority: 'board' as const, party: PERFORMER, reference: 'KS 12', decidedOn: '2026-01-01', isExample: true },
    ],
    erased: {
      'object-version': 3,
      'delete-marker': 0,
      'unfinished-upload': 0,
      'assignment-item': 12,
      'access-item': 2,
      'data-key': 1,
    },
    inventoryHash: 'a'.repeat(64),
    nothingRestorableFrom: '2027-03-01',
  };

  it('is for all staff of the two municipalities, and is where a culled assignment leads', async () => {
    await portal.deps.records.issue(certificate);
    for (const party of [ORDERER, PERFORMER]) {
      const browser = await portal.signedIn(party, 'administrator');
      const page = await browser.follow(await browser.get(PATH));
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('Exempelbeslut');
    }
    const stranger = await portal.signedIn(ASKED, 'manager');
    expect((await stranger.get('/certificates/c-0123456789abcdef')).status).toBe(404);
    expect((await stranger.get(PATH)).status).toBe(404);
  });
});
