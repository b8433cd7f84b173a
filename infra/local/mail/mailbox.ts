import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MailStore, StoredMail } from './mail-store.ts';
import { mailboxesPage, mailboxPage, mailPage, messagePage } from './mailbox-pages.tsx';
import { openMail } from './opened-mail.ts';

/** `style` is inline because a mail's own HTML is styled inline and its frame inherits this policy; there is no script. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

type Answer = { status: number; type: string; body: string | Buffer; policy?: string };

/**
 * Serves the mailbox:
 * `/` the mailboxes, `/mailbox/<address>` its mails newest first, `/mail/<id>` one mail, `/mail/<id>/raw` its source.
 * With `Accept: application/json`, `/` and `/mailbox/<address>` answer a list of mails, newest first
 * (`[{ id, at, from, to[], subject, text, html, headers, … }]`), and `/mail/<id>` one of them.
 */
export async function showMailbox(store: MailStore, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { status, type, body, policy } = await respond(store, req);
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': policy ?? PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    vary: 'accept',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
}

async function respond(store: MailStore, req: IncomingMessage): Promise<Answer> {
  const wantsJson = /\bapplication\/json\b/.test(req.headers.accept ?? '');
  const fail = async (status: number, sv: string, en: string): Promise<Answer> =>
    wantsJson ? json({ error: en }, status) : page(await messagePage(sv, en), status);

  // Mails hold one-time links: a foreign page must not read them through a name it points at this machine.
  if (!isLoopback(req.headers.host))
    return fail(421, 'Öppna sidan via localhost.', 'Open this page through localhost.');
  if (req.method !== 'GET' && req.method !== 'HEAD')
    return fail(405, 'Här går det bara att läsa.', 'This page is for reading only.');

  const path = new URL(req.url ?? '/', 'http://localhost').pathname;
  const newestFirst = store.list().reverse();
  const opened = (mails: StoredMail[]) => Promise.all(mails.map((mail) => openMail(store, mail)));

  if (path === '/') return wantsJson ? json(await opened(newestFirst)) : page(await mailboxesPage(newestFirst));

  const address = decoded(/^\/mailbox\/([^/]+)$/.exec(path)?.[1])?.toLowerCase();
  if (address) {
    const mails = newestFirst.filter(({ to }) => to.some((recipient) => recipient.toLowerCase() === address));
    return wantsJson ? json(await opened(mails)) : page(await mailboxPage(address, mails));
  }

  const [, id, raw] = /^\/mail\/([0-9a-f-]+)(\/raw)?$/.exec(path) ?? [];
  const mail = newestFirst.find((candidate) => candidate.id === id);
  if (!mail) return fail(404, 'Sidan finns inte.', 'There is no such page.');
  if (raw) {
    const body = (await store.raw(mail.id)) ?? '';
    return { status: 200, type: 'text/plain; charset=utf-8', body, policy: FILE_POLICY };
  }
  const content = await openMail(store, mail);
  return wantsJson ? json(content) : page(await mailPage(content));
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value), policy: FILE_POLICY };
}

function page(body: string, status = 200): Answer {
  return { status, type: 'text/html; charset=utf-8', body };
}

function isLoopback(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|\[::1\]|localhost|[a-z0-9-]+\.localhost)(:\d+)?$/i.test(host ?? '');
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part && decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
