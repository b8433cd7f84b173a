import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestPerson } from '../identity/test-person.ts';
import { CONTENT_SECURITY_POLICY, endPage, orderPage, startPage } from './app-pages.ts';
import { FAILED_HINTS } from './hints.ts';
import type { Orders } from './orders.ts';
import type { PersonsApp } from './persons-app.ts';

const MAX_FORM = 16 * 1024;

type Page = { status: number; html: string } | { to: string };

/** The page that plays the person's app, over plain HTTP on this machine. */
export const createAppDoor = (o: { orders: Orders; app: PersonsApp; persons: readonly TestPerson[] }) => {
  const { orders, app, persons } = o;
  const start = (token: string | undefined, notFound: boolean): Page => ({
    status: notFound ? 404 : 200,
    html: startPage({ persons, token, waiting: orders.waiting(), notFound }),
  });

  const pickUp = (form: URLSearchParams): Page => {
    const person = form.get('person') ?? '';
    if (!persons.some(({ id }) => id === person)) return start(undefined, true);
    const token = form.get('autostarttoken');
    const onScreen = orders.byId(form.get('order') ?? '');
    const order = token
      ? app.open(`https://app.test/?autostarttoken=${encodeURIComponent(token)}`, person)
      : app.scan(onScreen ? orders.qrOf(onScreen) : (form.get('qr') ?? '').trim(), person);
    return order ? { to: `/orders/${order.id}` } : start(undefined, true);
  };

  const act = async (id: string, action: string, form: URLSearchParams): Promise<Page> => {
    const order = orders.byId(id);
    if (!order?.person) return start(undefined, true);
    if (action === 'approve') {
      const returnUrl = await app.approve(order);
      const outcome = order.state.kind === 'complete' ? 'done' : 'stopped';
      return { status: 200, html: endPage({ outcome, returnUrl }) };
    }
    app.refuse(order, FAILED_HINTS.find((hint) => hint === form.get('hint')) ?? 'userCancel');
    const returnUrl = order.openedHere ? order.request.returnUrl : undefined;
    return { status: 200, html: endPage({ outcome: 'stopped', returnUrl }) };
  };

  const answer = async (req: IncomingMessage): Promise<Page> => {
    const url = new URL(req.url ?? '/', 'http://localhost');
    const [, id, action] = /^\/orders\/([0-9a-f]{16})(?:\/(approve|refuse))?$/.exec(url.pathname) ?? [];
    if (req.method === 'POST' && url.pathname === '/pick-up') return pickUp(await formOf(req));
    if (req.method === 'POST' && id && action) return act(id, action, await formOf(req));
    if (req.method === 'GET' && url.pathname === '/') {
      return start(url.searchParams.get('autostarttoken') ?? undefined, false);
    }
    const order = req.method === 'GET' && id && !action ? orders.byId(id) : undefined;
    return order?.person ? { status: 200, html: orderPage(order, app.read(order)) } : start(undefined, true);
  };

  return (req: IncomingMessage, res: ServerResponse): void => {
    res.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    res.setHeader('cache-control', 'no-store');
    res.setHeader('referrer-policy', 'no-referrer');
    res.setHeader('x-content-type-options', 'nosniff');
    answer(req).then(
      (page) => {
        if ('to' in page) res.writeHead(303, { location: page.to }).end();
        else res.writeHead(page.status, { 'content-type': 'text/html; charset=utf-8' }).end(page.html);
      },
      () => res.writeHead(500).end(),
    );
  };
};

const formOf = async (req: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const part of req) {
    text += part;
    if (text.length > MAX_FORM) throw new Error('the form is too long');
  }
  return new URLSearchParams(text);
};
