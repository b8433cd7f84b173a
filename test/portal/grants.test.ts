import { beforeEach, describe, expect, it } from 'vitest';
import type { PartyId } from '#domain/parties';
import type { Role } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { ASKED, givenFile, givenOrder, ID, PATH, PERFORMER } from '#test/portal-files';
import { givenGrant, givenRules, givenSignature } from '#test/portal-grants';

const HANDLER = staffIdOf(PERFORMER, 'handler');
const MANAGER = staffIdOf(PERFORMER, 'manager');
const ACCESS = `${PATH}/register-access`;
const REQUEST = {
  grantee: HANDLER,
  register: 'property-register',
  purpose: 'Underrätta grannar',
  from: '2027-03-01',
  until: '2027-06-30',
};
const USE = { usedRegister: 'property-register', whatFor: 'Slå upp ägare till grannfastigheter' };

let portal: TestPortal;
beforeEach(async () => {
  portal = testPortal();
  await givenFile(portal, { status: 'accepted', head: { needsRegisterAccess: true }, facts: givenOrder() });
});
const person = (role: Role, number = 0, party: PartyId = PERFORMER) => portal.signedIn(party, role, number);
const grants = () => portal.deps.accessGrants.ofParty(PERFORMER);
const eventNames = async () => (await portal.deps.assignments.load(ID)).events.map(({ name }) => name);
const answered = () => portal.deps.workflow.completed.get('token of AwaitClearance');
const ask = async (browser: Browser, over: Record<string, string> = {}) => {
  await browser.get(ACCESS);
  return browser.post(ACCESS, { ...REQUEST, ...over });
};
const openRound = async (kind: string) =>
  (await portal.deps.rounds.unconcluded()).find(({ documentKind, ending }) => documentKind === kind && !ending);
/** Signs the open round of a kind as somebody. */
const signRound = async (browser: Browser, kind: string, role: Role, number = 0) => {
  const round = await openRound(kind);
  return browser.sign(await browser.get(`/signings/${round?.id}`), PERFORMER, role, number);
};
const change = (id: string, over: object) => {
  const found = portal.deps.register.staffOf(PERFORMER);
  return found.then((all) => {
    const one = all.find((each) => each.id === id);
    if (one) portal.deps.register.put({ ...one, ...over });
  });
};

describe('the way to a register (R3.2)', () => {
  it('goes by the signed handling rules and the manager’s signed grant, and only both open the gate', async () => {
    await givenRules(portal, PERFORMER);
    const handler = await person('handler');
    expect(await (await handler.get(ACCESS)).text()).toContain('Ingen får använda register än');
    await handler.get('/handling-rules');
    const text = await handler.follow(await handler.post('/handling-rules/sign'));
    const page = await text.clone().text();
    for (const words of ['Nykvarns kommun', 'EXEMPEL. Regler, version 1.']) expect(page).toContain(words);
    await handler.sign(text, PERFORMER, 'handler');
    expect(await portal.deps.handlingRules.signaturesOf(PERFORMER, HANDLER)).toMatchObject([{ version: 1 }]);
    expect(answered()).toBeUndefined();

    await ask(handler);
    expect(await grants()).toEqual([]);
    expect(await (await handler.get(ACCESS)).text()).toContain('Väntar på närmaste chefs underskrift');
    const manager = await person('manager');
    await signRound(manager, 'access-grant', 'manager');
    expect(await grants()).toMatchObject([
      { grantee: HANDLER, manager: MANAGER, grantedBy: MANAGER, register: 'property-register', rulesVersion: 1 },
    ]);
    expect(answered()).toBe('clearance-given');
    expect(await eventNames()).toContain('access-granted');
    expect(await (await handler.get(ACCESS)).text()).toContain('Minst en medarbetare får använda register');
  });

  it('may be gone in the other order: the grant first, the signature last', async () => {
    await givenRules(portal, PERFORMER);
    await givenGrant(portal);
    const handler = await person('handler');
    await handler.get('/handling-rules');
    const text = await handler.follow(await handler.post('/handling-rules/sign'));
    expect(answered()).toBeUndefined();
    await handler.sign(text, PERFORMER, 'handler');
    expect(answered()).toBe('clearance-given');
  });

  it('is closed as long as the municipality has no rules in force', async () => {
    const handler = await person('handler');
    expect(await (await handler.get(ACCESS)).text()).toContain('inga hanteringsregler i kraft');
    expect((await ask(handler)).status).toBe(409);
    expect(await openRound('access-grant')).toBeUndefined();
  });
});

describe('who grants access', () => {
  beforeEach(() => givenRules(portal, PERFORMER));

  it('the nearest manager, who may also be the one that asks', async () => {
    const manager = await person('manager');
    await ask(manager);
    await signRound(manager, 'access-grant', 'manager');
    expect(await grants()).toHaveLength(1);
  });

  it('never the person themselves, not even as the deputy of the absent manager', async () => {
    const other = staffIdOf(PERFORMER, 'handler', 1);
    await change(other, { role: 'manager', nearestManager: MANAGER });
    await change(MANAGER, { deputy: other, awayFrom: '2027-02-01' });
    await portal.identify(PERFORMER, other);
    const deputy = await person('handler', 1);
    const response = await ask(deputy, { grantee: other });
    expect(await response.text()).toContain('Ingen kan bevilja');
    expect(await openRound('access-grant')).toBeUndefined();
  });

  it('the manager’s deputy while the manager is away, and it is noted who signed', async () => {
    const other = staffIdOf(PERFORMER, 'handler', 1);
    await change(other, { role: 'manager', nearestManager: undefined });
    await change(MANAGER, { deputy: other, awayFrom: '2027-02-01', awayUntil: '2027-03-31' });
    await ask(await person('handler'));
    const deputy = await person('handler', 1);
    await signRound(deputy, 'access-grant', 'handler', 1);
    expect(await grants()).toMatchObject([{ manager: MANAGER, grantedBy: other }]);
  });

  it('no manager to whom the board has not delegated it', async () => {
    await ask(await person('handler'));
    portal.deps.delegations.clear();
    await signRound(await person('manager'), 'access-grant', 'manager');
    expect(await grants()).toEqual([]);
  });

  it('nobody, when the assignment was closed or the rules changed while the manager thought about it', async () => {
    await ask(await person('handler'));
    await givenRules(portal, PERFORMER, 2, '2027-03-01');
    await signRound(await person('manager'), 'access-grant', 'manager');
    expect(await grants()).toEqual([]);
  });

  it.each([
    ['for a colleague', { grantee: staffIdOf(PERFORMER, 'handler', 1) }],
    ['for somebody in another municipality', { grantee: staffIdOf('salem', 'handler') }],
    ['for more than a year, or beyond the order', { until: '2027-07-01' }],
    ['for a day that has passed', { from: '2027-02-28' }],
    ['for a register that there is none of', { register: 'tax-register' }],
    ['without a purpose', { purpose: ' ' }],
  ])('a handler does not get to ask %s', async (_what, over) => {
    expect((await ask(await person('handler'), over)).status).toBe(422);
    expect(await openRound('access-grant')).toBeUndefined();
  });

  it('a purpose with an identity number in it is refused, and is not sent out again', async () => {
    const response = await ask(await person('handler'), { purpose: 'Ägare 19890100-1980 2, 189001019802' });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('ser ut att innehålla ett personnummer');
    expect(page).not.toContain('189001019802');
  });

  it('nobody, when the assignment needs no register', async () => {
    portal = testPortal();
    await givenFile(portal, { status: 'accepted', facts: givenOrder() });
    await givenRules(portal, PERFORMER);
    const refused = await (await person('handler')).post(ACCESS, REQUEST);
    expect(refused.status).toBe(409);
    expect(await openRound('access-grant')).toBeUndefined();
  });

  it('is not taken back by the manager who is to sign, who may decline it instead', async () => {
    await ask(await person('handler'));
    const round = await openRound('access-grant');
    const manager = await person('manager');
    await manager.get(`/signings/${round?.id}`);
    expect((await manager.post(`/signings/${round?.id}/withdraw`, { reason: 'other' })).status).toBe(403);
    expect(await openRound('access-grant')).toBeDefined();
    expect((await manager.post(`/signings/${round?.id}/decline`, { reason: 'other' })).status).toBe(303);
    expect(await openRound('access-grant')).toBeUndefined();
  });

  it('nobody any more, when the person has got another nearest manager: the request is ended and everyone told', async () => {
    await ask(await person('handler'));
    await change(HANDLER, { nearestManager: staffIdOf(PERFORMER, 'handler', 1) });
    const round = await openRound('access-grant');
    const manager = await person('manager');
    await manager.get('/signings');
    await manager.post(`/signings/${round?.id}/sign`, { textHash: round?.textHash ?? '' });
    expect(await grants()).toEqual([]);
    expect((await portal.deps.rounds.find(round?.id as never))?.ending).toMatchObject({
      kind: 'withdrawn',
      by: 'system',
    });
  });

  it('two people and two registers in one assignment are asked for side by side', async () => {
    await ask(await person('handler'));
    await ask(await person('handler'), { register: 'resident-register' });
    await ask(await person('handler', 1), { grantee: staffIdOf(PERFORMER, 'handler', 1) });
    const open = (await portal.deps.rounds.unconcluded()).filter(({ ending }) => !ending);
    expect(open).toHaveLength(3);
  });
});

describe('a register that is used', () => {
  beforeEach(async () => {
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, HANDLER);
  });
  const use = async (browser: Browser, over: Record<string, string> = {}) => {
    await browser.get(ACCESS);
    return browser.post(`${PATH}/register-use`, { ...USE, ...over });
  };
  const log = () => portal.deps.accessGrants.uses(PERFORMER);

  it('is logged with who, when, what for and by which grant, and those who follow it up can read it', async () => {
    const { id } = await givenGrant(portal);
    const handler = await person('handler');
    expect((await use(handler)).status).toBe(303);
    expect(await log()).toMatchObject([{ by: HANDLER, grantId: id, outcome: 'used', register: 'property-register' }]);
    expect(await eventNames()).toContain('register-used');
    const dpo = await person('dpo');
    expect(await (await dpo.get(`/grants/${ID}/${id}`)).text()).toContain(USE.whatFor);
  });

  it('keeps what it was for sealed: neither the log nor the grants say it in clear', async () => {
    await givenGrant(portal);
    await use(await person('handler'));
    expect(JSON.stringify(portal.deps.accessGrants.snapshot())).not.toMatch(/Slå upp|Underrätta/);
  });

  it.each([
    ['without a grant', async () => {}],
    ['for another register than the granted one', async () => givenGrant(portal, { register: 'resident-register' })],
    ['by a colleague’s grant', async () => givenGrant(portal, { grantee: staffIdOf(PERFORMER, 'handler', 1) })],
    ['after the last day', async () => givenGrant(portal, { from: '2027-01-01', until: '2027-02-28' })],
  ])('is refused %s, and the attempt is logged', async (_how, given) => {
    await given();
    const response = await use(await person('handler'));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Använd inte registret');
    const [attempt] = await log();
    expect(attempt).toMatchObject({ by: HANDLER, outcome: 'refused' });
    expect(attempt?.grantId).toBeUndefined();
    expect(await (await (await person('manager')).get('/grants')).text()).toContain('Nekade försök');
  });

  it('is refused when a new version of the rules has come into force and is not signed', async () => {
    await givenGrant(portal);
    await givenRules(portal, PERFORMER, 2, '2027-03-01');
    expect((await use(await person('handler'))).status).toBe(403);
  });

  it('does not take an identity number as what it was for', async () => {
    await givenGrant(portal);
    const response = await use(await person('handler'), { whatFor: '189001-019802' });
    expect(response.status).toBe(422);
    expect(await log()).toEqual([]);
  });
});

describe('a new version of the handling rules', () => {
  const publish = async (browser: Browser, validFrom: string, text = 'EXEMPEL. Nya regler.') => {
    await browser.get('/handling-rules/draft');
    const page = await browser.follow(await browser.post('/handling-rules/draft', { text }));
    const [, draftHash = ''] = /name="draftHash" value="([^"]+)"/.exec(await page.text()) ?? [];
    return browser.post('/handling-rules/publish', { draftHash, validFrom });
  };

  it('is published by the management group too, and by nobody else', async () => {
    await publish(await person('management-group'), '2027-03-01');
    expect(await portal.deps.handlingRules.versions(PERFORMER)).toMatchObject([
      { version: 1, validFrom: '2027-03-01', text: 'EXEMPEL. Nya regler.' },
    ]);
    for (const role of ['handler', 'registrar', 'administrator', 'dpo', 'finance'] as const) {
      const browser = await person(role);
      await browser.get('/handling-rules');
      expect((await browser.post('/handling-rules/draft', { text: 'x' })).status, role).toBe(403);
      expect((await browser.post('/handling-rules/publish', { draftHash: 'x', validFrom: '2027-03-01' })).status).toBe(
        403,
      );
    }
  });

  it('asks those who had signed the former one, once, with thirty days to sign', async () => {
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, HANDLER);
    const manager = await person('manager');
    await publish(manager, '2027-04-15');
    await manager.get('/handling-rules');
    await manager.post('/handling-rules/ask');
    const open = (await portal.deps.rounds.unconcluded()).filter(({ ending }) => !ending);
    expect(open).toMatchObject([{ signatories: [{ staff: HANDLER, dueOn: '2027-03-31' }] }]);
    expect(portal.deps.mailbox.sent.map(({ to }) => to)).toContain('handler0@nykvarn.example');
  });

  it('lets the former signature and grant count until its first day, and no longer', async () => {
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, HANDLER);
    await givenGrant(portal);
    await publish(await person('manager'), '2027-03-02');
    const handler = await person('handler');
    expect(await (await handler.get(ACCESS)).text()).toContain('Minst en medarbetare får använda register');
    portal.advance(24 * 60);
    const later = await person('handler');
    expect(await (await later.get(ACCESS)).text()).toContain('Ingen får använda register än');
    expect(await (await later.get('/grants')).text()).toContain('hanteringsreglerna är ändrade, 2027-03-02');
  });

  it('is not another text than the one that was shown, nor valid from a day that has passed', async () => {
    const manager = await person('manager');
    expect((await publish(manager, '2027-02-28')).status).toBe(422);
    await manager.get('/handling-rules/draft');
    const other = await manager.post('/handling-rules/publish', { draftHash: 'a'.repeat(64), validFrom: '2027-03-01' });
    expect(other.status).toBe(409);
    expect(await portal.deps.handlingRules.versions(PERFORMER)).toEqual([]);
  });
});

describe('the overview of access', () => {
  beforeEach(async () => {
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, HANDLER);
    await change(staffIdOf(PERFORMER, 'registrar'), { nearestManager: MANAGER });
    await givenGrant(portal);
    await givenGrant(portal, { id: 'g-0000000000000002' as never, grantee: staffIdOf(PERFORMER, 'registrar') });
  });
  const overview = async (role: Role, number = 0, party: PartyId = PERFORMER) =>
    (await (await person(role, number, party)).get('/grants')).text();

  it('shows the whole municipality to those who follow up, their own staff to managers, and each their own', async () => {
    for (const role of ['registrar', 'administrator', 'dpo'] as const) {
      const page = await overview(role);
      for (const who of ['handler', 'registrar']) expect(page, role).toContain(`>Test ${who} 0 nykvarn</a>`);
    }
    expect(await overview('handler')).toContain('>Test handler 0 nykvarn</a>');
    expect(await overview('handler')).not.toContain('>Test registrar 0 nykvarn</a>');
    expect(await overview('handler', 1)).toContain('Inga behörigheter');
  });

  it('shows another municipality nothing, neither the page, nor the file, nor the grant itself', async () => {
    for (const role of ['manager', 'administrator', 'dpo', 'registrar'] as const) {
      const stranger = await person(role, 0, ASKED);
      expect(await (await stranger.get('/grants')).text()).toContain('Inga behörigheter');
      expect(await (await stranger.get('/grants/export.json')).text()).not.toContain('nykvarn');
      expect((await stranger.get(`/grants/${ID}/g-0000000000000001`)).status).toBe(404);
      expect((await stranger.post(`/grants/${ID}/g-0000000000000001/withdraw`)).status).toBe(404);
    }
  });

  it('says “gallrat” for a purpose whose assignment has been culled', async () => {
    await portal.deps.assignments.eraseDataKey(ID);
    const page = await overview('dpo');
    expect(page).toContain('gallrat');
    expect(page).not.toContain('Underrätta grannar');
  });

  it('is fetched as a file that no spreadsheet takes for a formula', async () => {
    const sealedPurpose = await portal.deps.assignments.seal(ID, '=HYPERLINK("https://ond.example";"klicka")');
    await givenGrant(portal, { id: 'g-0000000000000003' as never, sealedPurpose });
    const response = await (await person('dpo')).get('/grants/export.csv');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="behorigheter.csv"');
    const csv = await response.text();
    expect(csv).toContain(`"'=HYPERLINK(""https://ond.example"";""klicka"")"`);
    expect(csv).not.toMatch(/(^|;)"?[=+\-@]/m);
  });

  it('is fetched as JSON with every reason and every use, and without anything sealed', async () => {
    const handler = await person('handler');
    await handler.get(ACCESS);
    await handler.post(`${PATH}/register-use`, USE);
    portal.advance(200 * 24 * 60);
    const json = await (await (await person('administrator')).get('/grants/export.json')).text();
    expect(JSON.parse(json)).toMatchObject({
      party: PERFORMER,
      grants: [{ standing: { kind: 'fallen', because: 'end-of-period', on: '2027-06-30' } }, {}],
      uses: [{ by: HANDLER, outcome: 'used', purpose: { kind: 'known', text: USE.whatFor } }],
    });
    expect(json).not.toContain('sealedPurpose');
  });
});

describe('a grant that is withdrawn', () => {
  it('falls at once, by the manager’s own post, and the assignment tells it', async () => {
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, HANDLER);
    const { id } = await givenGrant(portal);
    const handler = await person('handler');
    expect(await (await handler.get(ACCESS)).text()).toContain('Minst en medarbetare får använda register');
    const manager = await person('manager');
    await manager.get(`/grants/${ID}/${id}`);
    await manager.post(`/grants/${ID}/${id}/withdraw`, { reason: 'other-duties' });
    expect(await (await handler.get(ACCESS)).text()).toContain('Ingen får använda register än');
    expect(await eventNames()).toContain('access-withdrawn');
  });
});
