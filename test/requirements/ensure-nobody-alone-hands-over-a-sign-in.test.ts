import { beforeEach, describe, expect, it } from 'vitest';
import type { StaffId } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { someone } from '#test/some-staff';
import { decideBinding } from '../../functions/staff/decide-binding.ts';

const ADMIN = staffIdOf('haninge', 'administrator');
const OTHER = staffIdOf('haninge', 'administrator', 1);
const HANDLER = staffIdOf('haninge', 'handler');
const REGISTRAR = staffIdOf('haninge', 'registrar');
const MANAGER = staffIdOf('haninge', 'manager');
/** An official test number that is nobody's until a manager of Haninge identifies themselves. */
const ANOTHER = '192412319218';
const ELSEWHERE = 'ny@haninge.example';

let portal: TestPortal;
let admin: Browser;
beforeEach(async () => {
  portal = testPortal();
  admin = await portal.signedIn('haninge', 'administrator');
});

const person = async (id: StaffId) => {
  const one = await portal.deps.register.staff('haninge', id);
  if (!one) throw new Error('nobody');
  return one;
};
const letters = (kind: string) => portal.deps.mailbox.sent.filter((letter) => letter.kind === kind).map(({ to }) => to);
/** The administrator sends a link, and somebody identifies themselves with it. @returns when they did. */
const show = async (id: StaffId, number: string): Promise<string> => {
  await admin.get(`/staff/${id}`);
  expect((await admin.post(`/staff/${id}/link`)).status).toBe(303);
  const link = new URL(portal.deps.mailbox.sent.at(-1)?.url ?? '').pathname;
  const browser = portal.browser();
  await browser.get(link);
  portal.identity.person = number;
  portal.advance(1);
  await browser.follow(await browser.post(`${link}/identify`));
  portal.advance(1);
  return (await portal.deps.staffBindings.findWaiting('haninge', id))?.identifiedAt ?? '';
};
const approve = async (browser: Browser, id: StaffId, shownAt: string): Promise<number | string> => {
  await browser.get(`/staff/${id}/binding`);
  const response = await browser.post(`/staff/${id}/binding`, { decision: 'approve', shownAt });
  return response.headers.get('location')?.split('done=')[1] ?? response.status;
};
/** Changes a mailbox with the signatures of the administrator and of a second. */
const moveMailbox = async (id: StaffId, second: 'manager' | 'registrar'): Promise<void> => {
  const { name, role, nearestManager = '' } = await person(id);
  await admin.get(`/staff/${id}`);
  const fields = { name, role, nearestManager, mailbox: ELSEWHERE, second: staffIdOf('haninge', second) };
  const path = (await admin.post(`/staff/${id}`, fields)).headers.get('location') ?? '';
  await admin.sign(await admin.get(path), 'haninge', 'administrator');
  const browser = await portal.signedIn('haninge', second);
  await browser.sign(await browser.get(path), 'haninge', second);
  expect((await person(id)).mailbox).toBe(ELSEWHERE);
};

describe('nobody alone hands over the sign-in of another (D7)', () => {
  it.each([
    ['the mailbox of another administrator', OTHER, { mailbox: ELSEWHERE }],
    ['the name of another administrator', OTHER, { name: 'Test Annan' }],
    ['the mailbox of a handler who has an e-ID', HANDLER, { mailbox: ELSEWHERE }],
    ['the name of a handler who has an e-ID', HANDLER, { name: 'Test Annan' }],
    ['a handler who has an e-ID to a manager', HANDLER, { role: 'manager' }],
  ])('changing %s takes a second signature', async (_, id, more) => {
    portal.deps.register.put({ ...someone('b', 'administrator'), id: OTHER });
    await portal.identify('haninge', HANDLER);
    const { name, mailbox, role, nearestManager = '' } = await person(id);
    await admin.get(`/staff/${id}`);
    const response = await admin.post(`/staff/${id}`, { name, mailbox, role, nearestManager, ...more });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Välj vem som också ska skriva under');
    expect(portal.deps.rounds.all()).toEqual([]);
  });

  it('a list that changes the name of somebody who has an e-ID takes a second signature', async () => {
    await portal.identify('haninge', HANDLER);
    await admin.get('/staff/import');
    const text = `Namn;E-post;Roll\nTest Annan;${(await person(HANDLER)).mailbox};handläggare\n`;
    const page = await (await admin.post('/staff/import', { text })).text();
    const hidden = [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    const response = await admin.post('/staff/import/sign', { ...fields, text });
    expect([response.status, (await response.text()).includes('Välj vem som också')]).toEqual([422, true]);
  });

  it('the mailbox of an administrator cannot be handed to an outsider: not by the sender, not by who signed for it', async () => {
    portal.deps.register.put({ ...someone('b', 'administrator'), id: OTHER });
    const shownAtFirst = await person(OTHER);
    await moveMailbox(OTHER, 'registrar');
    await portal.deps.staffBindings.bind('haninge', OTHER, 'the mac of the true one', portal.deps.now());
    const shownAt = await show(OTHER, ANOTHER);
    expect(await approve(admin, OTHER, shownAt)).toBe(403);
    expect(await approve(await portal.signedIn('haninge', 'registrar'), OTHER, shownAt)).toBe(403);
    expect(await portal.deps.staffBindings.holderOf('haninge', 'the mac of the true one')).toBe(OTHER);
    expect(letters('mailbox-changed')).toEqual([shownAtFirst.mailbox, ELSEWHERE]);
  });

  it('a replaced e-ID is approved by a registrar or a manager where the only administrator sent the link', async () => {
    await portal.identify('haninge', HANDLER);
    const shownAt = await show(HANDLER, ANOTHER);
    const refused = await (await admin.get(`/staff/${HANDLER}`)).text();
    expect(refused).toContain('Du kan inte godkänna');
    expect(refused).not.toContain('Samma person: godkänn');
    expect(await approve(admin, HANDLER, shownAt)).toBe(403);
    const registrar = await portal.signedIn('haninge', 'registrar');
    expect(await (await registrar.get(`/staff/${HANDLER}/binding`)).text()).toContain('Samma person: godkänn');
    expect(await approve(registrar, HANDLER, shownAt)).toBe('replaced');
  });

  it('and only then: a registrar sees nothing of an e-ID that an administrator can approve', async () => {
    const shownAt = await show(HANDLER, ANOTHER);
    const registrar = await portal.signedIn('haninge', 'registrar');
    const page = await (await registrar.get(`/staff/${HANDLER}/binding`)).text();
    expect(page).not.toMatch(/Namn i e-legitimationen|Test handler/);
    expect(await approve(registrar, HANDLER, shownAt)).toBe(403);
    expect(await approve(admin, HANDLER, shownAt)).toBe('bound');
  });

  it('a manager is written to, reaches the page, and comes back to it with the outcome', async () => {
    await portal.identify('haninge', HANDLER);
    await portal.identify('haninge', MANAGER);
    const shownAt = await show(HANDLER, '191401682396');
    expect(letters('binding-to-approve')).toEqual([(await person(MANAGER)).mailbox]);
    const manager = await portal.signedIn('haninge', 'manager');
    const { pathname } = new URL(portal.deps.mailbox.sent.at(-1)?.url ?? '');
    expect(await (await manager.get(pathname)).text()).toContain('Namn i e-legitimationen');
    const decided = await manager.follow(await manager.post(pathname, { decision: 'approve', shownAt }));
    expect([decided.status, (await decided.text()).includes('ersätter den tidigare')]).toEqual([200, true]);
  });

  it('a first e-ID of a manager is not the sender’s to approve where there is another who can', async () => {
    await portal.identify('haninge', REGISTRAR);
    const shownAt = await show(MANAGER, ANOTHER);
    expect(await approve(admin, MANAGER, shownAt)).toBe(403);
    expect(await approve(await portal.signedIn('haninge', 'registrar'), MANAGER, shownAt)).toBe('bound');
    expect(letters('binding-approved-alone')).toEqual([]);
  });

  it('the very first beside the only administrator is approved alone, and management is told', async () => {
    const shownAt = await show(MANAGER, ANOTHER);
    expect(await approve(admin, MANAGER, shownAt)).toBe('bound');
    expect(letters('binding-approved-alone')).toEqual(['ledningsgrupp@haninge.example']);
  });

  it('where nobody may approve, the sender is told so, and can refuse', async () => {
    await portal.identify('haninge', HANDLER);
    const shownAt = await show(HANDLER, ANOTHER);
    expect(letters('binding-to-approve')).toEqual([(await person(ADMIN)).mailbox]);
    const page = await (await admin.get(`/staff/${HANDLER}/binding`)).text();
    expect(page).toContain('Ingen annan kan godkänna den just nu');
    await admin.post(`/staff/${HANDLER}/binding`, { decision: 'refuse', shownAt });
    expect(await portal.deps.staffBindings.findWaiting('haninge', HANDLER)).toBeUndefined();
  });

  it('an approval that died on the way can be given again, and is told again', async () => {
    await portal.identify('haninge', HANDLER);
    const shownAt = await show(HANDLER, ANOTHER);
    const { register, staffBindings } = portal.deps;
    const [registrar, staff] = [await person(REGISTRAR), await person(HANDLER)];
    await portal.identify('haninge', REGISTRAR);
    const forgetOwnSignIn = async () => {
      throw new Error('killed');
    };
    const dying = { ...portal.deps, register: { ...register, forgetOwnSignIn } };
    await expect(decideBinding(dying, registrar, staff, shownAt, 'approve')).rejects.toThrow('killed');
    expect(await decideBinding(portal.deps, registrar, staff, shownAt, 'approve')).toBe('replaced');
    expect(letters('binding-replaced')).toHaveLength(4);
    expect(await staffBindings.findWaiting('haninge', HANDLER)).toBeUndefined();
    expect((await register.staffLog('haninge')).at(-1)).toMatchObject({ what: 'binding-replaced', by: [REGISTRAR] });
  });

  it('a replaced e-ID is told to every mailbox of the person and to management, and the former mailbox is then forgotten', async () => {
    await portal.identify('haninge', HANDLER);
    const { mailbox } = await person(HANDLER);
    await moveMailbox(HANDLER, 'registrar');
    expect((await person(HANDLER)).mailboxWhenBound).toBe(mailbox);
    const shownAt = await show(HANDLER, ANOTHER);
    portal.deps.register.put({ ...someone('b', 'administrator'), id: OTHER });
    expect(await approve(await portal.signedIn('haninge', 'administrator', 1), HANDLER, shownAt)).toBe('replaced');
    expect(letters('binding-replaced')).toEqual([ELSEWHERE, mailbox, 'ledningsgrupp@haninge.example']);
    expect((await person(HANDLER)).mailboxWhenBound).toBeUndefined();
  });

  it('the log says who approved, whose link it was, in which role and which showing: ids and no names', async () => {
    await portal.identify('haninge', HANDLER);
    const shownAt = await show(HANDLER, ANOTHER);
    await approve(await portal.signedIn('haninge', 'registrar'), HANDLER, shownAt);
    const line = (await portal.deps.register.staffLog('haninge')).at(-1);
    expect(line).toMatchObject({
      what: 'binding-replaced',
      staff: HANDLER,
      by: [REGISTRAR],
      approval: { role: 'handler', linkSentBy: ADMIN, shownAt },
    });
    expect(JSON.stringify(line)).not.toMatch(/Test|@/);
    const page = await (await admin.get('/staff/log')).text();
    expect(page).toContain(`som handläggare, med en länk från ${(await person(ADMIN)).name}`);
    expect(await (await admin.get('/staff/log.csv')).text()).toContain(`"handler";"${ADMIN}";"${shownAt}"`);
  });
});
