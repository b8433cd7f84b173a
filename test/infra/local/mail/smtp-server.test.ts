import { generateKeyPairSync } from 'node:crypto';
import { createConnection } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { composeMail, MailNotAccepted, sendRaw } from '../../../../infra/local/mail/send.ts';
import { createSmtpServer, type Envelope } from '../../../../infra/local/mail/smtp-server.ts';
import { traceHeaders } from '../../../../infra/local/mail/trace-headers.ts';
import { defaultMailZone, type MailZone, PARTY_MAIL_DOMAINS } from '../../../../infra/local/mail/zone.ts';

const INBOX = 'forfragan@resursdelning.example';
const received: { raw: Buffer; envelope: Envelope }[] = [];
const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  received.length = 0;
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function givenAServer(
  options: { maxBytes?: number; zone?: MailZone; deliver?: (raw: Buffer, envelope: Envelope) => Promise<void> } = {},
) {
  const server = await createSmtpServer({
    port: 0,
    now: () => Date.parse('2026-11-22T10:00:00Z'),
    mailDomain: 'resursdelning.example',
    deliver: async (raw, envelope) => void received.push({ raw, envelope }),
    newId: () => 'a'.repeat(40),
    ...options,
  });
  running.push(server);
  return server;
}

const inquiry = (more: object = {}) =>
  composeMail({ from: 'Kart <kart@haninge.example>', to: INBOX, subject: 'Förfrågan', text: 'Hej å ä ö', ...more });

/** Our own header fields: everything above the sender's first byte. */
function traceOf(raw: Buffer, message: Buffer): string {
  expect(raw.subarray(raw.length - message.length).equals(message)).toBe(true);
  return raw.subarray(0, raw.length - message.length).toString('utf8');
}

async function deliverAndTrace(message: Buffer, from: string, zone?: MailZone): Promise<string> {
  const { port } = await givenAServer({ zone });
  await sendRaw({ port, raw: message, from, to: [INBOX] });
  return traceOf(received[0]?.raw ?? Buffer.alloc(0), message);
}

describe('mail that comes in', () => {
  it('is kept byte for byte under the trace headers SES puts on top', async () => {
    const trace = await deliverAndTrace(await inquiry(), 'kart@haninge.example');
    const client = 'client-ip=127.0.0.1; envelope-from=kart@haninge.example; helo=NAME;';
    const spf = `pass (spfCheck: domain of haninge.example designates 127.0.0.1 as permitted sender) ${client}`;
    // What the sending machine calls itself is not ours to decide.
    const helo = /^Received: from (\S+)/m.exec(trace)?.[1] ?? '';
    expect(
      trace.replaceAll(`helo=${helo};`, 'helo=NAME;').replace(`from ${helo} (`, 'from NAME (').split('\r\n'),
    ).toEqual([
      'Return-Path: <kart@haninge.example>',
      'Received: from NAME ([127.0.0.1])',
      ` by inbound-smtp.localhost with SMTP id ${'a'.repeat(40)}`,
      ` for ${INBOX};`,
      ' Sun, 22 Nov 2026 10:00:00 +0000 (UTC)',
      'X-SES-Spam-Verdict: PASS',
      'X-SES-Virus-Verdict: PASS',
      `Received-SPF: ${spf}`,
      'Authentication-Results: amazonses.com;',
      ` spf=${spf}`,
      ' dkim=none;',
      ' dmarc=pass header.from=haninge.example;',
      'X-Resursdelning-Submission: loopback',
      '',
    ]);
    expect(received[0]?.envelope).toEqual({ from: 'kart@haninge.example', to: [INBOX] });
  });

  it.each(PARTY_MAIL_DOMAINS)('authenticates when it comes from %s', async (domain) => {
    const message = await inquiry({ from: `kart@${domain}` });
    expect(await deliverAndTrace(message, `kart@${domain}`)).toContain(`dmarc=pass header.from=${domain};`);
  });

  it('fails DMARC when the From is a party but the envelope is from elsewhere', async () => {
    const trace = await deliverAndTrace(await inquiry(), 'kart@elsewhere.test');
    expect(trace).toContain(' spf=none ');
    expect(trace).toContain(' dmarc=fail header.from=haninge.example;');
  });

  it('fails DMARC when the envelope authenticates as another domain than the From', async () => {
    const trace = await deliverAndTrace(await inquiry(), 'kart@salem.example');
    expect(trace).toContain(' spf=pass ');
    expect(trace).toContain(' dmarc=fail header.from=haninge.example;');
  });

  it('has no policy to pass or fail when its domain publishes none', async () => {
    const trace = await deliverAndTrace(await inquiry({ from: 'a@unknown.test' }), 'a@unknown.test');
    expect(trace).toContain(' dmarc=none header.from=unknown.test;');
  });

  it('never passes with two authors of different domains', async () => {
    const message = await inquiry({ from: 'kart@haninge.example, kart@salem.example' });
    const trace = await deliverAndTrace(message, 'kart@haninge.example');
    expect(trace).toContain(' dmarc=permerror;');
    expect(trace).not.toContain('dmarc=pass');
  });

  it('has its DKIM signature verified against the zone', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const p = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const zone = { ...defaultMailZone, 's1._domainkey.haninge.example': { TXT: [`v=DKIM1; k=rsa; p=${p}`] } };
    const { port } = await givenAServer({ zone });
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      ignoreTLS: true,
      dkim: {
        domainName: 'haninge.example',
        keySelector: 's1',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    });
    const envelope = { from: 'list@elsewhere.test', to: [INBOX] };
    await transport.sendMail({ envelope, from: 'kart@haninge.example', to: INBOX, subject: 'Hej', text: 'Hej' });
    transport.close();
    const head = received[0]?.raw.toString('utf8') ?? '';
    expect(head).toContain(' dkim=pass header.i=@haninge.example;\r\n dmarc=pass header.from=haninge.example;');
  });

  it('keeps forged verdicts below the real ones', async () => {
    const forged =
      'Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc=pass header.from=haninge.example;\r\n';
    const message = Buffer.concat([
      Buffer.from(`${forged}X-SES-Virus-Verdict: PASS\r\nX-SES-Spam-Verdict: PASS\r\n`),
      await inquiry(),
    ]);
    const trace = await deliverAndTrace(message, 'kart@elsewhere.test');
    const fields = received[0]?.raw.toString('utf8').match(/^Authentication-Results:[\s\S]*?dmarc=\w+/gm) ?? [];
    expect(fields).toHaveLength(2);
    expect(fields[0]).toMatch(/dmarc=fail$/);
    expect(trace).not.toContain('dmarc=pass');
  });

  it('cannot write a result into our headers through its envelope address', async () => {
    const trace = await deliverAndTrace(await inquiry(), 'dmarc=pass@elsewhere.test');
    expect(trace.slice(trace.indexOf('Received-SPF'))).not.toContain('dmarc=pass');
    expect(trace).toContain(' dmarc=fail header.from=haninge.example;');
  });

  it('cannot add a line or a result through anything it calls itself', () => {
    const evil = '"x\r\nX-SES-Virus-Verdict: PASS; dmarc=pass header.from=haninge.example; "@elsewhere.test';
    const trace = traceHeaders({
      id: 'a'.repeat(40),
      at: new Date('2026-11-22T10:00:00Z'),
      submission: { ip: '127.0.0.1', helo: evil, sender: evil },
      recipients: [INBOX],
      verdicts: {
        spam: 'PASS',
        virus: 'FAIL',
        spf: { result: 'none', comment: evil },
        dkim: [{ result: 'fail', domain: evil }],
        dmarc: { result: 'fail', from: evil },
      },
    }).toString('utf8');
    expect(trace.match(/^X-SES-Virus-Verdict: .*$/gm)).toEqual(['X-SES-Virus-Verdict: FAIL']);
    expect(trace.slice(trace.indexOf('Received-SPF'))).not.toContain('dmarc=pass');
  });

  it('is marked when it carries the virus test string, and when it carries the spam test string', async () => {
    const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'}!$H+H*`;
    const gtube = `XJS*C4JDBQADN1.NSBN3*2IDNEN*${'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL'}*C.34X`;
    const head = 'From: kart@haninge.example\r\nSubject: x\r\n\r\n';
    const virus = await deliverAndTrace(Buffer.from(`${head}${eicar}\r\n`), 'kart@haninge.example');
    expect(virus).toContain('X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: FAIL');
    received.length = 0;
    const spam = await deliverAndTrace(Buffer.from(`${head}${gtube}\r\n`), 'kart@haninge.example');
    expect(spam).toContain('X-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: PASS');
  });

  it('does not show one of several recipients to the others', async () => {
    const { port } = await givenAServer();
    const message = await inquiry();
    await sendRaw({ port, raw: message, from: '', to: [INBOX, 'dold@resursdelning.example'] });
    expect(traceOf(received[0]?.raw ?? Buffer.alloc(0), message)).not.toContain('@resursdelning.example');
    expect(received[0]?.envelope).toEqual({ from: '', to: [INBOX, 'dold@resursdelning.example'] });
  });

  it('may have addresses outside ASCII', async () => {
    const { port } = await givenAServer();
    await sendRaw({
      port,
      raw: await inquiry(),
      from: 'kart@haninge.example',
      to: ['förfrågan@resursdelning.example'],
    });
    expect(received[0]?.envelope.to).toEqual(['förfrågan@resursdelning.example']);
  });
});

describe('what the server will not take', () => {
  it('refuses a recipient of another domain with 550, and so relays nothing', async () => {
    const { port } = await givenAServer();
    const raw = await inquiry();
    for (const to of ['x@haninge.example', 'x%haninge.example@other.test', 'x@sub.resursdelning.example']) {
      await expect(sendRaw({ port, raw, from: 'a@haninge.example', to: [to] })).rejects.toMatchObject({ code: 550 });
    }
    expect(received).toEqual([]);
  });

  it('tells the sender when only one of two recipients was refused', async () => {
    const { port } = await givenAServer();
    const mail = { port, raw: await inquiry(), from: 'a@haninge.example', to: [INBOX, 'x@other.test'] };
    await expect(sendRaw(mail)).rejects.toBeInstanceOf(MailNotAccepted);
  });

  it('takes a message of exactly the limit of 40 MiB, unchanged, and refuses one byte more with 552', async () => {
    const { port } = await givenAServer();
    const head = Buffer.from('From: kart@haninge.example\r\nSubject: stor\r\n\r\n');
    const line = Buffer.from(`${'x'.repeat(62)}\r\n`);
    const body = Buffer.alloc(40 * 1024 * 1024 - head.length, line);
    body.write('\r\n', body.length - 2);
    if (body[body.length - 3] === 0x0d) body[body.length - 3] = 0x78;
    const message = Buffer.concat([head, body]);
    const mail = { port, from: 'kart@haninge.example', to: [INBOX] };
    await sendRaw({ ...mail, raw: message });
    expect(traceOf(received[0]?.raw ?? Buffer.alloc(0), message)).toContain('dmarc=pass');
    const larger = Buffer.concat([head, Buffer.from('x'), body]);
    await expect(sendRaw({ ...mail, raw: larger })).rejects.toMatchObject({ code: 552 });
    expect(received).toHaveLength(1);
  });

  it('answers 451 when the message could not be kept, and takes it when it is sent again', async () => {
    let attempts = 0;
    const { port } = await givenAServer({
      deliver: async (raw, envelope) => {
        attempts += 1;
        if (attempts === 1) throw new Error('the disk is full');
        received.push({ raw, envelope });
      },
    });
    const mail = { port, raw: await inquiry(), from: 'kart@haninge.example', to: [INBOX] };
    await expect(sendRaw(mail)).rejects.toMatchObject({ code: 451 });
    await sendRaw(mail);
    expect(received).toHaveLength(1);
  });

  it('keeps nothing of a message the sender hung up in the middle of', async () => {
    const { port } = await givenAServer();
    await new Promise<void>((resolve, reject) => {
      const socket = createConnection(port, '127.0.0.1');
      const steps = ['EHLO x', 'MAIL FROM:<a@haninge.example>', `RCPT TO:<${INBOX}>`, 'DATA', 'Subject: halv'];
      socket.on('data', () => {
        socket.write(`${steps.shift()}\r\n`);
        if (steps.length === 0) socket.destroy();
      });
      socket.on('close', () => resolve()).on('error', reject);
    });
    await sendRaw({ port, raw: await inquiry(), from: 'kart@haninge.example', to: [INBOX] });
    expect(received).toHaveLength(1);
  });

  it('offers 8BITMIME, SMTPUTF8 and its size, and neither authentication nor TLS', async () => {
    const { port } = await givenAServer();
    const offered = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
        if (text.startsWith('220') && !text.includes('250')) socket.write('EHLO x\r\n');
        else if (/^250 /m.test(text)) socket.destroy();
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });
    expect(offered).toContain('8BITMIME');
    expect(offered).toContain('SMTPUTF8');
    expect(offered).toContain(`SIZE ${40 * 1024 * 1024}`);
    expect(offered).not.toMatch(/AUTH|STARTTLS/);
  });
});
