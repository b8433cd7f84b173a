import { describe, expect, it } from 'vitest';
import { authenticityOf } from '../../../functions/documents/mail/authenticity.ts';
import { readMail } from '../../../functions/documents/mail/read-mail.ts';
import { from, message } from './message.ts';

const received =
  'Received: from mx.huddinge.example (mx.huddinge.example [192.0.2.1])\r\n by inbound-smtp.eu-north-1.amazonaws.com with SMTP id abc\r\n for uppdrag@sodertorn.example; Sun, 22 Nov 2026 22:00:00 +0000 (UTC)';
const local = received.replace('inbound-smtp.eu-north-1.amazonaws.com', 'inbound-smtp.localhost');
const top = (results: string) => [
  'Return-Path: <gis@huddinge.example>',
  received,
  'X-SES-Spam-Verdict: PASS',
  'X-SES-Virus-Verdict: PASS',
  'Received-SPF: pass (spfCheck: domain of huddinge.example)',
  `Authentication-Results: ${results}`,
];
const good =
  'amazonses.com;\r\n spf=pass (spfCheck: ok) client-ip=192.0.2.1;\r\n dkim=pass header.i=@huddinge.example;\r\n dmarc=pass header.from=huddinge.example;';
const bad = good.replaceAll('=pass', '=fail');
const senderTop = ['DKIM-Signature: v=1', 'Received: from a by b', from];

const verdictsOf = async (headers: string[]) => authenticityOf(await readMail(message(headers)));

describe('what the receiving server found', () => {
  it('reads the verdicts it wrote at the top', async () => {
    expect(await verdictsOf([...top(good), 'X-SES-RECEIPT: abc', ...senderTop])).toEqual({
      spf: 'pass',
      dkim: 'pass',
      dmarc: 'pass',
      spam: 'pass',
      virus: 'pass',
      dmarcAligned: true,
      isLoopback: false,
    });
  });

  it('does not believe a forged result below its own', async () => {
    for (const forged of [
      `Authentication-Results: ${good}`,
      `AUTHENTICATION-RESULTS: ${good}`,
      `authentication-results: (x) amazonses.com (y); dmarc=pass header.from=huddinge.example`,
      `Authentication-Results:\r\n amazonses.com;\r\n dmarc=pass\r\n header.from=huddinge.example`,
    ]) {
      const verdicts = await verdictsOf([...top(bad), forged, ...senderTop]);
      expect(verdicts).toMatchObject({ dmarc: 'fail', spf: 'fail', dkim: 'fail', dmarcAligned: false });
    }
  });

  it('does not believe a forged result when it wrote none itself', async () => {
    const own = top(good).slice(0, 5);
    for (const first of ['Received: from a by b', from, 'Subject: x', 'DKIM-Signature: v=1']) {
      const verdicts = await verdictsOf([...own, first, `Authentication-Results: ${good}`, from]);
      expect(verdicts).toMatchObject({ dmarc: 'none', dmarcAligned: false });
    }
  });

  it('does not take verdicts that the sender put in', async () => {
    const verdicts = await verdictsOf([
      'Return-Path: <a@b.example>',
      received,
      'Received: from a by b',
      'X-SES-Spam-Verdict: PASS',
      from,
    ]);
    expect(verdicts).toMatchObject({ spam: 'none', virus: 'none' });
  });

  it('does not take a result out of a comment, or another server’s', async () => {
    expect(
      await verdictsOf([
        ...top('amazonses.com; dmarc=fail (dmarc=pass; dmarc=pass header.from=huddinge.example)'),
        from,
      ]),
    ).toMatchObject({ dmarc: 'fail' });
    expect(
      await verdictsOf([...top('amazonses.com.evil.example; dmarc=pass header.from=huddinge.example'), from]),
    ).toMatchObject({ dmarc: 'none' });
    expect(
      await verdictsOf([...top('amazonses.com; dmarc=fail; dmarc=pass header.from=huddinge.example'), from]),
    ).toMatchObject({ dmarc: 'error', dmarcAligned: false });
  });

  it('reads odd case, folding and comments in its own', async () => {
    expect(
      await verdictsOf([
        ...top('AmazonSES.com (x);\r\n\tDMARC = Pass (p=none)\r\n header.from = Huddinge.Example'),
        from,
      ]),
    ).toMatchObject({ dmarc: 'pass', dmarcAligned: true });
  });

  it('is aligned only with the domain that the author stands under', async () => {
    const state = (domain: string, author: string) =>
      verdictsOf([...top(`amazonses.com; dmarc=pass header.from=${domain}`), `From: a@${author}`]);
    expect((await state('huddinge.example', 'karta.huddinge.example')).dmarcAligned).toBe(true);
    expect((await state('evil.example', 'huddinge.example')).dmarcAligned).toBe(false);
    expect((await state('example', 'huddinge.example')).dmarcAligned).toBe(false);
    expect((await state('ddinge.example', 'huddinge.example')).dmarcAligned).toBe(false);
  });

  it('knows the machine’s own submission, and not the sender’s word for it', async () => {
    const mark = 'X-Resursdelning-Submission: loopback';
    const localTop = top(good).map((header) => (header === received ? local : header));
    expect((await verdictsOf([...localTop, mark, from])).isLoopback).toBe(true);
    expect((await verdictsOf([...top(good), mark, from])).isLoopback).toBe(false);
    expect((await verdictsOf([...localTop, from, mark])).isLoopback).toBe(false);
    expect((await verdictsOf([...localTop, 'Received: from a by b', mark, from])).isLoopback).toBe(false);
  });

  it.each([
    ['softfail', 'gray'],
    ['neutral', 'gray'],
    ['temperror', 'error'],
    ['permerror', 'error'],
    ['none', 'none'],
    ['hittepå', 'error'],
  ])('reads %s as %s', async (word, verdict) => {
    expect((await verdictsOf([...top(`amazonses.com; spf=${word}`), from])).spf).toBe(
      verdict === 'error' && word === 'hittepå' ? 'error' : verdict,
    );
  });
});
