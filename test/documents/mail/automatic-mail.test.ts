import { describe, expect, it } from 'vitest';
import { automaticKindOf } from '../../../functions/documents/mail/automatic-mail.ts';
import { readMail } from '../../../functions/documents/mail/read-mail.ts';
import { from, message } from './message.ts';

const kindOf = async (...headers: string[]) =>
  automaticKindOf(
    await readMail(message(headers.some((header) => header.startsWith('From')) ? headers : [from, ...headers])),
  );

describe('mail that a machine wrote', () => {
  it.each([
    ['auto-reply', 'Auto-Submitted: auto-replied'],
    ['auto-reply', 'Auto-Submitted: auto-generated (vacation)'],
    ['auto-reply', 'Precedence: auto_reply'],
    ['auto-reply', 'X-Autoreply: yes'],
    ['auto-reply', 'X-Autorespond: x'],
    ['auto-reply', 'Subject: Autosvar: Förfrågan'],
    ['auto-reply', 'Subject: Automatiskt svar: Förfrågan'],
    ['auto-reply', 'Subject: =?utf-8?Q?Fr=C3=A5nvaro?='],
    ['auto-reply', 'Subject: =?utf-8?Q?Fra=CC=8Anvaro?='],
    ['bounce', 'Return-Path: <>'],
    ['bounce', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
    ['bounce', 'From: MAILER-DAEMON@huddinge.example'],
    ['bounce', 'From: Postmaster@huddinge.example'],
    ['list', 'List-Id: <gis.huddinge.example>'],
    ['list', 'List-Post: <mailto:x@huddinge.example>'],
    ['list', 'Precedence: list'],
    ['bulk', 'Precedence: bulk'],
    ['bulk', 'Precedence: junk'],
    ['bulk', 'List-Unsubscribe: <mailto:x@huddinge.example>'],
    ['bulk', 'X-Auto-Response-Suppress: All'],
    ['bulk', 'From: no-reply@huddinge.example'],
    ['bulk', 'From: noreply@huddinge.example'],
    ['none', 'Auto-Submitted: no'],
    ['none', 'Return-Path: <gis@huddinge.example>'],
    ['none', 'Subject: Sv: Frånvarokarta behövs?'],
    ['none', 'Subject: Förfrågan om inmätning'],
  ])('is %s: %s', async (kind, header) => {
    expect(await kindOf(header)).toBe(kind);
  });

  it('is an out-of-office reply although its return path is empty', async () => {
    expect(await kindOf('Return-Path: <>', 'Subject: Autosvar: x')).toBe('auto-reply');
  });
});
