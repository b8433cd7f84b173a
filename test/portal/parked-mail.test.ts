import { beforeEach, describe, expect, it } from 'vitest';
import { staffIdOf } from '#test/memory-register';
import { type Browser, type TestPortal, testPortal } from '#test/portal';
import { ID, ORDERER, PATH } from '#test/portal-files';
import { givenParkedMail } from './parked-mail.ts';

const PAGE = `/parked/${ID}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

let portal: TestPortal;
let manager: Browser;
const events = async () => (await portal.deps.assignments.load(ID)).events.map(({ name }) => name).slice(1);
const text = async (response: Response | Promise<Response>) => (await response).text();

beforeEach(async () => {
  portal = testPortal(ORDERER);
  await givenParkedMail(
    portal,
    { status: 'parked' },
    {
      subject: 'Om 18900101-9802',
      text: '<script>alert(1)</script> Vem äger tomten? Jag är 192412319218.',
      headers: ['Date: Mon, 1 Mar 2027 08:00:00 +0100'],
      attachments: [{ name: 'karta 191401682396.txt', type: 'text/plain', base64: base64('I bilagan') }],
    },
  );
  manager = await portal.signedIn(ORDERER, 'manager');
});

describe('a parked mail', () => {
  it('shows nothing of itself when its page is opened', async () => {
    const before = portal.snapshot();
    const page = await text(manager.get(PAGE));
    expect(page).toContain('Parkerat brev 01234567');
    expect(page).toContain('Okänd avsändare');
    expect(page).not.toMatch(/tomten|medborgare|karta/);
    expect(portal.snapshot()).toBe(before);
  });

  it('is read by a post, as text without identity numbers, and each reading is noted', async () => {
    await manager.get(PAGE);
    const page = await text(manager.post(`${PAGE}/reveal`));
    expect(page).toContain('Vem äger tomten?');
    expect(page).toContain('medborgare.example');
    expect(page).toContain('karta');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|namn\.namnsson|I bilagan|9802|9218|2396/);
    await manager.post(`${PAGE}/reveal`);
    const { events: noted } = await portal.deps.assignments.load(ID);
    expect(noted.filter(({ name }) => name === 'parked-mail-read')).toMatchObject([
      { by: staffIdOf(ORDERER, 'manager'), party: ORDERER },
      { by: staffIdOf(ORDERER, 'manager'), party: ORDERER },
    ]);
  });

  it('is fetched as it came by a post that is noted, under a neutral name', async () => {
    await manager.get(PAGE);
    const response = await manager.post(`${PAGE}/download`);
    expect(response.status).toBe(303);
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('file')).toBe('01234567.eml');
    expect(await events()).toEqual(['parked-mail-downloaded']);
  });

  it('is answered as not there when its mail is gone', async () => {
    portal.deps.vault.hide('mail', 'inbound/parked-1');
    await manager.get(PAGE);
    expect((await manager.post(`${PAGE}/reveal`)).status).toBe(404);
    expect((await manager.post(`${PAGE}/download`)).status).toBe(404);
    expect(await events()).toEqual([]);
  });

  it('is where the letters lead those who decide about it, and nobody else', async () => {
    const response = await manager.get(PATH);
    expect([response.status, response.headers.get('location')]).toEqual([303, PAGE]);
    const handler = await portal.signedIn(ORDERER, 'handler');
    expect((await handler.get(PATH)).status).toBe(404);
  });

  it('is held and released once it is closed, and its culling let go on when it is proposed', async () => {
    await manager.get(PAGE);
    await manager.sign(await manager.get(`${PAGE}/close`), ORDERER, 'manager');
    expect(await text(manager.get(PAGE))).toContain(`${PAGE}/culling`);
    await manager.get(`${PAGE}/culling`);
    const held = await manager.follow(await manager.post(`${PAGE}/hold`, { ground: 'dispute' }));
    expect(await text(held)).toContain('Gallringen är stoppad');
    const head = async () => (await portal.deps.assignments.load(ID)).assignment;
    expect((await head()).hold).toMatchObject({ ground: 'dispute' });
    await manager.get(`${PAGE}/culling`);
    await manager.follow(await manager.post(`${PAGE}/release`));
    expect((await head()).hold).toBeUndefined();
    expect((await manager.post(`${PAGE}/let-go`)).status).toBe(409);
    const proposed = { note: 'culling-proposed', eventId: 'culling-proposed-1', at: portal.deps.now() };
    await portal.deps.assignments.record({ id: ID, event: undefined, by: 'system', ...proposed });
    expect((await manager.post(`${PAGE}/let-go`)).status).toBe(303);
    expect((await head()).lettingGo).toBeDefined();
  });
});
