import { describe, expect, it } from 'vitest';
import { readMail } from '../../../functions/documents/mail/read-mail.ts';
import { replyReferenceOf } from '../../../functions/documents/mail/reply-reference.ts';
import { from, message } from './message.ts';

const token = '0123456789abcdefghjkmnpqrs';
const other = token.replace('0', '9');
const referenceOf = async (...headers: string[]) =>
  replyReferenceOf(await readMail(message([from, ...headers])), 'Sodertorn.example');
const address = `uppdrag+${token}@sodertorn.example`;

describe('which assignment a message answers', () => {
  it.each([
    `To: x@y.example, Uppdrag <${address}>`,
    `To: ${address.toUpperCase()}`,
    `Cc: ${address}`,
    `Delivered-To: ${address}`,
    `X-Original-To: ${address}`,
    `Received: from a by b with SMTP id x\r\n for <${address}>; Sun, 22 Nov 2026 22:00:00 +0000`,
    `Received: from a by b with SMTP id x for ${address};`,
  ])('is found in: %s', async (header) => {
    expect(await referenceOf(header)).toBe(token);
  });

  it.each([
    `To: uppdrag+${token}@annan.example`,
    `To: uppdrag+${token}@sodertorn.example.evil.test`,
    `To: uppdrag+${token.slice(1)}@sodertorn.example`,
    `To: uppdrag+${token.replace('a', 'i')}@sodertorn.example`,
    `To: x-uppdrag+${token}@sodertorn.example`,
    `Subject: ${address}`,
  ])('is not found in: %s', async (header) => {
    expect(await referenceOf(header)).toBeUndefined();
  });

  it('is one, however often it stands there, and none when there are two', async () => {
    expect(await referenceOf(`To: ${address}`, `Delivered-To: ${address}`)).toBe(token);
    expect(await referenceOf(`To: ${address}, uppdrag+${other}@sodertorn.example`)).toBeUndefined();
  });
});
