import { beforeEach, describe, expect, it } from 'vitest';
import { aFile } from '#test/a-file';
import { aMail, type MailDraft } from '#test/a-mail';
import { givenPorts, put, type TestPorts } from '#test/ports';
import { circulateInquiry } from '../../../functions/1-order/circulate-inquiry/circulate-inquiry.ts';
import { screenMaterial } from '../../../functions/1-order/screen-material/screen-material.ts';
import { isCirculated } from '../../../functions/portal/actions/download.ts';
import { choicesFor } from '../../../functions/portal/actions/review-material.ts';

let ports: TestPorts;
beforeEach(() => {
  ports = givenPorts();
});
const base64 = (text: string) => Buffer.from(text).toString('base64');
const screened = async (draft: MailDraft) => {
  const assignmentId = await put(ports, aFile({ status: 'screening', mailKeys: ['inbound/1'] }));
  ports.vault.putMail('inbound/1', aMail(draft), ports.now());
  const outcome = await screenMaterial(ports)({ assignmentId });
  return { assignmentId, outcome, file: await ports.assignments.load(assignmentId) };
};
const circulated = async (keys: (string | undefined)[]) =>
  Promise.all(
    keys.map(async (key) => (key ? new TextDecoder().decode(await ports.vault.get('material', key)) : undefined)),
  );

describe('what is circulated carries no identity number (R2.1)', () => {
  it('a clean message is circulated as text', async () => {
    const { outcome, file } = await screened({});
    expect(outcome).toEqual({ outcome: 'clean' });
    expect(file.material).toMatchObject([{ id: 'm-0', verdict: 'clean', removed: 0 }]);
    expect((await circulated(file.material.map(({ circulatedKey }) => circulatedKey))).join()).toContain('gångväg');
  });

  it('a number in the body and in a text attachment is taken out, and the original is kept as it came', async () => {
    const { outcome, file } = await screened({
      text: 'Anmält av 18900101-9802.',
      attachments: [{ name: 'blankett.txt', type: 'text/plain', base64: base64('Personnr: 1924 1231 9218') }],
    });
    expect(outcome).toEqual({ outcome: 'clean' });
    expect(file.material.map(({ verdict }) => verdict)).toEqual(['redacted', 'redacted']);
    const texts = (await circulated(file.material.map(({ circulatedKey }) => circulatedKey))).join();
    expect(texts).not.toMatch(/9802|9218/);
    expect(await ports.vault.get('material', file.material[1]?.originalKey ?? '')).toEqual(
      new TextEncoder().encode('Personnr: 1924 1231 9218'),
    );
  });

  it('a picture is withheld and a person is asked', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const { outcome, file } = await screened({ attachments: [{ name: 'foto.png', type: 'image/png', base64: png }] });
    expect(outcome).toEqual({ outcome: 'doubtful' });
    expect(file.assignment.status).toBe('in-review');
    expect(file.material[1]).toMatchObject({ verdict: 'withheld', title: 'foto.png' });
    expect(file.material[1]?.circulatedKey).toBeUndefined();
  });

  it.each([
    ['a number that may be one', 'Ring 0701011234', [], 'doubtful-number'],
    [
      'a letter that may say more than could be read',
      'Hej',
      ['Content-Type: text/plain; charset=x-okänd'],
      'unknown-charset',
    ],
  ])('%s keeps the message back, with its text for a person to judge', async (_what, text, headers, because) => {
    const { outcome, file } = await screened({ text, headers });
    expect(outcome).toEqual({ outcome: 'doubtful' });
    expect(file.assignment.status).toBe('in-review');
    expect(file.material).toMatchObject([{ id: 'm-0', verdict: 'withheld', because }]);
    expect(file.material[0]?.circulatedKey).toBeDefined();
    expect(file.material.some(isCirculated)).toBe(false);
    expect(file.material.map((piece) => isCirculated({ ...piece, review: 'circulate' }))).toEqual([true]);
    expect(file.material.map(choicesFor)).toEqual([['keep-withheld', 'circulate']]);
  });

  it('a doubtful attachment keeps itself back and not the message', async () => {
    const csv = { name: 'a.csv', type: 'text/csv', base64: base64('0701011234') };
    const { outcome, file } = await screened({ attachments: [csv] });
    expect(outcome).toEqual({ outcome: 'doubtful' });
    expect(file.material.map(({ verdict }) => verdict)).toEqual(['clean', 'withheld']);
    expect(file.material[1]?.circulatedKey).toBeUndefined();
  });

  it('runs twice to the same result', async () => {
    const { assignmentId, outcome } = await screened({ text: '18900101-9802' });
    await expect(screenMaterial(ports)({ assignmentId })).resolves.toEqual(outcome);
    expect((await ports.assignments.load(assignmentId)).events.filter(({ id }) => id === 'screened')).toHaveLength(1);
  });
});

describe('the inquiry is circulated (R1.1)', () => {
  it('to the management group of each of the seven others, once, with a link and no content', async () => {
    const assignmentId = await put(ports, aFile({ status: 'screening' }));
    await circulateInquiry(ports)({ assignmentId });
    await circulateInquiry(ports)({ assignmentId });
    expect(ports.mailbox.sent.map(({ to }) => to).sort()).toEqual(
      ['botkyrka', 'huddinge', 'nykvarn', 'nynashamn', 'salem', 'sodertalje', 'tyreso'].map(
        (party) => `ledningsgrupp@${party}.example`,
      ),
    );
    for (const letter of ports.mailbox.sent) {
      expect(Object.keys(letter).sort()).toEqual(['from', 'kind', 'reference', 'to', 'url']);
    }
  });

  it('goes on where it was when a letter could not be sent', async () => {
    const assignmentId = await put(ports, aFile({ status: 'screening' }));
    ports.mailbox.failNext(1);
    await expect(circulateInquiry(ports)({ assignmentId })).rejects.toMatchObject({ name: 'MailNotSent' });
    await circulateInquiry(ports)({ assignmentId });
    expect(ports.mailbox.sent).toHaveLength(7);
  });
});
