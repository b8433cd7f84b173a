import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { createOutbox, type Outbox } from '../../../../infra/local/mail/outbox.ts';

/** An outbox on a free loopback port: SES under /v2, the mailbox under everything else. */
export type OutboxServer = { outbox: Outbox; url: string; ses: SESv2Client; dir: string; close(): Promise<void> };

/** A directory of its own for one test, and how to remove it. */
export async function temporaryDirectory(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'outbox-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Serves an outbox over HTTP, as the local home does. */
export async function serveOutbox(dir: string, now = () => Date.parse('2026-11-22T10:00:00Z')): Promise<OutboxServer> {
  const outbox = createOutbox({ dir, now });
  const server = createServer((req, res) => {
    void (req.url?.startsWith('/v2/') ? outbox.handleSes(req, res) : outbox.handlePages(req, res));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ses = new SESv2Client({
    endpoint: url,
    region: 'eu-north-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIALOCALLOCALLOCAL0', secretAccessKey: 'local' },
  });
  return {
    outbox,
    url,
    ses,
    dir,
    close: async () => {
      ses.destroy();
      outbox.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A letter as the system sends it, with what a test wants otherwise. */
export function letter(more: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput {
  return {
    FromEmailAddress: 'Resursdelning <noreply@resursdelning.example>',
    Destination: { ToAddresses: ['kart@haninge.example'] },
    Content: simple(),
    ...more,
  };
}

/** Simple content: Swedish text and HTML unless a test says otherwise. */
export function simple(
  subject = 'Förfrågan från Södertälje',
  text = 'Hej! Se https://localhost/l/abc.',
  html = '<p>Hej! å</p>',
  headers: { Name: string; Value: string }[] = [],
): SendEmailCommandInput['Content'] {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) }, Headers: headers } };
}
