import { describe, expect, it } from 'vitest';
import { readMail } from '../../../functions/documents/mail/read-mail.ts';
import { screenMail } from '../../../functions/documents/screening/screen-mail.ts';
import { from, message, mixed, parts } from '../mail/message.ts';

const screen = async (headers: string[], body: string) => screenMail(await readMail(message([from, ...headers], body)));
const text = 'Content-Type: text/plain; charset=utf-8';
const attached = (name: string, content: string) =>
  `Content-Type: text/csv\nContent-Disposition: attachment; filename=${name}\n\n${content}`;

describe('screening a message', () => {
  it('lets a message without numbers through', async () => {
    expect(await screen(['Subject: Berga 1:2', text], 'Hej')).toMatchObject({
      subject: 'Berga 1:2',
      removed: 0,
      attachments: [],
      isDoubtful: false,
    });
  });

  it('takes numbers out of subject, body and attachments, and names the attachments neutrally', async () => {
    const screened = await screen(
      ['Subject: 241231-9218', mixed],
      parts(`${text}\n\nPnr 140168-2396`, attached('241231-9218.csv', 'a;241231-9218')),
    );
    expect(screened.removed).toBe(2);
    expect(screened.attachments).toMatchObject([
      { index: 0, neutralName: 'bilaga-1.txt', screening: { verdict: 'redacted', removed: 1 } },
    ]);
    expect(JSON.stringify(screened)).not.toMatch(/9218|2396/);
  });

  it('counts what only the HTML says, shown or hidden, and what stands in the headers', async () => {
    const alternative = 'Content-Type: multipart/alternative; boundary=b';
    const body = parts(`${text}\n\nHej`, 'Content-Type: text/html\n\n<p>241231-9218</p><!-- 140168-2396 -->');
    expect((await screen([alternative], body)).removed).toBe(2);
    expect((await screen(['To: "241231-9218" <a@huddinge.example>', text], 'Hej')).removed).toBe(1);
  });

  it('screens a forwarded message as one text', async () => {
    const inner = `${from}\nSubject: Inre\n${mixed.replace('=b', '=c')}\n\n--c\n${text}\n\nPnr 241231-9218\n--c\n${attached('a.csv', '140168-2396')}\n--c--`;
    const screened = await screen([mixed], parts(`Content-Type: message/rfc822\n\n${inner}`));
    expect(screened.attachments).toMatchObject([{ screening: { verdict: 'redacted', removed: 2 } }]);
    expect(JSON.stringify(screened)).not.toMatch(/9218|2396/);
  });

  it('withholds a forwarded message that carries what cannot be read', async () => {
    const inner = `${from}\n${mixed.replace('=b', '=c')}\n\n--c\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--c--`;
    const screened = await screen([mixed], parts(`Content-Type: message/rfc822\n\n${inner}`));
    expect(screened.attachments).toMatchObject([{ screening: { verdict: 'withheld', because: 'mixed-content' } }]);
  });

  it('is doubtful when the reading was, or when a number is only possible', async () => {
    expect((await screen([mixed], `--b\n${text}\n\nhej`)).isDoubtful).toBe(true);
    expect((await screen([text], 'Ring 0701011234')).isDoubtful).toBe(true);
    expect((await screen([mixed], parts(attached('a.csv', '0701011234')))).isDoubtful).toBe(true);
  });
});
