import { beforeEach, describe, expect, it } from 'vitest';
import { LOA3, UNREVIEWED } from '#domain/assurance';
import { staffIdOf } from '#test/memory-register';
import { beginConnecting, beginThroughOwn, connectOwn, giveProvider, throughOwn } from '#test/own-sign-ins';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { givenFile, givenOrder, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';

/*
 * A municipality's own sign-in says who its staff are by its own word (D3). It opens what its level opens, to the one person
 * who connected it with their e-ID, in the browser that asked, once; and it signs nothing (D2, K6).
 */

const SESSION = '__Host-session';
const STEP_UP = 'Det här kräver e-legitimation';
const MANAGER = staffIdOf(PERFORMER, 'manager');

describe('ensure own sign-in opens little', () => {
  let portal: TestPortal;
  let browser: Browser;
  beforeEach(async () => {
    portal = testPortal();
    giveProvider(portal, PERFORMER);
    giveProvider(portal, ORDERER);
    await connectOwn(portal, await portal.signedIn(PERFORMER, 'manager'), 'subject-1');
    browser = portal.browser();
  });
  const signIn = (subject = 'subject-1', party = PERFORMER) => throughOwn(portal, browser, party, subject);
  const isIn = async (one = browser) => (await one.get('/inbox')).status === 200;

  it('sees the inbox and what there is to do, and of all else the way to the e-ID', async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    await signIn();
    expect(await isIn()).toBe(true);
    expect((await browser.get(PATH)).status).toBe(200);
    for (const path of [
      `${PATH}/accept`,
      '/grants',
      '/signings',
      '/staff',
      '/parked',
      '/handling-rules',
      '/own-sign-in',
    ]) {
      const page = await browser.get(path);
      expect(page.status, path).toBe(403);
      expect(await page.text(), path).toContain(STEP_UP);
    }
  });

  it('counts a word that nobody has mapped as no more than the second level', async () => {
    portal.deps.partySignIn.level = UNREVIEWED;
    await signIn();
    expect(await isIn()).toBe(true);
    expect((await browser.get('/grants')).status).toBe(403);
  });

  it('steps up with the e-ID, which takes the place of the session', async () => {
    await signIn();
    const weak = browser.cookies.get(SESSION) ?? '';
    expect(await (await browser.get('/grants')).text()).toContain('href="/sign-in?returnTo=%2Fgrants"');
    await browser.signIn(PERFORMER, 'manager');
    expect((await browser.get('/grants')).status).toBe(200);
    const former = portal.browser();
    former.cookies.set(SESSION, weak);
    expect(await isIn(former)).toBe(false);
  });

  it('never signs: on a lower level nothing is shown to sign, and on the third the e-ID is asked all the same', async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    await signIn();
    const before = portal.snapshot();
    expect((await browser.post(`${PATH}/sign`, { kind: 'acceptance', textHash: 'x' })).status).toBe(403);
    expect(portal.snapshot()).toBe(before);

    portal.deps.partySignIn.level = LOA3;
    await signIn();
    const text = await browser.get(`${PATH}/accept`);
    expect(text.status).toBe(200);
    // Somebody else's e-ID is turned away, whoever the municipality says it is.
    expect((await browser.sign(text, PERFORMER, 'handler')).status).toBe(403);
    expect((await portal.deps.assignments.find(ID))?.assignment.status).toBe('ordered');
    expect(portal.identity.shown).toHaveLength(1);
  });

  it('connects nobody by itself, on whatever level: who somebody is, an e-ID says', async () => {
    portal.deps.partySignIn.level = LOA3;
    await signIn();
    expect((await browser.get('/own-sign-in')).status).toBe(200);
    const before = portal.snapshot();
    const page = await browser.post('/own-sign-in/connect');
    expect(page.status).toBe(403);
    expect(await page.text()).toContain(STEP_UP);
    expect(portal.snapshot()).toBe(before);
  });

  it('refuses to connect a subject that is somebody else’s of the municipality, and notes it', async () => {
    const handler = await portal.signedIn(PERFORMER, 'handler');
    const page = await connectOwn(portal, handler, 'subject-1');
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('Den är kopplad till någon annan i kommunen.');
    expect(await portal.deps.register.ownSignInSince(PERFORMER, staffIdOf(PERFORMER, 'handler'))).toBeUndefined();
    expect((await portal.deps.register.staffLog(PERFORMER)).at(-1)?.what).toBe('own-sign-in-turned-away');
    await signIn();
    expect(await (await browser.get('/inbox')).text()).toContain('Test manager 0');
  });

  it('tells a subject that is nobody’s that it has no authority, starts no session and keeps nothing', async () => {
    const before = portal.snapshot();
    const page = await signIn('subject-2');
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('Du är identifierad men saknar behörighet');
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(portal.snapshot()).toBe(before);
  });

  it('lets the same subject of another municipality’s provider in nowhere', async () => {
    expect((await signIn('subject-1', ORDERER)).status).toBe(403);
    // Not even where two municipalities have the same provider.
    portal.deps.partySignIn.providers.set(ORDERER, `https://sign-in.${PERFORMER}.example`);
    expect((await signIn('subject-1', ORDERER)).status).toBe(403);
    // Nor what another provider calls by the same word.
    portal.deps.partySignIn.providers.set(PERFORMER, 'https://other.example');
    expect((await signIn()).status).toBe(403);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it('refuses an answer that was begun at a provider which the municipality has left', async () => {
    const back = await beginThroughOwn(browser, PERFORMER);
    portal.deps.partySignIn.subject = 'subject-1';
    portal.deps.partySignIn.providers.set(PERFORMER, 'https://other.example');
    expect((await browser.get(back)).status).toBe(403);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it('takes an answer once, in time, and from the browser that asked', async () => {
    portal.deps.partySignIn.subject = 'subject-1';
    const back = await beginThroughOwn(browser, PERFORMER);
    const victim = portal.browser();
    await victim.get('/');
    expect((await victim.get(back)).status).toBe(400);
    expect(victim.cookies.has(SESSION)).toBe(false);
    // Shown in another browser it is used up for both.
    expect((await browser.get(back)).status).toBe(400);

    const again = await beginThroughOwn(browser, PERFORMER);
    expect((await browser.get(again)).status).toBe(303);
    const before = portal.snapshot();
    expect((await browser.get(again)).status).toBe(400);
    expect(portal.snapshot()).toBe(before);

    const late = await beginThroughOwn(browser, PERFORMER);
    portal.advance(10);
    expect((await browser.get(late)).status).toBe(400);
  });

  it('connects in the session that asked alone: not after signing out, not for whoever signs in next', async () => {
    portal.deps.partySignIn.subject = 'subject-3';
    const out = await portal.signedIn(PERFORMER, 'handler');
    const back = await beginConnecting(out);
    await out.post('/sign-out');
    expect((await out.get(back)).status).toBe(401);

    const next = await portal.signedIn(PERFORMER, 'handler');
    const begun = await beginConnecting(next);
    await next.signIn(PERFORMER, 'registrar');
    expect((await next.get(begun)).status).toBe(403);
    for (const role of ['handler', 'registrar'] as const) {
      expect(await portal.deps.register.ownSignInSince(PERFORMER, staffIdOf(PERFORMER, role))).toBeUndefined();
    }
  });

  it('ends the sessions that were begun by it when it is disconnected or another is connected, and no others', async () => {
    await signIn();
    const strong = await portal.signedIn(PERFORMER, 'manager');
    portal.advance(1);
    await connectOwn(portal, strong, 'subject-4');
    expect(await isIn()).toBe(false);
    await signIn('subject-4');
    expect(await isIn()).toBe(true);
    await strong.get('/own-sign-in');
    await strong.post('/own-sign-in/disconnect');
    expect(await isIn()).toBe(false);
    expect(await isIn(strong)).toBe(true);
  });

  it('ends with leaving: the session at once, and what was connected is forgotten', async () => {
    await signIn();
    const staff = await portal.deps.register.staff(PERFORMER, MANAGER);
    if (staff) portal.deps.register.put({ ...staff, isActive: false });
    expect(await isIn()).toBe(false);
    expect((await signIn()).status).toBe(403);
  });
});
