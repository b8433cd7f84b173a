import { beforeEach, describe, expect, it } from 'vitest';
import type { Deliverable } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { MessageLink } from '#domain/secure-message';
import { expiryOf } from '#domain/secure-message';
import type { Role } from '#domain/staff';
import type { AssignmentEventName } from '#domain/transitions';
import { staffIdOf } from '#test/memory-register';
import { backFrom, START, type TestPortal, testPortal } from '#test/portal';
import { givenDeliverable, givenFile, ID, ORDERER, PERFORMER } from '#test/portal-files';

const TOKEN = '0123456789abcdefghjkmnpqrs';
const HASH = sha256(TOKEN);

describe('a secure message', () => {
  let portal: TestPortal;
  const notes = async () => (await portal.deps.assignments.load(ID)).events.map(({ name }) => name).slice(1);
  const putLink = (more: Partial<MessageLink> = {}) =>
    portal.deps.access.putLink({
      tokenHash: HASH,
      assignmentId: ID,
      from: PERFORMER,
      to: ORDERER,
      invited: staffIdOf(ORDERER, 'handler'),
      issuedAt: START.toISOString(),
      expiresAt: expiryOf(START).toISOString(),
      ...more,
    });
  /** Opens the link as somebody: the link, the e-ID and back. */
  const open = async (role: Role, number = 0, party = ORDERER) => {
    const browser = portal.browser();
    await portal.identify(party, staffIdOf(party, role, number));
    await browser.get(`/m/${TOKEN}`);
    const page = await browser.follow(await browser.post(`/m/${TOKEN}/identify`));
    return { browser, page };
  };

  beforeEach(async () => {
    portal = testPortal();
    const deliverable = await givenDeliverable(portal, { title: 'Inmätning av gångväg' });
    await givenFile(portal, { status: 'sent', facts: [deliverable] });
    await putLink();
  });

  it('shows the sending municipality and nothing about whom or what it concerns', async () => {
    const page = await (await portal.browser().get(`/m/${TOKEN}`)).text();
    expect(page).toContain('Nykvarns kommun har skickat ett säkert meddelande');
    expect(page).not.toContain('Test handler');
    expect(page).not.toContain(ID);
    expect(page).not.toContain('01234567</');
    expect(page).not.toContain('Inmätning');
    expect(page).not.toContain('Haninge');
  });

  it('is opened, revealed and downloaded by the invited person, each noted on its own', async () => {
    const { browser, page } = await open('handler');
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('Inmätning av gångväg');
    expect(await notes()).toEqual(['message-opened']);

    const revealed = await browser.follow(await browser.post(`/messages/${HASH}/reveal`));
    expect(await revealed.text()).toContain('Inmätning av gångväg');
    expect(await notes()).toEqual(['message-opened', 'message-revealed']);

    const download = await browser.post(`/messages/${HASH}/download/d-0000000001`);
    expect(download.status).toBe(303);
    const url = new URL(download.headers.get('location') ?? '');
    expect(url.searchParams.get('version')).toBeTruthy();
    expect(url.searchParams.get('file')).toBe('01234567-d-0000000001');
    expect(await notes()).toEqual(['message-opened', 'message-revealed', 'message-downloaded']);
    await browser.post(`/messages/${HASH}/download/d-0000000001`);
    expect(await notes()).toHaveLength(4);
  });

  it('gives no download before it is revealed', async () => {
    const { browser } = await open('handler');
    expect((await browser.post(`/messages/${HASH}/download/d-0000000001`)).status).toBe(404);
    expect(await notes()).toEqual(['message-opened']);
  });

  it.each([
    ['a colleague', 'handler', 1, ORDERER],
    ['the manager of the invited person', 'manager', 0, ORDERER],
    ['somebody at the sending municipality', 'handler', 0, PERFORMER],
  ] as const)('turns away %s, without a session, and notes it', async (_who, role, number, party) => {
    const { browser, page } = await open(role, number, party);
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('Meddelandet är inte till dig');
    expect(browser.cookies.has('__Host-session')).toBe(false);
    expect(await notes()).toEqual(['message-refused']);
  });

  it('is not opened by its inner address without the identification, by the invited person neither', async () => {
    const browser = await portal.signedIn(ORDERER, 'handler');
    expect((await browser.get(`/messages/${HASH}`)).status).toBe(403);
    expect((await browser.post(`/messages/${HASH}/reveal`)).status).toBe(403);
    expect(await notes()).toEqual([]);
  });

  it('is for any handler or manager where nobody is named, and for no registrar', async () => {
    await putLink({ invited: undefined });
    expect((await open('handler', 1)).page.status).toBe(200);
    expect((await open('manager')).page.status).toBe(200);
    expect((await open('registrar')).page.status).toBe(403);
    expect((await open('administrator')).page.status).toBe(403);
  });

  it('says the same of a link that never was, has expired, was revoked, or whose file is culled', async () => {
    const page = async (path: string) => {
      const response = await portal.browser().get(path);
      expect(response.status).toBe(404);
      return (await response.text()).replaceAll(/value="[^"]*"/g, '');
    };
    const never = await page(`/m/${'z'.repeat(26)}`);
    await portal.deps.access.revokeLink(HASH, portal.deps.now());
    const revoked = await page(`/m/${TOKEN}`);
    await putLink({ expiresAt: START.toISOString() });
    const expired = await page(`/m/${TOKEN}`);
    await putLink();
    await portal.deps.assignments.eraseDataKey(ID);
    const culled = await page(`/m/${TOKEN}`);
    expect(new Set([never, revoked, expired, culled]).size).toBe(1);
    expect(never).toContain('Länken går inte att öppna');
  });

  it('closes for one who has it open when it is revoked, expires or is called back from the e-ID too late', async () => {
    const { browser } = await open('handler');
    await browser.post(`/messages/${HASH}/reveal`);
    await portal.deps.access.revokeLink(HASH, portal.deps.now());
    expect((await browser.get(`/messages/${HASH}`)).status).toBe(404);
    expect((await browser.post(`/messages/${HASH}/download/d-0000000001`)).status).toBe(404);
  });

  it('shuts at once for what has happened in the file, whatever the link says of itself', async () => {
    const { browser } = await open('handler');
    await browser.post(`/messages/${HASH}/reveal`);
    const shut = async () => [
      (await portal.browser().get(`/m/${TOKEN}`)).status,
      (await browser.get(`/messages/${HASH}`)).status,
      (await browser.post(`/messages/${HASH}/download/d-0000000001`)).status,
    ];
    expect(await shut()).toEqual([200, 200, 303]);
    const by = staffIdOf(ORDERER, 'handler');
    const record = (event: AssignmentEventName, set = {}) => {
      portal.advance(1);
      const eventId = `${event}-${portal.deps.now().toISOString()}`;
      return portal.deps.assignments.record({ id: ID, event, eventId, at: portal.deps.now(), by, set });
    };
    await record('message-revoked');
    expect(await shut()).toEqual([404, 404, 404]);
    await putLink({ issuedAt: new Date(portal.deps.now().getTime() + 1).toISOString() });
    expect(await shut()).toEqual([200, 200, 303]);
    await record('objected');
    expect(await shut()).toEqual([404, 404, 404]);
    await record('delivered', { deliveries: 1 });
    expect(await shut()).toEqual([404, 404, 404]);
    await record('sent');
    expect(await shut()).toEqual([404, 404, 404]);
    await putLink({ issuedAt: portal.deps.now().toISOString() });
    expect(await shut()).toEqual([200, 200, 303]);
    await record('withdrawn');
    expect(await shut()).toEqual([404, 404, 404]);
  });

  it('holds only what the check measured and found nothing in', async () => {
    const unchecked = await givenDeliverable(portal, { id: 'd-0000000002', isChecked: false, title: 'Ograskad' });
    const found = { ...(await givenDeliverable(portal, { id: 'd-0000000003', title: 'Felaktig' })) };
    await portal.deps.assignments.record({
      id: ID,
      event: undefined,
      note: 'n',
      eventId: 'n',
      at: START,
      by: 'system',
      facts: [unchecked, { ...(found as Deliverable), finding: 'identity-number' }],
    });
    const { browser } = await open('handler');
    const page = await (await browser.follow(await browser.post(`/messages/${HASH}/reveal`))).text();
    expect(page).toContain('Inmätning av gångväg');
    expect(page).not.toMatch(/Ograskad|Felaktig/);
    for (const id of ['d-0000000002', 'd-0000000003']) {
      expect((await browser.post(`/messages/${HASH}/download/${id}`)).status).toBe(404);
    }
  });

  it('is not opened when it is revoked while the person is at the e-ID', async () => {
    const browser = portal.browser();
    await portal.identify(ORDERER, staffIdOf(ORDERER, 'handler'));
    await browser.get(`/m/${TOKEN}`);
    const away = await browser.post(`/m/${TOKEN}/identify`);
    await portal.deps.access.revokeLink(HASH, portal.deps.now());
    expect((await browser.get(backFrom(away.headers.get('location') ?? ''))).status).toBe(404);
    expect(await notes()).toEqual([]);
    expect(browser.cookies.has('__Host-session')).toBe(false);
  });
});
