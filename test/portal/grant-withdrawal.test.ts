import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { givenFile, givenOrder, ID, PATH, PERFORMER } from '#test/portal-files';
import { givenGrant, givenRules, givenSignature } from '#test/portal-grants';

const HANDLER = staffIdOf(PERFORMER, 'handler');
const COLLEAGUE = staffIdOf(PERFORMER, 'handler', 1);
const MANAGER = staffIdOf(PERFORMER, 'manager');
const GRANT = `/grants/${ID}/g-0000000000000001`;
const WORDS = 'Uppgifterna är redan framtagna';
const REASON = { reason: 'no-longer-needed', words: WORDS };

let portal: TestPortal;
const given = async (status: 'accepted' | 'in-progress') => {
  portal = testPortal();
  await givenFile(portal, { status, head: { needsRegisterAccess: true }, facts: givenOrder() });
  await givenRules(portal, PERFORMER);
  await givenSignature(portal, PERFORMER, HANDLER);
  await givenGrant(portal);
};
beforeEach(() => given('in-progress'));

const person = (role: Role, number = 0) => portal.signedIn(PERFORMER, role, number);
const grant = async () => (await portal.deps.accessGrants.ofParty(PERFORMER))[0];
const letters = () => portal.deps.mailbox.sent.map(({ kind, to }) => `${kind} ${to}`).sort();
const withdraw = async (browser: Browser, fields: Record<string, string> = REASON) => {
  await browser.get(GRANT);
  return browser.post(`${GRANT}/withdraw`, fields);
};

describe('a grant that the manager takes back', () => {
  it('keeps why it was taken back, and those who may see it can read that', async () => {
    const manager = await person('manager');
    expect(await (await manager.get(GRANT)).text()).toContain('Återkalla behörigheten');
    const page = await (await manager.follow(await withdraw(manager))).text();
    for (const words of ['chefen har återkallat den', 'Registret behövs inte längre', WORDS]) {
      expect(page).toContain(words);
    }
    expect(await grant()).toMatchObject({
      endedBecause: 'withdrawn-by-manager',
      endedBy: MANAGER,
      withdrawnFor: 'no-longer-needed',
    });
  });

  it('is taken back by nobody else: not the person it is for, nor a colleague, nor the data protection officer', async () => {
    for (const [role, number] of [
      ['handler', 0],
      ['handler', 1],
      ['dpo', 0],
    ] as const) {
      const refused = await withdraw(await person(role, number));
      expect([403, 404]).toContain(refused.status);
      expect((await grant())?.endedBecause).toBeUndefined();
    }
    expect(letters()).toEqual([]);
  });

  it('is told to the person, to the performer’s management, and to the orderer when work under way stops', async () => {
    await withdraw(await person('manager'));
    expect(letters()).toEqual([
      'access-withdrawn handler0@nykvarn.example',
      'access-withdrawn ledningsgrupp@nykvarn.example',
      'register-access-ended ledningsgrupp@haninge.example',
    ]);
  });

  it('is not told to the orderer when a colleague may still use a register', async () => {
    await givenSignature(portal, PERFORMER, COLLEAGUE);
    await givenGrant(portal, { id: 'g-0000000000000002' as never, grantee: COLLEAGUE });
    await withdraw(await person('manager'));
    expect(letters().join()).not.toContain('register-access-ended');
  });

  it('is not told to the orderer when the work has not begun', async () => {
    await given('accepted');
    await withdraw(await person('manager'));
    expect(letters().join()).not.toContain('register-access-ended');
  });

  it('is told to the manager whose decision it was when the deputy takes it back', async () => {
    const { register } = portal.deps;
    for (const one of await register.staffOf(PERFORMER)) {
      if (one.id === COLLEAGUE) register.put({ ...one, role: 'manager', nearestManager: undefined });
      if (one.id === MANAGER) register.put({ ...one, deputy: COLLEAGUE, awayFrom: '2027-02-01' });
    }
    await withdraw(await person('handler', 1));
    expect((await grant())?.endedBy).toBe(COLLEAGUE);
    expect(letters()).toContain('access-withdrawn manager0@nykvarn.example');
  });

  it('tells in no letter who it is about, or why', async () => {
    await withdraw(await person('manager'));
    expect(JSON.stringify(portal.deps.mailbox.sent)).not.toMatch(/Test handler|s-\d|behövs inte|framtagna|no-longer/);
  });

  it('is told later when the mail could not leave, and withdrawn once', async () => {
    const manager = await person('manager');
    portal.deps.mailbox.failNext(3);
    expect((await withdraw(manager)).status).toBe(303);
    expect(letters()).toEqual([]);
    expect((await withdraw(manager, {})).status).toBe(409);
    expect(letters()).toHaveLength(3);
    expect((await withdraw(manager)).status).toBe(409);
    expect(letters()).toHaveLength(3);
  });

  it('keeps the manager’s words sealed, and they go when the assignment is culled', async () => {
    await withdraw(await person('manager'));
    expect(JSON.stringify(portal.deps.accessGrants.snapshot())).not.toContain(WORDS);
    const dpo = await person('dpo');
    expect(await (await dpo.get('/grants/export.json')).text()).not.toContain('sealedWithdrawalWords');
    expect(await (await dpo.get('/grants/export.csv')).text()).toContain('registret behövs inte längre');
    await portal.deps.assignments.eraseDataKey(ID);
    const page = await (await dpo.get(GRANT)).text();
    expect(page).not.toContain(WORDS);
    expect(page).toContain('Registret behövs inte längre');
  });

  it.each([
    ['without a reason', { words: WORDS }],
    ['for a reason that there is none of', { reason: 'because' }],
    ['with an identity number in the words', { reason: 'other', words: 'Gäller 189001019802' }],
    ['with an essay', { reason: 'other', words: 'x'.repeat(301) }],
  ])('is not so %s', async (_how, fields) => {
    const response = await withdraw(await person('manager'), fields);
    expect(response.status).toBe(422);
    expect(await response.text()).not.toContain('189001019802');
    expect((await grant())?.endedAt).toBeUndefined();
    expect(letters()).toEqual([]);
  });

  it.each(['administrator', 'dpo', 'registrar', 'handler'] as const)('is not so by %s', async (role) => {
    const browser = await person(role);
    expect(await (await browser.get(GRANT)).text()).not.toContain('Återkalla behörigheten');
    expect((await browser.post(`${GRANT}/withdraw`, REASON)).status).toBe(403);
    expect((await grant())?.endedAt).toBeUndefined();
  });
});

describe('an assignment whose access to registers has ended while work goes on', () => {
  const lost = 'Behörigheten till register har upphört';
  const read = async (browser: Browser) => (await browser.get(PATH)).text();

  it('says so to everybody at the performer, and that no register may be used', async () => {
    expect(await read(await person('handler'))).not.toContain(lost);
    await withdraw(await person('manager'));
    for (const role of ['handler', 'manager', 'registrar', 'management-group', 'dpo'] as const) {
      const page = await read(await person(role));
      for (const words of [lost, 'registret får inte användas']) expect(page, role).toContain(words);
    }
    expect(await read(await portal.signedIn('haninge', 'handler'))).not.toContain(lost);
  });

  it('says it also when a grant runs out, and no more once a new one stands', async () => {
    portal.advance(200 * 24 * 60);
    expect(await read(await person('handler'))).toContain(lost);
    await givenGrant(portal, { id: 'g-0000000000000002' as never, from: '2027-09-01', until: '2027-12-31' });
    expect(await read(await person('handler'))).not.toContain(lost);
  });

  it('does not say so while nobody has been granted anything yet, or when no register is needed', async () => {
    await given('accepted');
    expect(await read(await person('handler'))).not.toContain(lost);
    portal = testPortal();
    await givenFile(portal, { status: 'in-progress', facts: givenOrder() });
    expect(await read(await person('handler'))).not.toContain(lost);
  });
});
