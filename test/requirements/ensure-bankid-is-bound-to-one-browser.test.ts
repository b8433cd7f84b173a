import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { type BankIdPortal, bankIdPortal } from '#test/bankid-portal';
import type { Browser } from '#test/portal';

const SESSION = '__Host-session';
let portal: BankIdPortal;
let victim: Browser;
let attacker: Browser;
let person: string;

beforeEach(async () => {
  portal = await bankIdPortal();
  [victim, attacker] = [portal.browser(), portal.browser()];
  person = await portal.personOf('haninge', 'handler');
  await attacker.get('/');
  await victim.get('/');
});
afterEach(() => portal.close());

const isSignedIn = async (browser: Browser) => (await browser.get('/inbox')).status === 200;
const unknown = `/bankid/${'x'.repeat(43)}`;
/** The pages' own addresses and form tokens apart, which differ between any two visits. */
const neutral = async (page: Response) =>
  [page.status, (await page.text()).replaceAll(/value="[^"]*"/g, '').replaceAll(/\/bankid\/[\w-]+/g, '')] as const;

describe('an order that was begun in one browser', () => {
  it('cannot be looked at, finished or cancelled from another: it is as if it had never been', async () => {
    const path = await portal.begin(victim, 'haninge');
    await portal.approve(person);
    portal.tick();
    const nowhere = await neutral(await attacker.get(unknown));
    expect(await neutral(await attacker.get(path))).toEqual(nowhere);
    for (const action of ['here', 'elsewhere', 'cancel']) {
      expect((await attacker.post(`${path}/${action}`)).status, action).toBe(400);
    }
    expect(attacker.cookies.has(SESSION)).toBe(false);
    expect((await victim.get(path)).headers.get('location')).toBe('/inbox');
  });

  it('cannot be finished in a browser where somebody else is signed in', async () => {
    await attacker.signIn('tyreso', 'manager');
    person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(victim, 'haninge');
    await portal.approve(person);
    portal.tick();
    expect((await attacker.get(path)).status).toBe(400);
    expect((await victim.get(path)).status).toBe(303);
  });

  it('is good once: its address leads nowhere afterwards, not in the same browser either', async () => {
    const path = await portal.begin(victim, 'haninge');
    await portal.approve(person);
    portal.tick();
    expect((await victim.get(path)).status).toBe(303);
    const before = portal.snapshot();
    expect(await neutral(await victim.get(path))).toEqual(await neutral(await victim.get(unknown)));
    expect((await victim.get(`${path}?back=${'x'.repeat(43)}`)).status).toBe(400);
    expect(portal.snapshot()).toBe(before);
  });

  it('is not finished through the callback of another e-ID', async () => {
    const path = await portal.begin(victim, 'haninge');
    await portal.approve(person);
    portal.tick();
    const state = path.slice('/bankid/'.length);
    expect((await victim.get(`/callback?state=${state}&code=code`)).status).toBe(403);
    expect(await isSignedIn(victim)).toBe(false);
  });

  it('is over after ten minutes, however long somebody keeps looking', async () => {
    const path = await portal.begin(victim, 'haninge');
    for (let seconds = 0; seconds < 600; seconds += 20) {
      expect((await victim.get(path)).status).toBe(200);
      portal.tick(20);
    }
    expect((await victim.get(path)).status).toBe(400);
    await portal.approve(person).catch(() => undefined);
    expect((await victim.get(path)).status).toBe(400);
    expect(await isSignedIn(victim)).toBe(false);
  });
});

describe('an app that is opened on the device of the browser', () => {
  const opened = async (browser: Browser) => {
    const path = await portal.begin(browser, 'haninge');
    await browser.get(path);
    await browser.post(`${path}/here`);
    const [, startUrl = ''] =
      /href="(https:\/\/app\.bankid\.com\/[^"]+)"/.exec(await (await browser.get(path)).text()) ?? [];
    return { path, startUrl };
  };
  const approveHere = async (startUrl: string) => {
    const order = portal.simulator.app.open(startUrl, person);
    return order && portal.simulator.app.approve(order);
  };

  it('does not let him in who sent its link to somebody else: only the way back through that app does', async () => {
    const { path, startUrl } = await opened(attacker);
    const back = new URL((await approveHere(startUrl)) ?? '');
    for (let looks = 0; looks < 10; looks++) {
      portal.tick();
      await attacker.get(path);
    }
    expect((await attacker.get(`${path}?back=${'x'.repeat(43)}`)).status).toBe(200);
    expect(await isSignedIn(attacker)).toBe(false);
    // And the one who was fooled comes back to a page that knows nothing.
    expect(await neutral(await victim.get(`${back.pathname}${back.search}`))).toEqual(
      await neutral(await victim.get(unknown)),
    );
    expect(victim.cookies.has(SESSION)).toBe(false);
  });

  it('does not let him in who asks for a code once the link is sent away: the link is then dead', async () => {
    const { path, startUrl } = await opened(attacker);
    await attacker.post(`${path}/elsewhere`);
    expect(await approveHere(startUrl)).toBeUndefined();
    portal.tick();
    await attacker.get(path);
    expect(await isSignedIn(attacker)).toBe(false);
  });

  it('has a link that no page with a code gives away', async () => {
    const path = await portal.begin(attacker, 'haninge');
    const page = await (await attacker.get(path)).text();
    expect(page).not.toContain(portal.newest().autoStartToken);
    expect(page).not.toContain('autostarttoken');
  });

  it('leads back into the browser that began, and is finished there', async () => {
    const { startUrl } = await opened(victim);
    const back = new URL((await approveHere(startUrl)) ?? '');
    portal.tick();
    expect((await victim.get(`${back.pathname}${back.search}`)).headers.get('location')).toBe('/inbox');
  });
});

describe('two orders that somebody has exchanged', () => {
  it('fit neither browser: what was signed names the state it was signed for', async () => {
    const paths = [await portal.begin(attacker, 'haninge'), await portal.begin(victim, 'haninge')] as const;
    const [mine, theirs] = await Promise.all(
      paths.map((path) => portal.deps.access.findPending(sha256(path.slice('/bankid/'.length)))),
    );
    if (!mine || !theirs) throw new Error('nothing is remembered');
    const orderOf = ({ pending }: typeof mine) => (pending as { order: object }).order;
    const swapped = {
      ...mine,
      pending: { ...(mine.pending as object), order: orderOf(theirs) },
      turn: (mine.turn ?? 0) + 1,
    };
    expect(await portal.deps.access.replacePending(swapped)).toBe(true);
    await portal.approve(person);
    portal.tick();
    const page = await attacker.get(paths[0]);
    expect(page.status).toBe(403);
    expect(await isSignedIn(attacker)).toBe(false);
  });
});

describe('a session that was there before', () => {
  it('is replaced: one that somebody planted is worth nothing after the sign-in', async () => {
    const planted = 'A'.repeat(43);
    victim.cookies.set(SESSION, planted);
    const path = await portal.begin(victim, 'haninge');
    await portal.approve(person);
    portal.tick();
    await victim.get(path);
    expect(victim.cookies.get(SESSION)).not.toBe(planted);
    expect(await isSignedIn(victim)).toBe(true);
    attacker.cookies.set(SESSION, planted);
    expect(await isSignedIn(attacker)).toBe(false);
  });

  it('is ended when the same browser signs in anew', async () => {
    await victim.signIn('haninge', 'handler');
    const former = victim.cookies.get(SESSION) ?? '';
    const path = await portal.begin(victim, 'haninge');
    await portal.approve(person);
    portal.tick();
    await victim.get(path);
    attacker.cookies.set(SESSION, former);
    expect(await isSignedIn(attacker)).toBe(false);
  });
});
