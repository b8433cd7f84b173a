import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadRequestException, GetAccountCommand, MessageRejected, SendEmailCommand } from '@aws-sdk/client-sesv2';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutboxDamaged } from '../../../../infra/local/mail/mail-store.ts';
import { composeMail } from '../../../../infra/local/mail/send.ts';
import { letter, type OutboxServer, serveOutbox, simple, temporaryDirectory } from './outbox-server.ts';

let home: OutboxServer;
let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  temporary = await temporaryDirectory();
  home = await serveOutbox(temporary.dir);
});
afterEach(async () => {
  await home.close();
  await temporary.remove();
});

const send = (more: Parameters<typeof letter>[0] = {}) => home.ses.send(new SendEmailCommand(letter(more)));
const source = async (id = '') => (await fetch(`${home.url}/mail/${id}/raw`)).text();

describe('a mail sent through SES v2', () => {
  it('is built as SES builds it, and listed with its envelope', async () => {
    const { MessageId: id } = await send({
      Destination: {
        ToAddresses: ['=?UTF-8?Q?Kart=2C_m=C3=A4t?= <kart@haninge.example>'],
        CcAddresses: ['gis@salem.example'],
        BccAddresses: ['arkiv@haninge.example'],
      },
      ReplyToAddresses: ['svar@resursdelning.example'],
      ConfigurationSetName: 'letters',
      EmailTags: [{ Name: 'kind', Value: 'inquiry' }],
      Content: simple('Förfrågan', 'Hej å', '<p>Hej ä</p>', [{ Name: 'Auto-Submitted', Value: 'auto-generated' }]),
    });
    expect(id).toMatch(/^0110[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
    expect(home.outbox.list()).toEqual([
      {
        id,
        sequence: 1,
        at: '2026-11-22T10:00:00.000Z',
        from: 'noreply@resursdelning.example',
        to: ['kart@haninge.example', 'gis@salem.example', 'arkiv@haninge.example'],
        subject: 'Förfrågan',
        configurationSet: 'letters',
        tags: { kind: 'inquiry' },
      },
    ]);
    const raw = await source(id);
    expect(raw).not.toContain('arkiv@haninge.example');
    expect(raw).toContain('Content-Type: multipart/alternative;');
    const mail = await PostalMime.parse(raw);
    expect(mail).toMatchObject({
      messageId: `<${id}@eu-north-1.amazonses.com>`,
      subject: 'Förfrågan',
      from: { name: 'Resursdelning', address: 'noreply@resursdelning.example' },
      to: [{ name: 'Kart, mät', address: 'kart@haninge.example' }],
      cc: [{ address: 'gis@salem.example' }],
      replyTo: [{ address: 'svar@resursdelning.example' }],
      date: '2026-11-22T10:00:00.000Z',
      text: 'Hej å\n',
      html: expect.stringContaining('Hej ä'),
    });
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  });

  it('may be raw: its Bcc, Message-ID and Date are replaced, its body is untouched', async () => {
    const raw = await composeMail({
      from: 'noreply@resursdelning.example',
      to: 'kart@haninge.example',
      subject: 'Leverans åäö',
      text: 'Hej',
      headers: { 'X-Own': 'kept' },
      attachments: [{ filename: 'karta.bin', content: Buffer.from([0, 255, 13, 10, 1]) }],
    });
    const withBcc = Buffer.concat([Buffer.from('Bcc: dold@salem.example\r\n'), raw]);
    const { MessageId: id } = await send({
      FromEmailAddress: undefined,
      Destination: undefined,
      Content: { Raw: { Data: withBcc } },
    });
    expect(home.outbox.list()[0]).toMatchObject({
      from: 'noreply@resursdelning.example',
      to: ['kart@haninge.example', 'dold@salem.example'],
      subject: 'Leverans åäö',
    });
    const sent = await source(id);
    expect(sent).not.toContain('dold@salem.example');
    const mail = await PostalMime.parse(sent);
    expect(mail.messageId).toBe(`<${id}@eu-north-1.amazonses.com>`);
    expect(mail.headers.filter(({ key }) => key === 'date' || key === 'x-own')).toHaveLength(2);
    expect(new Uint8Array(mail.attachments[0]?.content as ArrayBuffer)).toEqual(new Uint8Array([0, 255, 13, 10, 1]));
  });

  it('survives a restart, in order, in files nobody else may read', async () => {
    const first = await send();
    const second = await send({ Content: simple('Den andra') });
    const before = home.outbox.list();
    const raw = await source(second.MessageId);
    await writeFile(join(home.dir, '0000000003-half.mail.tmp'), 'half a mail');
    await home.close();

    home = await serveOutbox(temporary.dir);
    expect(home.outbox.list()).toEqual(before);
    expect(home.outbox.list().map(({ id }) => id)).toEqual([first.MessageId, second.MessageId]);
    expect(await source(second.MessageId)).toBe(raw);
    const files = await readdir(home.dir);
    expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
    for (const file of files) expect((await stat(join(home.dir, file))).mode & 0o777).toBe(0o600);
    await send();
    expect(home.outbox.list().map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('is never silently lost from the list: a damaged file stops the start', async () => {
    await send();
    await writeFile(join(home.dir, '0000000002-x.mail'), 'not a mail\n');
    await expect(serveOutbox(temporary.dir)).rejects.toBeInstanceOf(OutboxDamaged);
  });

  it('keeps every one of many sent at once', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => send().then(({ MessageId }) => MessageId)));
    expect(new Set(home.outbox.list().map(({ id }) => id))).toEqual(new Set(ids));
    expect(new Set(home.outbox.list().map(({ sequence }) => sequence)).size).toBe(20);
  });

  it('counts against the account that GetAccount shows', async () => {
    await send();
    const account = await home.ses.send(new GetAccountCommand({}));
    expect(account).toMatchObject({ SendingEnabled: true, ProductionAccessEnabled: true });
    expect(account.SendQuota?.SentLast24Hours).toBe(1);
  });
});

describe('what SES refuses, and so does the outbox', () => {
  const ascii = { Data: 'x' };
  it.each([
    ['a line break in the subject', { Content: simple('Hej\r\nBcc: dold@evil.test') }],
    ['a line break in a recipient', { Destination: { ToAddresses: ['kart@haninge.example\r\nBcc: dold@evil.test'] } }],
    ['a line break in the sender', { FromEmailAddress: 'a@haninge.example\nBcc: dold@evil.test' }],
    ['an encoded line break in a name', { FromEmailAddress: '=?UTF-8?Q?a=0D=0ABcc:_x?= <a@haninge.example>' }],
    ['two recipients in one address', { Destination: { ToAddresses: ['a@haninge.example, b@evil.test'] } }],
    ['an address without a domain', { Destination: { ToAddresses: ['kart'] } }],
    ['a domain without a dot', { Destination: { ToAddresses: ['kart@localhost'] } }],
    ['letters outside ASCII in an address', { Destination: { ToAddresses: ['förfrågan@haninge.example'] } }],
    ['no recipient', { Destination: {} }],
    ['51 recipients', { Destination: { ToAddresses: Array.from({ length: 51 }, (_, i) => `a${i}@haninge.example`) } }],
    ['no sender', { FromEmailAddress: undefined }],
    ['a header SES sets itself', { Content: simple('x', 'x', 'x', [{ Name: 'Bcc', Value: 'x@evil.test' }]) }],
    ['a line break in a header', { Content: simple('x', 'x', 'x', [{ Name: 'X-A', Value: 'a\r\nBcc: x@evil.test' }]) }],
    ['a header name with a space', { Content: simple('x', 'x', 'x', [{ Name: 'X A', Value: 'a' }]) }],
    ['å without a charset', { Content: { Simple: { Subject: { Data: 'å' }, Body: { Text: ascii } } } }],
    ['no body', { Content: { Simple: { Subject: ascii, Body: {} } } }],
    ['both simple and raw', { Content: { ...simple(), Raw: { Data: Buffer.from('From: a@b.test\r\n\r\nx') } } }],
    ['a template', { Content: { Template: { TemplateName: 'x' } } }],
    ['a raw message without a From', { Content: { Raw: { Data: Buffer.from('Subject: x\r\n\r\nx') } } }],
    [
      'a raw message whose head is no head',
      { Content: { Raw: { Data: Buffer.from('hello\r\nFrom: x@y.test\r\n\r\n') } } },
    ],
    [
      'a raw message with two authors',
      { Content: { Raw: { Data: Buffer.from('From: a@b.test\r\nFrom: c@d.test\r\n\r\n') } } },
    ],
    ['an address hidden in an encoded name', { FromEmailAddress: '=?UTF-8?Q?a=40evil.test_=3Ca=40b.test=3E?=' }],
    ['a tag with a space', { EmailTags: [{ Name: 'a b', Value: 'x' }] }],
  ])('%s is a BadRequestException', async (_what, more) => {
    const refusal = await send(more).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BadRequestException);
    expect(String(refusal)).not.toMatch(/evil|haninge|kart/);
    expect(await readdir(home.dir)).toEqual([]);
  });

  it('a message above 40 MiB is a MessageRejected', async () => {
    const Data = Buffer.concat([Buffer.from('From: a@haninge.example\r\n\r\n'), Buffer.alloc(40 * 1024 * 1024, 'x')]);
    await expect(send({ Content: { Raw: { Data } } })).rejects.toBeInstanceOf(MessageRejected);
    expect(await readdir(home.dir)).toEqual([]);
  });

  it('a request that no AWS client signed, as a web page would send it, is a 403', async () => {
    const answer = await fetch(`${home.url}/v2/email/outbound-emails`, {
      method: 'POST',
      body: JSON.stringify(letter()),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it('answers 503 once it is closing', async () => {
    home.outbox.close();
    await expect(send()).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
  });

  it('answers 500 without a reason when the mail could not be kept', async () => {
    await temporary.remove();
    await expect(send()).rejects.toMatchObject({ name: 'InternalServiceErrorException', message: 'Internal error' });
  });

  it('writes each mail to one file whose first line is its envelope', async () => {
    const { MessageId: id } = await send();
    const [file = ''] = await readdir(home.dir);
    expect(file).toBe(`0000000001-${id}.mail`);
    const [first = ''] = (await readFile(join(home.dir, file), 'utf8')).split('\n');
    expect(JSON.parse(first)).toEqual(home.outbox.list()[0]);
  });
});
