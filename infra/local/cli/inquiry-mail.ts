import { composeMail } from '../mail/send.ts';
import { mailDomain } from '../seed/test-persons.ts';

/** Who writes the walk's inquiry: the handler at Haninge, who exists in the local register. */
export const SENDER = `karta@${mailDomain('haninge')}`;

/** One of the tax agency's published test numbers, so that the walk has something to take out. */
export const CANARY = '189001019802';

const pdfEscape = (text: string): string => text.replace(/[\\()]/g, (c) => `\\${c}`);

/** A small PDF with one line of text. */
export const aPdf = (line: string): Buffer => {
  const content = `BT /F1 12 Tf 72 720 Td (${pdfEscape(line)}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = pdf.length;
    pdf += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = pdf.length;
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(pdf, 'latin1');
};

/** The inquiry that the walk sends when it is given none: Swedish letters, a form with a number, a PDF with a number. */
export const inquiryMail = (to: string): Promise<Buffer> =>
  composeMail({
    from: SENDER,
    to,
    subject: 'Förfrågan: inmätning av gångväg vid Kalvsvik',
    text: `Hej!\n\nKan någon av er mäta in en gångväg åt oss i vår? Anmälan kom från en boende, personnummer ${CANARY.slice(2, 8)}-${CANARY.slice(8)}.\n\nHälsningar\nKart- och mätenheten`,
    attachments: [
      { filename: 'anmälan.pdf', content: aPdf(`Anmalan. Personnummer ${CANARY}. Fastighet HANINGE KALVSVIK 11:16.`) },
      { filename: 'koordinater.csv', content: Buffer.from('punkt;N;E\n1;6558700.123;674032.456\n') },
    ],
  });
