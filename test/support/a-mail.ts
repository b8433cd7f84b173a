/** Builds a raw mail as it lies in the mail bucket: the receiver's own headers on top, then the sender's. */
export interface MailDraft {
  from?: string;
  to?: string;
  subject?: string;
  messageId?: string | false;
  text?: string;
  headers?: string[];
  /** What the receiver's authentication found; `none` when the sender's domain says nothing. */
  dmarc?: 'pass' | 'fail' | 'none';
  virus?: 'PASS' | 'FAIL';
  attachments?: { name: string; type: string; base64: string }[];
}

export const aMail = ({
  from = 'karta@haninge.example',
  to = 'uppdrag@resursdelning.example',
  subject = 'Hjälp med inmätning',
  messageId = '<first@haninge.example>',
  text = 'Kan någon mäta in en gångväg i april?',
  headers = [],
  dmarc = 'pass',
  virus = 'PASS',
  attachments = [],
}: MailDraft = {}): Uint8Array => {
  const domain = from.slice(from.indexOf('@') + 1).replace('>', '');
  const parts = [
    `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
    ...attachments.map(
      ({ name, type, base64 }) =>
        `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n`,
    ),
    '--b--\r\n',
  ];
  return new TextEncoder().encode(
    [
      `Return-Path: <${from}>`,
      'Received: from mail.example by localhost; Mon, 2 Mar 2026 09:00:00 +0000',
      `X-SES-Virus-Verdict: ${virus}`,
      `Authentication-Results: amazonses.com; spf=${dmarc}; dkim=none; dmarc=${dmarc} header.from=${domain};`,
      `From: ${from}`,
      `To: ${to}`,
      `Subject: ${subject}`,
      ...(messageId === false ? [] : [`Message-ID: ${messageId}`]),
      ...headers,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      parts.join(''),
    ].join('\r\n'),
  );
};
