import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMail } from '../../../functions/documents/mail/read-mail.ts';
import { from, message, mixed, parts } from './message.ts';

const text = 'Content-Type: text/plain; charset=utf-8';

describe('reading a message', () => {
  it('reads who wrote it, to whom and what', async () => {
    const mail = await readMail(
      message(
        [
          'Message-ID: <a@huddinge.example>',
          'In-Reply-To: <b@haninge.example>',
          'References: <c@haninge.example>\r\n <b@haninge.example>',
          'From: "Kart, GIS" <GIS@Huddinge.example>',
          'To: ledning@sodertorn.example, Tyresö <gis@tyreso.example>',
          'Cc: a@salem.example',
          'Reply-To: Svar@huddinge.example',
          'Delivered-To: uppdrag@sodertorn.example',
          'Date: Sun, 22 Nov 2026 23:00:00 +0100',
          'Subject: =?utf-8?Q?F=C3=B6rfr=C3=A5gan?=',
          text,
        ],
        'Hej på er',
      ),
    );
    expect(mail).toMatchObject({
      messageId: '<a@huddinge.example>',
      inReplyTo: '<b@haninge.example>',
      references: ['<c@haninge.example>', '<b@haninge.example>'],
      from: { address: 'gis@huddinge.example', domain: 'huddinge.example', name: 'Kart, GIS' },
      to: ['ledning@sodertorn.example', 'gis@tyreso.example'],
      cc: ['a@salem.example'],
      replyTo: 'svar@huddinge.example',
      deliveredTo: ['uppdrag@sodertorn.example'],
      date: '2026-11-22T22:00:00.000Z',
      subject: 'Förfrågan',
      problems: [],
    });
    expect(mail.text.trim()).toBe('Hej på er');
  });

  it.each([
    ['B', '=?utf-8?B?RsO2cmZyw6VnYW4=?='],
    ['Q', '=?iso-8859-1?Q?F=F6rfr=E5gan?='],
    ['split in the middle of a letter', '=?utf-8?B?RsM=?=\r\n =?utf-8?B?tnJmcsOlZ2Fu?='],
    ['raw UTF-8', 'Förfrågan'],
  ])('reads Swedish letters in a subject written as %s', async (_how, subject) => {
    expect((await readMail(message([from, `Subject: ${subject}`]))).subject).toBe('Förfrågan');
  });

  it('reads Swedish letters in a raw windows-1252 header, and in a raw file name', async () => {
    const raw = message(
      [from, 'Subject: Förfrågan', mixed],
      parts(
        'Content-Type: application/pdf; name="mätning.pdf"\nContent-Disposition: attachment; filename="mätning.pdf"\n\nx',
      ),
      'latin1',
    );
    const mail = await readMail(raw);
    expect(mail.subject).toBe('Förfrågan');
    expect(mail.attachments[0]?.fileName).toBe('mätning.pdf');
  });

  it('reads file names after RFC 2231', async () => {
    const part =
      "Content-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''m%C3%A4t; filename*1*=ning.pdf\n\nx";
    expect((await readMail(message([from, mixed], parts(part)))).attachments[0]?.fileName).toBe('mätning.pdf');
  });

  it.each([
    ['quoted-printable iso-8859-1', 'iso-8859-1', 'quoted-printable', 'm=E4tning av =E5ker', []],
    ['base64 utf-8 broken over lines', 'utf-8', 'base64', 'bcOkdG5p\nbmcgYXYg\nw6VrZXI=', []],
    ['an unknown charset', 'x-okänd', '8bit', 'mätning', ['unknown-charset']],
    ['an unknown transfer encoding', 'utf-8', 'x-uuencode', 'mätning', ['bad-transfer-encoding']],
    ['base64 with foreign characters', 'utf-8', 'base64', 'bcOk*dG5p#bmc=', ['bad-transfer-encoding']],
  ] as const)('reads %s', async (_what, charset, encoding, body, problems) => {
    const mail = await readMail(
      message([from, `Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`], body),
    );
    expect(mail.text).not.toBe('');
    if (problems) expect(mail.problems).toEqual(problems);
    if (problems?.length === 0) expect(mail.text.trim()).toBe('mätning av åker');
  });

  it('turns HTML into text, keeps its cells apart, and keeps what it hides for the search', async () => {
    const html =
      '<p>Hej</p><!-- dold --><img alt="bildtext"><table><tr><td>1</td><td>2</td></tr></table><div style="display:none">osynlig</div>';
    const mail = await readMail(message([from, 'Content-Type: text/html; charset=utf-8'], html));
    expect(mail.text).toMatch(/Hej/);
    expect(mail.text).toMatch(/1 \| 2/);
    expect(mail.hiddenText).toMatch(/dold/);
    expect(mail.hiddenText).toMatch(/bildtext/);
    expect(mail.hiddenText).toMatch(/osynlig/);
  });

  it('prefers the plain alternative and keeps the HTML beside it', async () => {
    const body = parts(`${text}\n\nenkelt`, 'Content-Type: text/html\n\n<p>rikt</p>');
    const mail = await readMail(message([from, 'Content-Type: multipart/alternative; boundary=b'], body));
    expect(mail.text.trim()).toBe('enkelt');
    expect(mail.html).toContain('rikt');
  });

  it('reads a forwarded message inside the message, to a depth', async () => {
    const inner = `${from}\nSubject: Inre\n${text}\n\nvidare`;
    const raw = message([from, mixed], parts(`Content-Type: message/rfc822\n\n${inner}`));
    const mail = await readMail(raw);
    expect(mail.attachments[0]?.nested).toMatchObject({ subject: 'Inre', from: { domain: 'huddinge.example' } });
    expect(mail.attachments[0]?.nested?.text.trim()).toBe('vidare');
    expect((await readMail(raw, { nested: 0 })).problems).toContain('too-deep');
  });

  it('never picks one of several authors', async () => {
    for (const headers of [
      [from, 'From: annan@haninge.example'],
      ['From: a@huddinge.example, b@haninge.example'],
      [from, 'From\u00a0: annan@haninge.example'],
    ]) {
      const mail = await readMail(message(headers));
      expect(mail.from).toBeUndefined();
      expect(mail.problems).toContain('several-from');
    }
    expect((await readMail(message(['Subject: x']))).problems).toEqual(['no-from']);
  });

  it('tells what is encrypted', async () => {
    const pgp = message(
      [from, 'Content-Type: multipart/encrypted; boundary=b'],
      parts('Content-Type: application/pgp-encrypted\n\nx'),
    );
    expect((await readMail(pgp)).problems).toContain('encrypted');
    const smime = message(
      [from, 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m'],
      'x',
    );
    expect((await readMail(smime)).problems).toContain('encrypted');
  });

  it('tells of a multipart that is never closed, or has no boundary', async () => {
    expect((await readMail(message([from, mixed], `--b\n${text}\n\nhej`))).problems).toContain('broken-mime');
    expect((await readMail(message([from, 'Content-Type: multipart/mixed'], 'hej'))).problems).toContain('broken-mime');
  });

  it('reads no further than its limits, and still answers the headers', async () => {
    const many = message([from, mixed], parts(...Array.from({ length: 12 }, () => `${text}\n\nx`)));
    expect(await readMail(many, { parts: 5 })).toMatchObject({
      from: { domain: 'huddinge.example' },
      problems: ['too-many-parts'],
    });
    expect((await readMail(many, { bytes: 100 })).problems).toEqual(['too-large']);
    expect((await readMail(many, { headerBytes: 20 })).problems).toContain('header-too-long');
    const deep = Array.from(
      { length: 30 },
      (_, level) => `--b${level}\nContent-Type: multipart/mixed; boundary=b${level + 1}\n\n`,
    ).join('');
    const mail = await readMail(message([from, 'Content-Type: multipart/mixed; boundary=b0'], deep));
    expect(mail.problems).toContain('too-deep');
  });

  it('stands a hundred thousand parts and a header without end', async () => {
    const began = performance.now();
    const parted = message([from, mixed], `--b\n\n`.repeat(100_000));
    expect((await readMail(parted)).problems).toContain('too-many-parts');
    const headless = message([from, mixed], '--b\nX: y\n'.repeat(100_000));
    expect((await readMail(headless)).problems).toContain('too-many-parts');
    const endless = message([from, `Subject: ${'å'.repeat(2_000_000)}`]);
    expect((await readMail(endless)).problems).toContain('header-too-long');
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('never throws, whatever the bytes are', async () => {
    const pieces = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b\r\n',
      'Content-Type: text/html\r\n',
      '\r\n',
      '--b\r\n',
      '--b--\r\n',
      '--b',
      ' ',
      'From: a@b.example\r\n',
      'From: <\r\n',
      'Content-Transfer-Encoding: base64\r\n',
      '=?utf-8?B?////?=',
      'Content-Type: message/rfc822\r\n',
      '<div',
      '&#x110000;',
      '\0',
      'Content-Disposition: attachment; filename*=%\r\n',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 25 }),
        async (all) => {
          const mail = await readMail(Buffer.from(all.join('')));
          expect(typeof mail.text).toBe('string');
        },
      ),
      { numRuns: 600 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        expect(Array.isArray((await readMail(bytes)).problems)).toBe(true);
      }),
    );
  });
});
