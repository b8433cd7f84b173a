import type { Submission, Verdicts } from './verdicts.ts';

/** Everything the trace headers tell about one accepted message. */
export type Trace = {
  /** The receiver's own id of the message: 40 characters of lower-case letters and digits. */
  readonly id: string;
  readonly at: Date;
  readonly submission: Submission;
  readonly recipients: readonly string[];
  readonly verdicts: Verdicts;
};

/**
 * The header fields Amazon SES puts at the very top of a received message, ending in CRLF, so that the untouched
 * message follows. Only what stands above the first field of the sender's own may be trusted: a forged
 * `Authentication-Results` in the message stays below these.
 */
export function traceHeaders({ id, at, submission, recipients, verdicts }: Trace): Buffer {
  const { spf, dkim, dmarc } = verdicts;
  const helo = inert(submission.helo);
  const client = `client-ip=${inert(submission.ip)}; envelope-from=${inert(submission.sender)}; helo=${helo};`;
  const spfText = `${inert(spf.result)} (${comment(spf.comment)}) ${client}`;
  const signatures = dkim.length > 0 ? dkim : [{ result: 'none', domain: '' }];
  // Naming one of several recipients would show it to the others (RFC 5321 §7.2).
  const only = recipients.length === 1 ? ` for ${printable(recipients[0] ?? '')};\r\n` : '';

  return Buffer.from(
    [
      `Return-Path: <${printable(submission.sender)}>\r\n`,
      `Received: from ${helo} ([${inert(submission.ip)}])\r\n`,
      ` by inbound-smtp.localhost with SMTP id ${inert(id)}${only ? '' : ';'}\r\n`,
      only,
      ` ${rfc5322Date(at)} (UTC)\r\n`,
      `X-SES-Spam-Verdict: ${verdicts.spam}\r\n`,
      `X-SES-Virus-Verdict: ${verdicts.virus}\r\n`,
      `Received-SPF: ${spfText}\r\n`,
      'Authentication-Results: amazonses.com;\r\n',
      ` spf=${spfText}\r\n`,
      ...signatures.map(
        ({ result, domain }) => ` dkim=${inert(result)}${domain && ` header.i=@${inert(domain)}`};\r\n`,
      ),
      ` dmarc=${inert(dmarc.result)}${dmarc.from ? ` header.from=${inert(dmarc.from)}` : ''};\r\n`,
      'X-Resursdelning-Submission: loopback\r\n',
    ].join(''),
  );
}

/** An instant as RFC 5322 writes it in UTC, `Sun, 22 Nov 2026 22:41:00 +0000`. */
export function rfc5322Date(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/**
 * Text from the sender that ends up among our own results. A quoted local part may hold spaces, semicolons and
 * `dmarc=pass`; only characters that cannot start another result are kept.
 */
function inert(text: string): string {
  return text.replace(/[^\p{L}\p{N}.@_+:[\]-]/gu, '_').slice(0, 320);
}

function comment(text: string): string {
  return text.replace(/[^\p{L}\p{N}.@_+:[\] -]/gu, '_').slice(0, 500);
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, '_');
}
