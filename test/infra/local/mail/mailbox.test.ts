import { request } from 'node:http';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkify } from '../../../../infra/local/mail/linkify.ts';
import { letter, type OutboxServer, serveOutbox, simple, temporaryDirectory } from './outbox-server.ts';

let home: OutboxServer;
let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  temporary = await temporaryDirectory();
  let minutes = 0;
  home = await serveOutbox(temporary.dir, () => Date.parse('2026-11-22T10:00:00Z') + 60_000 * minutes++);
});
afterEach(async () => {
  await home.close();
  await temporary.remove();
});

const send = async (more: Parameters<typeof letter>[0] = {}): Promise<string> =>
  (await home.ses.send(new SendEmailCommand(letter(more)))).MessageId ?? '';
const page = async (path: string): Promise<string> => (await fetch(home.url + path)).text();
const json = async (path: string): Promise<unknown> =>
  (await fetch(home.url + path, { headers: { accept: 'application/json' } })).json();

describe('the mailbox in a browser', () => {
  it('says so, Swedish first, when nothing has been sent', async () => {
    const html = await page('/');
    expect(html).toContain('<html lang="sv">');
    expect(html.indexOf('Här finns inga brev än.')).toBeLessThan(html.indexOf('No mail here yet.'));
    expect(html.indexOf('Här finns inga brev än.')).toBeGreaterThan(0);
  });

  it('lists the recipients with how many mails each has', async () => {
    await send();
    await send({ Destination: { ToAddresses: ['Kart@Haninge.example', 'gis@salem.example'] } });
    const html = await page('/');
    expect(html).toContain('<a href="/mailbox/kart%40haninge.example">kart@haninge.example</a><p>2 brev</p>');
    expect(html).toContain('<a href="/mailbox/gis%40salem.example">gis@salem.example</a><p>1 brev</p>');
  });

  it('lists the mails of one recipient, newest first, in Swedish time', async () => {
    await send({ Content: simple('Den första') });
    await send({ Content: simple('Den andra') });
    await send({ Destination: { ToAddresses: ['gis@salem.example'] }, Content: simple('En annans') });
    const html = await page('/mailbox/kart%40haninge.example');
    expect(html.indexOf('Den andra')).toBeLessThan(html.indexOf('Den första'));
    expect(html).not.toContain('En annans');
    expect(html).toContain('<time datetime="2026-11-22T10:00:00.000Z">22 november 2026 kl. 11:00</time>');
  });

  it('shows a mail with its headers, its links and its HTML in a frame', async () => {
    const id = await send({ ReplyToAddresses: ['svar@resursdelning.example'] });
    const html = await page(`/mail/${id}`);
    expect(html).toContain('<h1>Förfrågan från Södertälje</h1>');
    expect(html).toContain('<dt>Svar till / Reply-To</dt><dd>svar@resursdelning.example</dd>');
    expect(html).toContain(
      '<a href="https://localhost/l/abc" rel="noopener noreferrer nofollow">https://localhost/l/abc</a>.',
    );
    expect(html).toContain(`href="/mail/${id}/raw"`);
    expect(html).toContain('&lt;p&gt;Hej! å&lt;/p&gt;');
  });

  it('lets nothing in a mail run, load or escape', async () => {
    const script = '"><script>alert(1)</script>';
    const id = await send({
      FromEmailAddress: `"${script.replaceAll('"', '')}" <a@haninge.example>`,
      Content: simple(
        script,
        `${script} javascript:alert(1) https://x.test/"onmouseover="alert(1)`,
        `${script}<img src=x onerror=alert(1)>`,
      ),
    });
    for (const path of [`/mail/${id}`, '/mailbox/kart%40haninge.example', '/', '/mailbox/%3Cscript%3Ealert(1)']) {
      const answer = await fetch(home.url + path);
      const html = await answer.text();
      expect(html).not.toMatch(/<script|<img/i);
      expect(html).not.toMatch(/href="(?!https?:|\/)/);
      expect(html).not.toMatch(/"\s*onmouseover/);
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(answer.headers.get('content-security-policy')).not.toContain('script-src');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const frame = /<iframe [^>]*>/.exec(await page(`/mail/${id}`))?.[0] ?? '';
    expect(frame).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(frame).toMatch(/srcdoc="&lt;!doctype html&gt;.*Content-Security-Policy.*default-src &#39;none&#39;/);
  });

  it('gives the source as plain text that runs nowhere', async () => {
    const id = await send();
    const answer = await fetch(`${home.url}/mail/${id}/raw`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(await answer.text()).toContain(`<${id}@eu-north-1.amazonses.com>`);
  });

  it.each(['/mail/x', '/mail/0000', '/mail/../../etc/passwd', '/mailbox/', '/mailbox/%E0%A4%A', '/other'])(
    'has no page at %s',
    async (path) => {
      expect((await fetch(home.url + path)).status).toBe(404);
    },
  );

  it('is for reading only', async () => {
    const answer = await fetch(home.url, { method: 'POST' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    expect((await fetch(home.url, { method: 'HEAD' })).status).toBe(200);
  });

  it('is not shown to a page that reaches this machine under a name of its own', async () => {
    const status = await new Promise((resolve, reject) => {
      const req = request(home.url, { headers: { host: 'rebound.test' } }, (res) => resolve(res.resume().statusCode));
      req.on('error', reject).end();
    });
    expect(status).toBe(421);
  });
});

describe('the mailbox for a program', () => {
  it('lists all mails newest first, with text, HTML and headers', async () => {
    await send();
    const id = await send({ Destination: { ToAddresses: ['gis@salem.example'] }, Content: simple('Andra', 'Text å') });
    const list = await json('/');
    expect(list).toMatchObject([
      {
        id,
        to: ['gis@salem.example'],
        subject: 'Andra',
        at: '2026-11-22T10:01:00.000Z',
        text: 'Text å\n',
        html: expect.stringContaining('Hej'),
        headers: { 'message-id': `<${id}@eu-north-1.amazonses.com>`, to: 'gis@salem.example' },
      },
      { subject: 'Förfrågan från Södertälje' },
    ]);
  });

  it('lists one recipient, and shows one mail', async () => {
    const id = await send();
    await send({ Destination: { ToAddresses: ['gis@salem.example'] } });
    expect(await json('/mailbox/KART@haninge.example')).toMatchObject([{ id }]);
    expect(await json('/mailbox/nobody@haninge.example')).toEqual([]);
    expect(await json(`/mail/${id}`)).toMatchObject({ id, subject: 'Förfrågan från Södertälje', attachments: [] });
    expect(await json('/mail/0000')).toEqual({ error: 'There is no such page.' });
  });
});

describe('links in plain text', () => {
  it.each([
    ['Se https://a.test/x.', ['https://a.test/x']],
    ['(https://a.test/x)', ['https://a.test/x']],
    ['https://a.test/x_(y) och <https://b.test/?q=1&r=2>', ['https://a.test/x_(y)', 'https://b.test/?q=1&r=2']],
    ['http://127.0.0.1:8080/l/abc#d', ['http://127.0.0.1:8080/l/abc#d']],
    ['javascript:alert(1) ftp://a.test data:text/html,x https://', []],
  ])('in "%s" are %j', (text, links) => {
    const runs = linkify(text);
    expect(runs.flatMap(({ href }) => href ?? [])).toEqual(links);
    expect(runs.map((run) => run.text).join('')).toBe(text);
  });
});
