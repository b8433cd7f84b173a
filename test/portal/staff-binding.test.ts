import { beforeEach, describe, expect, it } from 'vitest';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';

const HANDLER = staffIdOf('haninge', 'handler');
const PATH = `/staff/${HANDLER}`;
/** An official test number that nobody at Haninge is bound to yet. */
const NUMBER = '192412319218';

let portal: TestPortal;
let admin: Browser;
beforeEach(async () => {
  portal = testPortal();
  admin = await portal.signedIn('haninge', 'administrator');
  await admin.get(PATH);
});

const send = async (): Promise<string> => {
  expect((await admin.post(`${PATH}/link`)).headers.get('location')).toBe(`${PATH}?done=sent`);
  return new URL(portal.deps.mailbox.sent.at(-1)?.url ?? '').pathname;
};
/** Somebody follows a link in a browser of their own and identifies themselves with a number. */
const identify = async (link: string, number: string | undefined): Promise<Response> => {
  portal.advance(1);
  const browser = portal.browser();
  await browser.get(link);
  portal.identity.person = number;
  return browser.follow(await browser.post(`${link}/identify`));
};
const decide = async (decision: string, browser = admin): Promise<string> => {
  portal.advance(1);
  const page = await (await browser.get(PATH)).text();
  const [, shownAt = ''] = /name="shownAt" value="([^"]+)"/.exec(page) ?? [];
  const response = await browser.post(`${PATH}/binding`, { decision, shownAt });
  return response.headers.get('location')?.replace(`${PATH}?done=`, '') ?? String(response.status);
};
const signIn = async (): Promise<number> => {
  const browser = portal.browser();
  await browser.get('/sign-in');
  portal.identity.person = NUMBER;
  return (await browser.follow(await browser.post('/sign-in', { party: 'haninge' }))).status;
};
const happenings = async () => (await portal.deps.register.staffLog('haninge')).map(({ what }) => what);

describe('the binding of an e-ID', () => {
  it('takes a link, an identification and an approval, each in the log; only then the person can sign in', async () => {
    expect(await signIn()).toBe(403);
    const shown = await identify(await send(), NUMBER);
    expect(await shown.text()).toContain(
      'En annan person i din kommun, oftast en systemadministratör, jämför nu namnen',
    );
    expect(await signIn()).toBe(403);
    expect(await decide('approve')).toBe('bound');
    expect(await signIn()).toBe(200);
    expect(await happenings()).toEqual(['binding-sent', 'binding-waiting', 'binding-approved']);
  });

  it('sends the link to the person’s mailbox, and tells the administrator when somebody has used it', async () => {
    await identify(await send(), NUMBER);
    expect(portal.deps.mailbox.sent.map(({ kind, to }) => [kind, to])).toEqual([
      ['binding-wanted', 'handler0@haninge.example'],
      ['binding-to-approve', 'administrator0@haninge.example'],
    ]);
    expect(JSON.stringify(portal.deps.mailbox.sent)).not.toContain('Test handler');
  });

  it('shows the municipality to whoever has the link, and never whom it is for', async () => {
    const page = await (await portal.browser().get(await send())).text();
    expect(page).toContain('Haninge kommun');
    expect(page).not.toMatch(/Test handler|handler0|s-1/);
  });

  it('keeps of the token its hash alone', async () => {
    const token = (await send()).split('/').at(-1) ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(portal.deps.staffBindings.snapshot())).not.toContain(token);
  });

  it('signs nobody in', async () => {
    const link = await send();
    const browser = portal.browser();
    await browser.get(link);
    portal.identity.person = NUMBER;
    await browser.follow(await browser.post(`${link}/identify`));
    expect(browser.cookies.has('__Host-session')).toBe(false);
  });

  it('shows the administrator both names to compare, and other readers neither the e-ID’s nor the buttons', async () => {
    await identify(await send(), NUMBER);
    const page = await (await admin.get(PATH)).text();
    expect(page).toContain('Namn i e-legitimationen');
    const dpo = await portal.signedIn('haninge', 'dpo');
    expect(await (await dpo.get(PATH)).text()).not.toContain('Namn i e-legitimationen');
  });

  it('refused, it is forgotten, and logged', async () => {
    await identify(await send(), NUMBER);
    expect(await decide('refuse')).toBe('refused');
    expect(await signIn()).toBe(403);
    expect(await portal.deps.staffBindings.findWaiting('haninge', HANDLER)).toBeUndefined();
    expect((await happenings()).at(-1)).toBe('binding-refused');
  });

  it('replaces a former e-ID, which then opens nothing, and is logged as that', async () => {
    await identify(await send(), NUMBER);
    await decide('approve');
    await identify(await send(), '189001019802');
    expect(await decide('approve', await portal.signedIn('haninge', 'registrar'))).toBe('replaced');
    expect(await signIn()).toBe(403);
    expect((await happenings()).at(-1)).toBe('binding-replaced');
  });

  it('that is somebody else’s in the municipality is turned away at once, and logged', async () => {
    await portal.signedIn('haninge', 'manager');
    const shown = await identify(await send(), portal.identity.person);
    expect([shown.status, (await shown.text()).includes('används redan')]).toEqual([403, true]);
    expect(await portal.deps.staffBindings.findWaiting('haninge', HANDLER)).toBeUndefined();
    expect((await happenings()).at(-1)).toBe('binding-turned-away');
  });
});
