import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executionsOf } from '#infra/local/cli/executions';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { SENDER } from '#infra/local/cli/inquiry-mail';
import { allLetters, lettersTo, linkIn } from '#infra/local/cli/letterbox';
import { createVisitor } from '#infra/local/cli/visitor';
import { signIn } from '#infra/local/cli/walk';
import { composeMail, sendRaw } from '#infra/local/mail/send';
import { filesUnder } from '#test/everything-stored';

const TO = 'uppdrag@resursdelning.example';
const crlf = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const head = ['From: karta@haninge.example', `To: ${TO}`];

/** Mails that people, programs and attackers send. Each must become an inquiry or be parked for a person. */
const UGLY: Record<string, Buffer> = {
  'nothing at all': crlf(''),
  'no headers': crlf('', 'bara text'),
  'no body': crlf(...head, 'Subject: tom', ''),
  'a header line of a hundred thousand characters': crlf(...head, `Subject: ${'å'.repeat(100_000)}`, '', 'hej'),
  'raw bytes of another century in the subject': Buffer.concat([
    crlf(...head, 'Subject: '),
    Buffer.from([0xe5, 0xe4, 0xf6, 0xff, 0xfe]),
    crlf('', '', 'hej'),
  ]),
  'a multipart without its boundary': crlf(...head, 'Content-Type: multipart/mixed; boundary=x', '', 'hej'),
  'a multipart that never ends': crlf(
    ...head,
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    'hej',
  ),
  'parts within parts within parts': crlf(
    ...head,
    'Content-Type: multipart/mixed; boundary=b0',
    '',
    ...Array.from({ length: 60 }, (_, i) => [
      `--b${i}`,
      `Content-Type: multipart/mixed; boundary=b${i + 1}`,
      '',
    ]).flat(),
    'djupt',
  ),
  'base64 that is none': crlf(
    ...head,
    'Content-Type: text/plain',
    'Content-Transfer-Encoding: base64',
    '',
    '%%%åäö%%%',
  ),
  'a charset that does not exist': crlf(...head, 'Content-Type: text/plain; charset=klingonska', '', 'hej'),
  'a thousand parts': crlf(
    ...head,
    'Content-Type: multipart/mixed; boundary=x',
    '',
    ...Array.from({ length: 1000 }, () => ['--x', 'Content-Type: text/plain', '', 'del']).flat(),
    '--x--',
  ),
  'a winmail.dat': crlf(
    ...head,
    'Content-Type: application/ms-tnef; name="winmail.dat"',
    'Content-Transfer-Encoding: base64',
    '',
    'eJ8+IgAAAAAA',
  ),
  'a PDF that is none': crlf(
    ...head,
    'Content-Type: application/pdf; name="a.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.7 trasig').toString('base64'),
  ),
  'HTML with script in it': crlf(
    ...head,
    'Content-Type: text/html',
    '',
    '<script>alert(1)</script><img src=x onerror=alert(1)><p>Hej</p>',
  ),
  'a null byte in the body': crlf(...head, '', 'hej\0där'),
  'a subject that tries to add a header': crlf(
    ...head,
    'Subject: =?utf-8?Q?hej=0D=0ABcc:_nagon@salem.example?=',
    '',
    'hej',
  ),
  'two senders': crlf('From: chef@salem.example', ...head, '', 'hej'),
  'a sender that is no address': crlf('From: karta', `To: ${TO}`, '', 'hej'),
};

describe('no mail is lost, whatever it is', () => {
  let home: HomeProcess;
  const opened: string[] = [];
  beforeAll(async () => {
    home = await startHomeProcess();
    for (const raw of Object.values(UGLY))
      await sendRaw({ port: home.addresses.smtpPort, raw, from: SENDER, to: [TO] });
    await home.settle();
    for (const letter of await lettersTo(home.addresses, SENDER)) {
      if (letter.text.includes('/assignments/')) opened.push(linkIn(letter, home.addresses.urls.portal));
    }
  });
  afterAll(() => home.stop({ remove: true }));

  it('each is an inquiry, or parked where a person of the host municipality sees it', async () => {
    const host = createVisitor({ person: 'haninge-registrar', identity: home.addresses.urls.identity });
    const parked = await signIn(host, `${home.addresses.urls.portal}/parked`, 'haninge');
    const parkedIds = parked.html
      .querySelectorAll('a')
      .flatMap((a) => /\/parked\/(haninge-\w+)\/close/.exec(a.getAttribute('href') ?? '')?.[1] ?? []);
    expect(new Set(opened).size + parkedIds.length).toBe(Object.keys(UGLY).length);
    for (const id of parkedIds) expect((await executionsOf(home, id)).culling.at(-1)).toBe('AwaitClosingDecision');
  });

  it('each inquiry can be opened by its orderer, and shows no script of the sender', async () => {
    expect(opened.length).toBeGreaterThan(5);
    const orderer = createVisitor({ person: 'haninge-handler', identity: home.addresses.urls.identity });
    for (const link of opened) {
      const page = await signIn(orderer, link, 'haninge');
      expect(page.status).toBe(200);
      expect(page.html.toString()).not.toMatch(/<script|onerror=/);
    }
  });

  it('no function failed on any of them, and no log quotes a mail', () => {
    const logs = filesUnder(home.dir).filter(({ name }) => name.startsWith('logs/'));
    const text = logs.map(({ bytes }) => bytes.toString('utf8')).join('');
    expect(text).toContain('"event":"step-done"');
    expect(text).not.toMatch(/step-failed|klingonska|karta@|alert\(1\)/);
  });

  it('nobody but the sender was written to on account of a mail’s own headers', async () => {
    const to = new Set((await allLetters(home.addresses)).flatMap((letter) => letter.to));
    expect([...to].filter((address) => address === 'nagon@salem.example')).toEqual([]);
  });

  it('forty megabytes are taken in', async () => {
    const raw = await composeMail({
      from: SENDER,
      to: TO,
      subject: 'Stor bilaga',
      text: 'Se bilaga.',
      attachments: [{ filename: 'ortofoto.tif', content: Buffer.alloc(28 * 1024 * 1024, 7) }],
    });
    expect(raw.length).toBeGreaterThan(38 * 1024 * 1024);
    await sendRaw({ port: home.addresses.smtpPort, raw, from: SENDER, to: [TO] });
    await home.settle();
    const [newest] = await lettersTo(home.addresses, SENDER);
    expect(newest?.subject).toMatch(/granska|underlag|Uppdrag/i);
  });

  it('a larger one is refused at the door, so that its sender is told', async () => {
    const raw = Buffer.concat([crlf(...head, 'Subject: för stor', '', ''), Buffer.alloc(41 * 1024 * 1024, 0x61)]);
    await expect(sendRaw({ port: home.addresses.smtpPort, raw, from: SENDER, to: [TO] })).rejects.toMatchObject({
      name: 'MailNotAccepted',
    });
  });

  it('a connection that is cut in the middle of a mail leaves nothing half', async () => {
    const before = filesUnder(home.dir).filter(({ name }) => name.includes('blob')).length;
    await new Promise<void>((resolve) => {
      const socket = connect(home.addresses.smtpPort, '127.0.0.1', () => {
        socket.write(`EHLO x\r\nMAIL FROM:<${SENDER}>\r\nRCPT TO:<${TO}>\r\nDATA\r\nFrom: ${SENDER}\r\n\r\nhalvt`);
        setTimeout(() => socket.destroy(), 300);
      });
      socket.on('close', () => resolve());
      socket.resume();
    });
    await home.settle();
    expect(filesUnder(home.dir).filter(({ name }) => name.includes('blob')).length).toBe(before);
  });
});
