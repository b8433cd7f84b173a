import { describe, expect, it } from 'vitest';
import { readMail } from '../../../functions/documents/mail/read-mail.ts';
import { from, message, mixed, parts } from './message.ts';

const attribute = (id: number, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(
    data.reduce((total, byte) => (total + byte) & 0xffff, 0),
    0,
  );
  return Buffer.concat([head, data, sum]);
};

const winmail = Buffer.concat([
  Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
  attribute(0x0002800c, Buffer.from('Hej från Outlook\0', 'latin1')),
  attribute(0x00069002, Buffer.alloc(14)),
  attribute(0x00018010, Buffer.from('karta.txt\0')),
  attribute(0x0006800f, Buffer.from('innehåll', 'latin1')),
]);

const mailWith = (bytes: Buffer) =>
  readMail(
    message(
      [from, mixed],
      parts(
        `Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=winmail.dat\n\n${bytes.toString('base64')}`,
      ),
    ),
  );

describe('a winmail.dat', () => {
  it('is opened: its body becomes the text and its files become attachments', async () => {
    const mail = await mailWith(winmail);
    expect(mail.problems).toEqual(['tnef']);
    expect(mail.text).toBe('Hej från Outlook');
    expect(mail.attachments).toMatchObject([{ fileName: 'karta.txt', disposition: 'attachment' }]);
    expect(Buffer.from(mail.attachments[0]?.bytes ?? []).toString('latin1')).toBe('innehåll');
  });

  it('is kept as it came when it is damaged', async () => {
    for (const bytes of [winmail.subarray(0, 40), Buffer.from('inte tnef'), Buffer.from(winmail).fill(0xff, 20, 24)]) {
      const mail = await mailWith(Buffer.from(bytes));
      expect(mail.problems).toEqual(['tnef']);
      expect(mail.attachments).toMatchObject([{ fileName: 'winmail.dat' }]);
    }
  });
});
