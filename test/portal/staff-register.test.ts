import { beforeEach, describe, expect, it } from 'vitest';
import type { Staff, StaffId } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, formWith, type TestPortal, testPortal } from '#test/portal';

const ADMIN = staffIdOf('haninge', 'administrator');
const HANDLER = staffIdOf('haninge', 'handler');
const PATH = `/staff/${HANDLER}`;
const NEW = { name: 'Test Ny', mailbox: 'ny@haninge.example', role: 'handler' };

let portal: TestPortal;
let admin: Browser;
beforeEach(async () => {
  portal = testPortal();
  admin = await portal.signedIn('haninge', 'administrator');
  await admin.get('/staff');
});

const handler = () => portal.deps.register.staff('haninge', HANDLER);
const log = async () => (await portal.deps.register.staffLog('haninge')).map(({ what, staff }) => `${what} ${staff}`);
/** The record is changed behind everybody's back. */
const alter = async (id: StaffId, more: Partial<Staff>) => {
  const one = await portal.deps.register.staff('haninge', id);
  if (one) portal.deps.register.put({ ...one, ...more });
};
/** The fields of a record's form as they stand on its page. */
const fieldsOf = async (more: Record<string, string>) => {
  const one = await handler();
  if (!one) throw new Error('nobody');
  const { name, mailbox, role, nearestManager = '' } = one;
  return { name, mailbox, role, nearestManager, ...more };
};
/** The page of the round that a post opened. */
const opened = async (response: Response, browser = admin): Promise<Response> => {
  expect(response.status, await response.clone().text()).toBe(303);
  expect(response.headers.get('location')).toMatch(/^\/signings\/r-/);
  return browser.follow(response);
};

describe('the register of staff', () => {
  it('shows the municipality’s own staff, and those alone', async () => {
    const page = await (await admin.get('/staff')).text();
    expect(page).toContain('Test handler 0 haninge');
    expect(page).not.toContain('tyreso');
  });

  it('shows who is away, who has no e-ID and who has left', async () => {
    const [one, other] = [staffIdOf('haninge', 'handler', 1), staffIdOf('haninge', 'registrar')];
    await alter(one, { awayFrom: '2027-02-01' });
    await alter(other, { isActive: false });
    const names = async (show: string) =>
      [...(await (await admin.get(`/staff?show=${show}`)).text()).matchAll(/href="\/staff\/(s-[^"]+)"/g)].map(
        ([, id]) => id,
      );
    expect(await names('away')).toEqual([one]);
    expect(await names('left')).toEqual([other]);
    const unbound = await names('unbound');
    expect([unbound.includes(HANDLER), unbound.includes(ADMIN)]).toEqual([true, false]);
    expect(await (await admin.get('/staff?search=registrar&show=active')).text()).toContain('Ingen i registret');
  });

  it('is not changed before the administrator has signed, and then at once, with a line in the log', async () => {
    const page = await opened(await admin.post('/staff/new', NEW));
    const text = await page.clone().text();
    expect(text).toContain('1. Test Ny (ny@haninge.example). Ny i registret.');
    expect(text).toContain('roll: handläggare');
    expect(await portal.deps.register.staffByMailbox('haninge', NEW.mailbox)).toBeUndefined();
    const after = await admin.sign(page, 'haninge', 'administrator');
    expect(after.status).toBe(200);
    const added = await portal.deps.register.staffByMailbox('haninge', NEW.mailbox);
    expect(added).toMatchObject({ name: 'Test Ny', role: 'handler', isActive: true });
    const [line] = await portal.deps.register.staffLog('haninge');
    expect(line).toMatchObject({ what: 'added', staff: added?.id, by: [ADMIN], roundId: expect.stringMatching(/^r-/) });
  });

  it('a change says what was and what becomes, and leaves the rest as it is', async () => {
    const manager = staffIdOf('haninge', 'manager');
    const page = await opened(await admin.post(PATH, await fieldsOf({ deputy: manager, awayFrom: '2027-03-02' })));
    const text = await page.clone().text();
    expect(text).toContain('ställföreträdare: från ingen till Test manager 0 haninge (manager0@haninge.example)');
    expect(text).toContain('frånvarande från och med: från ingen till 2027-03-02');
    await admin.sign(page, 'haninge', 'administrator');
    expect(await handler()).toMatchObject({
      deputy: manager,
      awayFrom: '2027-03-02',
      role: 'handler',
      nearestManager: manager,
    });
  });

  it('somebody who leaves loses e-ID and standing, and the text says who is without a nearest manager', async () => {
    const manager = staffIdOf('haninge', 'manager');
    await portal.signedIn('haninge', 'manager');
    const page = await opened(await admin.post(`/staff/${manager}/leave`));
    expect(await page.clone().text()).toContain('Därefter saknar dessa en närmaste chef som kan ge dem behörighet:');
    await admin.sign(page, 'haninge', 'administrator');
    expect(await portal.deps.register.staff('haninge', manager)).toMatchObject({
      isActive: false,
      leftOn: '2027-03-01',
    });
    expect((await portal.deps.staffBindings.boundIn('haninge')).has(manager)).toBe(false);
    expect(await log()).toEqual([`left ${manager}`]);
    const back = await opened(await admin.post(`/staff/${manager}/return`));
    await admin.sign(back, 'haninge', 'administrator');
    expect(await portal.deps.register.staff('haninge', manager)).toMatchObject({ isActive: true });
  });

  it.each([
    ['an identity number for a name', { name: 'Test 189001019802' }, 'personnummer'],
    ['no mailbox', { mailbox: '' }, 'Fyll i fältet'],
    ['something that is no mailbox', { mailbox: 'ny' }, 'Skriv en e-postadress'],
    ['a mailbox of elsewhere', { mailbox: 'ny@annan.example' }, 'hör inte till kommunens domäner'],
    ['somebody’s own mailbox', { mailbox: 'handler0@haninge.example' }, 'används redan'],
    ['a role that is none', { role: 'kejsare' }, 'Välj ett av alternativen'],
    ['a manager who is none', { nearestManager: HANDLER }, 'inte rollen chef'],
    [
      'a leave that ends before it begins',
      { awayFrom: '2027-03-02', awayUntil: '2027-03-01' },
      'slutar innan den börjar',
    ],
    ['a date that is none', { awayFrom: 'i morgon' }, 'Skriv ett datum'],
  ])('takes no %s', async (_, more, said) => {
    const response = await admin.post('/staff/new', { ...NEW, ...more });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(said);
    expect(portal.deps.rounds.all()).toEqual([]);
  });

  it('a change that nothing follows from opens nothing', async () => {
    expect((await admin.post(PATH, await fieldsOf({}))).headers.get('location')).toBe(PATH);
    expect(portal.deps.rounds.all()).toEqual([]);
  });

  it('a change that the register has moved on from can no longer be signed', async () => {
    const page = await opened(await admin.post(PATH, await fieldsOf({ role: 'registrar' })));
    await alter(HANDLER, { role: 'dpo' });
    await admin.sign(page, 'haninge', 'administrator');
    expect((await handler())?.role).toBe('dpo');
    expect(portal.deps.rounds.all()[0]?.ending).toMatchObject({ kind: 'withdrawn', by: 'system' });
  });

  it('a newer change of the same record takes the place of one that is not signed', async () => {
    const first = await opened(await admin.post(PATH, await fieldsOf({ role: 'registrar' })));
    await opened(await admin.post(PATH, await fieldsOf({ role: 'dpo' })));
    await admin.sign(first, 'haninge', 'administrator');
    expect((await handler())?.role).toBe('handler');
    expect(await (await admin.get(PATH)).text()).toContain('väntar på underskrift');
  });

  it('its log can be fetched for an audit, with no cell that a spreadsheet would count', async () => {
    const page = await opened(await admin.post('/staff/new', { ...NEW, name: '=1+1' }));
    await admin.sign(page, 'haninge', 'administrator');
    const response = await admin.get('/staff/log.csv');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    const text = await response.text();
    expect(text).toContain(`"'=1+1";"added"`);
    expect(text).toContain(ADMIN);
    expect(await (await admin.get('/staff/log')).text()).toContain('lades till');
  });
});

describe('a list of staff', () => {
  const LIST =
    'Namn;E-post;Roll;Chef\nTest Ett;ett@haninge.example;chef;\nTest Två;tva@haninge.example;handläggare;ett@haninge.example\n';
  const upload = (text: string, more: Record<string, string> = {}) => admin.post('/staff/import', { text, ...more });

  it('is shown as a plan, and changes nothing before it is signed', async () => {
    const plan = await upload(LIST);
    const before = portal.deps.register.snapshot();
    const { action, fields } = formWith(await plan.clone().text(), 'planHash');
    const page = await opened(await admin.post(action, fields));
    expect(await page.clone().text()).toContain('Antal poster: 2');
    expect(portal.deps.register.snapshot()).toEqual(before);
    await admin.sign(page, 'haninge', 'administrator');
    const [one, two] = await Promise.all(
      ['ett', 'tva'].map((who) => portal.deps.register.staffByMailbox('haninge', `${who}@haninge.example`)),
    );
    expect([one?.role, two?.nearestManager]).toEqual(['manager', one?.id]);
    expect((await log()).map((line) => line.split(' ')[0])).toEqual(['added', 'added']);
  });

  it('may come as a file in the letters of old Windows', async () => {
    const form = new FormData();
    form.set('csrf', admin.csrf);
    form.set('file', new File([Buffer.from(LIST.replace('Test Ett', 'Test Åke'), 'latin1')], 'lista.csv'));
    const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    const response = await portal.app.request('https://portal.test/staff/import', {
      method: 'POST',
      body: form,
      headers,
    });
    expect(await response.text()).toContain('Test Åke');
  });

  it('tells which rows are not read in, by line and reason', async () => {
    const page = await (await upload(`${LIST}Test Tre;tre@annan.example;handläggare;\n`)).text();
    expect(page).toContain('1 kan inte läsas in');
    expect(page.replaceAll(/<[^>]+>/g, ' ')).toMatch(/4\s+E-postadressen hör inte till kommunens domäner/);
    expect(page).toContain('planHash');
  });

  it('with an identity number is neither signed nor shown again', async () => {
    const page = await (await upload(`${LIST}Test Tre;tre@haninge.example;handläggare;189001019802\n`)).text();
    expect(page).toContain('ser ut som ett personnummer (kolumnen Chef)');
    expect(page).not.toContain('189001019802');
    expect(page).not.toContain('planHash');
  });

  it('with a column for identity numbers is refused by its name', async () => {
    const response = await upload('Namn;E-post;Roll;Personnummer\nTest Ett;ett@haninge.example;chef;189001019802\n');
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('Ta bort den och läs in listan igen: Personnummer');
    expect(page).not.toContain('189001019802');
  });

  it('of everybody lets the others leave, but not the one who reads it in', async () => {
    const { action, fields } = formWith(await (await upload(LIST, { full: 'yes' })).text(), 'planHash');
    const page = await opened(await admin.post(action, fields));
    await admin.sign(page, 'haninge', 'administrator');
    const left = (await portal.deps.register.staffOf('haninge')).filter(({ isActive }) => !isActive);
    expect(left).toHaveLength(7);
    expect(left.map(({ id }) => id)).not.toContain(ADMIN);
  });

  it('is shown anew when the register has moved on between the plan and its signing', async () => {
    const { action, fields } = formWith(await (await upload(LIST)).text(), 'planHash');
    await alter(HANDLER, { mailbox: 'ett@haninge.example' });
    const response = await admin.post(action, fields);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Registret har ändrats');
    expect(portal.deps.rounds.all()).toEqual([]);
  });
});
