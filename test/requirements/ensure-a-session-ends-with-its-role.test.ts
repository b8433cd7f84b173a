import { describe, expect, it } from 'vitest';
import type { Staff } from '#domain/staff';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { bindAsApproved } from '../../functions/staff/bind-as-approved.ts';

const HANDLER = staffIdOf('haninge', 'handler');

const alter = async (portal: TestPortal, more: Partial<Staff>): Promise<void> => {
  const one = await portal.deps.register.staff('haninge', HANDLER);
  if (one) portal.deps.register.put({ ...one, ...more });
};
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/inbox')).status === 200;

describe('a session ends with what it was begun on (D4)', () => {
  it.each([
    ['another role, be it a mightier one', { role: 'manager' }],
    ['a role that may less', { role: 'finance' }],
    ['a record that is not active', { isActive: false }],
    ['a last day that has come', { leftOn: '2027-03-01' }],
    ['another municipality', { party: 'tyreso' }],
  ] as const)('at the next request, with %s', async (_, more) => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    expect(await isIn(browser)).toBe(true);
    await alter(portal, more);
    expect(await isIn(browser)).toBe(false);
  });

  it.each([
    ['a new name', { name: 'Test Annan' }],
    ['a leave', { awayFrom: '2027-03-01' }],
    ['a last day that has not come', { leftOn: '2027-03-02' }],
  ])('but goes on with %s', async (_, more) => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    await alter(portal, more);
    expect(await isIn(browser)).toBe(true);
  });

  it('for good: the role coming back does not bring the session back', async () => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    await alter(portal, { role: 'manager' });
    expect(await isIn(browser)).toBe(false);
    await alter(portal, { role: 'handler' });
    expect(await isIn(browser)).toBe(false);
  });

  it('on every device at once, when a signed change takes effect', async () => {
    const portal = testPortal();
    const [here, there] = [await portal.signedIn('haninge', 'handler'), await portal.signedIn('haninge', 'handler')];
    const admin = await portal.signedIn('haninge', 'administrator');
    await admin.get('/staff');
    const page = await admin.follow(await admin.post(`/staff/${HANDLER}/leave`));
    expect([await isIn(here), await isIn(there)]).toEqual([true, true]);
    await admin.sign(page, 'haninge', 'administrator');
    expect([await isIn(here), await isIn(there)]).toEqual([false, false]);
  });

  it('with a role that was changed and changed back while nothing was asked', async () => {
    const portal = testPortal();
    const browser = await portal.signedIn('haninge', 'handler');
    const admin = await portal.signedIn('haninge', 'administrator');
    const one = await portal.deps.register.staff('haninge', HANDLER);
    for (const role of ['finance', 'handler']) {
      await admin.get('/staff');
      const { name = '', mailbox = '', nearestManager = '' } = one ?? {};
      const opened = await admin.post(`/staff/${HANDLER}`, {
        name,
        mailbox,
        nearestManager,
        role,
      });
      await admin.sign(await admin.follow(opened), 'haninge', 'administrator');
    }
    expect((await portal.deps.register.staff('haninge', HANDLER))?.role).toBe('handler');
    expect(await isIn(browser)).toBe(false);
    await browser.signIn('haninge', 'handler');
    expect(await isIn(browser)).toBe(true);
  });

  it('with its e-ID, when another is bound, and when it is forgotten', async () => {
    const portal = testPortal();
    const { staffBindings, now } = portal.deps;
    const browser = await portal.signedIn('haninge', 'handler');
    await staffBindings.bind('haninge', HANDLER, 'another', now());
    expect(await isIn(browser)).toBe(false);
    await browser.signIn('haninge', 'handler');
    expect(await isIn(browser)).toBe(true);
    await staffBindings.unbind('haninge', HANDLER);
    expect(await isIn(browser)).toBe(false);
  });

  it('begun by the municipality’s own sign-in, when the e-ID on whose strength that was connected is replaced', async () => {
    const portal = testPortal();
    const { register, staffBindings } = portal.deps;
    await register.bindOwnSignIn('haninge', HANDLER, 'own', portal.deps.now());
    const waiting = {
      mac: 'new',
      sentBy: 'operations',
      replaces: true,
      identifiedAt: '2027-03-01T09:00:00.000Z',
    } as const;
    const one = await register.staff('haninge', HANDLER);
    if (!one) throw new Error('nobody');
    await bindAsApproved(portal.deps, one, waiting, staffIdOf('haninge', 'registrar'), 'mark');
    expect(await register.ownSignInSince('haninge', HANDLER)).toBeUndefined();
    expect(await staffBindings.holderOf('haninge', 'new')).toBe(HANDLER);
  });

  it('and is not begun at all by an e-ID that was replaced while its holder identified themselves', async () => {
    const portal = testPortal();
    const { register, staffBindings, identityKeys, now } = portal.deps;
    const browser = portal.browser();
    await portal.identify('haninge', HANDLER);
    const found = register.staffByIdentity;
    register.staffByIdentity = async (...whose) => {
      const staff = await found(...whose);
      if (staff) await staffBindings.bind('haninge', HANDLER, 'another', now());
      return staff;
    };
    await browser.get('/sign-in');
    expect((await browser.follow(await browser.post('/sign-in', { party: 'haninge' }))).status).toBe(403);
    expect(browser.cookies.has('__Host-session')).toBe(false);
    expect(
      await staffBindings.holderOf('haninge', await identityKeys.macOf('haninge', '189001019802')),
    ).toBeUndefined();
  });
});
