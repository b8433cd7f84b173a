import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { someone } from '#test/some-staff';

const ADMIN = staffIdOf('haninge', 'administrator');
const HANDLER = staffIdOf('haninge', 'handler');
const MANAGER = staffIdOf('haninge', 'manager');
const REGISTRAR = staffIdOf('haninge', 'registrar');

let portal: TestPortal;
let admin: Browser;
beforeEach(async () => {
  portal = testPortal();
  portal.deps.register.put(someone('b', 'administrator'));
  admin = await portal.signedIn('haninge', 'administrator');
  await admin.get('/staff');
});

const roleOf = async (id: string) => (await portal.deps.register.staffOf('haninge')).find((one) => one.id === id)?.role;
const change = async (id: string, role: Role, more: Record<string, string> = {}): Promise<Response> => {
  const one = (await portal.deps.register.staffOf('haninge')).find((other) => other.id === id);
  const { name = '', mailbox = '', nearestManager = '' } = one ?? {};
  return admin.post(`/staff/${id}`, { name, mailbox, nearestManager, role, ...more });
};
const signAs = async (path: string, role: Role): Promise<void> => {
  const browser = role === 'administrator' ? admin : await portal.signedIn('haninge', role);
  await browser.sign(await browser.get(path), 'haninge', role);
};

describe('nobody alone makes a role that rules over others (D7)', () => {
  it.each([
    ['gives themselves another role', ADMIN, 'manager'],
    ['makes somebody an administrator', HANDLER, 'administrator'],
  ] as const)('an administrator who %s has to name somebody who signs as well', async (_, id, role) => {
    const response = await change(id, role);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Välj vem som också ska skriva under');
    expect(portal.deps.rounds.all()).toEqual([]);
  });

  it.each([
    ['themselves', ADMIN],
    ['the one whom it is about', HANDLER],
    ['a handler', staffIdOf('haninge', 'handler', 1)],
    ['a manager of another municipality', staffIdOf('tyreso', 'manager')],
  ])('and that is never %s', async (_, second) => {
    const response = await change(HANDLER, 'administrator', { second });
    expect(response.status).toBe(422);
    expect(portal.deps.rounds.all()).toEqual([]);
  });

  it('one signature changes nothing, the second does, and the log names both', async () => {
    const path = (await change(HANDLER, 'administrator', { second: MANAGER })).headers.get('location') ?? '';
    await signAs(path, 'administrator');
    expect(await roleOf(HANDLER)).toBe('handler');
    await signAs(path, 'manager');
    expect(await roleOf(HANDLER)).toBe('administrator');
    const [line] = await portal.deps.register.staffLog('haninge');
    expect(line).toMatchObject({ what: 'changed', fields: ['role'], by: [ADMIN, MANAGER] });
  });

  it('the second cannot sign first, nor anybody in their place', async () => {
    const path = (await change(HANDLER, 'administrator', { second: REGISTRAR })).headers.get('location') ?? '';
    await signAs(path, 'registrar');
    const stranger = await portal.signedIn('haninge', 'manager');
    expect((await stranger.get(path)).status).toBe(404);
    expect(portal.deps.rounds.all()[0]?.signatures).toEqual([]);
    expect(await roleOf(HANDLER)).toBe('handler');
  });

  it('a second who has lost their role before signing no longer counts', async () => {
    const path = (await change(HANDLER, 'administrator', { second: REGISTRAR })).headers.get('location') ?? '';
    await signAs(path, 'administrator');
    const registrar = (await portal.deps.register.staffOf('haninge')).find(({ id }) => id === REGISTRAR);
    if (registrar) portal.deps.register.put({ ...registrar, role: 'handler' });
    const browser = portal.browser();
    await browser.get('/sign-in');
    await portal.identify('haninge', staffIdOf('haninge', 'registrar'));
    await browser.follow(await browser.post('/sign-in', { party: 'haninge' }));
    await browser.sign(await browser.get(path), 'haninge', 'registrar');
    expect(await roleOf(HANDLER)).toBe('handler');
  });

  it('a list that holds an administrator needs the second as much as a form', async () => {
    const text = 'Namn;E-post;Roll\nTest Ny;ny@haninge.example;systemadministratör\n';
    const page = await (await admin.post('/staff/import', { text })).text();
    const hidden = [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    const response = await admin.post('/staff/import/sign', { ...fields, text });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Välj vem som också ska skriva under');
  });

  it('the last administrator cannot leave or change role', async () => {
    portal.deps.register.put(someone('b', 'administrator', { isActive: false }));
    for (const response of [
      await change(ADMIN, 'handler', { second: MANAGER }),
      await admin.post(`/staff/${ADMIN}/leave`, { second: MANAGER }),
    ]) {
      expect(response.status).toBe(422);
      expect(await response.text()).toContain('minst en systemadministratör');
    }
  });
});
