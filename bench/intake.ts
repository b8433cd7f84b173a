import PostalMime from 'postal-mime';
import { findIdentityNumbers } from '../functions/documents/identity-numbers/find-identity-numbers.ts';
import { readMail } from '../functions/documents/mail/read-mail.ts';
import { screenMail } from '../functions/documents/screening/screen-mail.ts';

export interface Measurement {
  name: string;
  value: number;
  unit: string;
  /** Worse than this is a fault: for a ratio or a time the most, for a speed the least. */
  limit?: number;
}

const paragraph =
  'Hej! Vi behöver hjälp med inmätning av fastigheten Berga 1:2 under vecka 48, se KS 2026/123. Ring 08-123 456 78.\r\n';
const table = 'punkt;nord;ost\r\n'.concat('P1;6580000.123;674032.456\r\n'.repeat(40));

/** Mails as they come: most are short letters, some carry a table, a few carry a map of half a megabyte. */
const mails = (): Uint8Array[] =>
  Array.from({ length: 1000 }, (_, number) => {
    const body = paragraph.repeat(3 + (number % 30)) + (number % 10 === 0 ? 'Sökande 19241231-9218.\r\n' : '');
    const map = Buffer.alloc(number % 50 === 0 ? 500_000 : 4000, `%PNG${number}`).toString('base64');
    return Buffer.from(
      [
        'From: gis@huddinge.example',
        'To: ledning@sodertorn.example',
        'Subject: =?utf-8?Q?F=C3=B6rfr=C3=A5gan?=',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b\r\nContent-Type: text/plain; charset=utf-8\r\n',
        body,
        '--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=punkter.csv\r\n',
        number % 4 === 0 ? table : 'tom',
        '--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=karta.png\r\n',
        map.replaceAll(/.{76}/g, '$&\r\n'),
        '--b--\r\n',
      ].join('\r\n'),
    );
  });

const millisecondsOf = async (run: () => Promise<void>): Promise<number> => {
  const began = performance.now();
  await run();
  return performance.now() - began;
};

/** Measures the way in: reading and screening 1,000 mails against parsing them alone, and the speed of the search. */
export const benchIntake = async (): Promise<Measurement[]> => {
  const all = mails();
  const parse = () =>
    millisecondsOf(async () => {
      for (const raw of all) await PostalMime.parse(raw, { forceRfc822Attachments: true });
    });
  const screen = () =>
    millisecondsOf(async () => {
      for (const raw of all) await screenMail(await readMail(raw));
    });
  await parse();
  await screen();
  const parsing = await parse();
  const screening = await screen();

  const text = (paragraph + table).repeat(6000);
  findIdentityNumbers(text);
  const finding = await millisecondsOf(async () => {
    findIdentityNumbers(text);
  });
  return [
    { name: 'read and screen 1,000 mails', value: Math.round(screening), unit: 'ms' },
    { name: 'parse the same mails and nothing more', value: Math.round(parsing), unit: 'ms' },
    {
      name: 'reading and screening against parsing',
      value: Number((screening / parsing).toFixed(2)),
      unit: 'times',
      limit: 4,
    },
    { name: 'finding identity numbers', value: Math.round(text.length / 1000 / finding), unit: 'MB/s', limit: 20 },
  ];
};
