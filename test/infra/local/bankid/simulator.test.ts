import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBankId, scanWithBankId } from '#infra/local/bankid/drive';
import { type BankIdSimulator, createBankIdSimulator, type RelyingPartySecret } from '#infra/local/bankid/simulator';
import { createBrowser } from '#infra/local/identity/drive';
import { BANKID_PERSONS } from '#test/bankid';

let dir: string;
let now = new Date('2027-03-01T09:00:00Z');
let simulator: BankIdSimulator;
let secret: RelyingPartySecret;
let door: Server;
let appUrl: string;

const pass = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bankid-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

beforeEach(async () => {
  door = createServer((req, res) => simulator.handleApp(req, res));
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  appUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const writeSecret = async (given: RelyingPartySecret) => {
    secret = given;
  };
  simulator = await createBankIdSimulator({ dir, persons: BANKID_PERSONS, now: () => now, appUrl, writeSecret });
});
afterEach(async () => {
  await simulator.close();
  door.closeAllConnections();
  await new Promise((closed) => door.close(closed));
});

/** Asks as a relying party does. */
const ask = (
  method: string,
  body: unknown,
  more: { verb?: string; type?: string; with?: object; path?: string } = {},
): Promise<{ status: number; body: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const agent = new Agent({ cert: secret.certificate, key: secret.privateKey, ca: secret.serverCa, ...more.with });
    const sent = request(
      `${secret.url}${more.path ?? '/rp/v6.0/'}${method}`,
      { method: more.verb ?? 'POST', agent, headers: { 'content-type': more.type ?? 'application/json' } },
      async (response) => {
        let text = '';
        for await (const part of response) text += part;
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
      },
    );
    sent.on('error', reject);
    sent.end(more.verb === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });

const AUTH = { endUserIp: '127.0.0.1', userVisibleData: 'SGVq', returnUrl: 'https://portal.test/bankid/x?back=y' };
const begin = async (more: object = {}) => {
  const { body } = await ask('auth', { ...AUTH, ...more });
  return body as { orderRef: string; autoStartToken: string; qrStartToken: string; qrStartSecret: string };
};
const collect = async (orderRef: string) => (await ask('collect', { orderRef })).body;
const newest = () => {
  const [order] = simulator.orders.waiting();
  if (!order) throw new Error('no order waits');
  return order;
};

describe('the service on the wire', () => {
  it('speaks to nobody without a certificate of its own authority', async () => {
    await expect(ask('auth', AUTH, { with: { cert: undefined, key: undefined } })).rejects.toThrow();
  });

  it('answers an order with what starts the app, and nothing that was not asked for', async () => {
    const { status, body } = await ask('auth', AUTH);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['autoStartToken', 'orderRef', 'qrStartSecret', 'qrStartToken']);
  });

  it.each([
    ['a body that is no JSON', 'auth', 'endUserIp=127.0.0.1', {}, 400, 'invalidParameters'],
    ['no address of the person', 'auth', {}, {}, 400, 'invalidParameters'],
    [
      'a personal number that starts the order, as before v6.0',
      'auth',
      { ...AUTH, personalNumber: '189001019802' },
      {},
      400,
      'invalidParameters',
    ],
    [
      'a text that is too long for an identification',
      'auth',
      { ...AUTH, userVisibleData: 'A'.repeat(1504) },
      {},
      400,
      'invalidParameters',
    ],
    ['a signature without a text', 'sign', { endUserIp: '127.0.0.1' }, {}, 400, 'invalidParameters'],
    ['a text that is not base64', 'sign', { ...AUTH, userVisibleData: 'Hej!' }, {}, 400, 'invalidParameters'],
    ['an order that never was', 'collect', { orderRef: 'x' }, {}, 400, 'invalidParameters'],
    ['a method that is none', 'payments', AUTH, {}, 404, 'notFound'],
    ['an older version', 'auth', AUTH, { path: '/rp/v5.1/' }, 404, 'notFound'],
    ['a GET', 'auth', AUTH, { verb: 'GET' }, 405, 'methodNotAllowed'],
    ['a form', 'auth', AUTH, { type: 'application/x-www-form-urlencoded' }, 415, 'unsupportedMediaType'],
  ])('refuses %s', async (_what, method, body, more, status, errorCode) => {
    expect(await ask(method, body, more)).toMatchObject({ status, body: { errorCode, details: expect.any(String) } });
  });
});

describe('an order', () => {
  it('fails when no app has picked it up in thirty seconds, and its reference is dead once that is told', async () => {
    const { orderRef } = await begin();
    pass(29);
    expect(await collect(orderRef)).toEqual({ orderRef, status: 'pending', hintCode: 'outstandingTransaction' });
    pass(1);
    expect(await collect(orderRef)).toEqual({ orderRef, status: 'failed', hintCode: 'startFailed' });
    expect(await collect(orderRef)).toMatchObject({ errorCode: 'invalidParameters' });
  });

  it('that was picked up is over after three minutes', async () => {
    const { orderRef } = await begin();
    const order = simulator.app.scan(simulator.orders.qrOf(newest()), 'one');
    pass(60);
    expect(await collect(orderRef)).toMatchObject({ status: 'pending', hintCode: 'started' });
    if (order) simulator.app.read(order);
    pass(119);
    expect(await collect(orderRef)).toMatchObject({ status: 'pending', hintCode: 'userSign' });
    pass(1);
    expect(await collect(orderRef)).toMatchObject({ status: 'failed', hintCode: 'expiredTransaction' });
  });

  it('is complete once, with everything that proves it', async () => {
    const { orderRef } = await begin({ returnRisk: true });
    const order = simulator.app.scan(simulator.orders.qrOf(newest()), 'one');
    if (!order) throw new Error('the code was not taken');
    await simulator.app.approve(order);
    expect(await collect(orderRef)).toMatchObject({
      status: 'complete',
      completionData: {
        user: { personalNumber: '189001019802', name: 'Test Ett', givenName: 'Test', surname: 'Ett' },
        device: { ipAddress: '127.0.0.1', uhi: expect.any(String) },
        bankIdIssueDate: '2024-01-01Z',
        signature: expect.any(String),
        ocspResponse: expect.any(String),
        risk: 'low',
      },
    });
    expect(await collect(orderRef)).toMatchObject({ errorCode: 'invalidParameters' });
  });

  it('that is cancelled is gone for the app too', async () => {
    const { orderRef } = await begin();
    const qr = simulator.orders.qrOf(newest());
    expect(await ask('cancel', { orderRef })).toEqual({ status: 200, body: {} });
    expect(simulator.app.scan(qr, 'one')).toBeUndefined();
    expect(await collect(orderRef)).toMatchObject({ errorCode: 'invalidParameters' });
  });

  it('beside another for the same person ends both', async () => {
    const required = { requirement: { personalNumber: '189001019802' } };
    const { orderRef } = await begin(required);
    expect(await ask('auth', { ...AUTH, ...required })).toMatchObject({
      status: 400,
      body: { errorCode: 'alreadyInProgress' },
    });
    expect(await collect(orderRef)).toMatchObject({ status: 'failed', hintCode: 'cancelled' });
  });

  it('that a person has in the app ends when the same person picks up another', async () => {
    const first = await begin();
    simulator.app.scan(simulator.orders.qrOf(newest()), 'one');
    await begin();
    simulator.app.scan(simulator.orders.qrOf(newest()), 'one');
    expect(await collect(first.orderRef)).toMatchObject({ status: 'failed', hintCode: 'cancelled' });
  });

  it('that requires a person is not for another', async () => {
    const { orderRef } = await begin({ requirement: { personalNumber: '189001019802' } });
    simulator.app.scan(simulator.orders.qrOf(newest()), 'two');
    expect(await collect(orderRef)).toMatchObject({ status: 'failed', hintCode: 'certificateErr' });
  });

  it('is found by a fresh code and by its own start token, and by nothing else', async () => {
    const { autoStartToken } = await begin();
    const qr = simulator.orders.qrOf(newest());
    pass(6);
    expect(simulator.app.scan(qr, 'one')).toBeUndefined();
    expect(simulator.app.scan(`${simulator.orders.qrOf(newest())}0`, 'one')).toBeUndefined();
    expect(simulator.app.open('https://app.bankid.com/?autostarttoken=x', 'one')).toBeUndefined();
    expect(simulator.app.open(`https://app.bankid.com/?autostarttoken=${autoStartToken}`, 'one')).toBeDefined();
  });
});

describe('the page that plays the app', () => {
  it('is opened by a launch address, and leads back', async () => {
    const { orderRef, autoStartToken } = await begin();
    const back = await openBankId(createBrowser(), `${secret.launchUrl}?autostarttoken=${autoStartToken}`, 'one');
    expect(back).toBe(AUTH.returnUrl);
    expect(await collect(orderRef)).toMatchObject({ status: 'complete' });
  });

  it('leads back when it is cancelled as well', async () => {
    const { orderRef, autoStartToken } = await begin();
    const launch = `${secret.launchUrl}?autostarttoken=${autoStartToken}`;
    expect(await openBankId(createBrowser(), launch, 'one', 'refuse')).toBe(AUTH.returnUrl);
    expect(await collect(orderRef)).toMatchObject({ status: 'failed', hintCode: 'userCancel' });
  });

  it('reads what a code says', async () => {
    const { orderRef } = await begin();
    await scanWithBankId(createBrowser(), appUrl, simulator.orders.qrOf(newest()), 'two');
    expect(await collect(orderRef)).toMatchObject({ completionData: { user: { name: 'Test Två' } } });
  });

  it('shows the text before anything is signed, as text, and lets any error happen', async () => {
    const text = Buffer.from('Jag <b>skriver under</b>.').toString('base64');
    const { body } = await ask('sign', { ...AUTH, userVisibleData: text });
    const browser = createBrowser();
    const form = { person: 'one', order: newest().id };
    const picked = await browser(`${appUrl}/pick-up`, { method: 'POST', form });
    const path = picked.headers.get('location') ?? '';
    expect(await (await browser(`${appUrl}${path}`)).text()).toContain('Jag &lt;b&gt;skriver under&lt;/b&gt;.');
    await browser(`${appUrl}${path}/refuse`, { method: 'POST', form: { hint: 'transactionRiskBlocked' } });
    expect(await collect(String(body.orderRef))).toMatchObject({
      status: 'failed',
      hintCode: 'transactionRiskBlocked',
    });
  });

  it('has nothing to show for a code that is no longer good', async () => {
    const browser = createBrowser();
    const picked = await browser(`${appUrl}/pick-up`, { method: 'POST', form: { person: 'one', qr: 'bankid.x.0.y' } });
    expect(picked.status).toBe(404);
    expect((await browser(`${appUrl}/orders/0123456789abcdef`)).status).toBe(404);
    expect(await (await browser(appUrl)).text()).toContain('Test-BankID');
  });
});

describe('what the service keeps', () => {
  it('are its keys, for their owner only, so that signatures outlive a restart', async () => {
    expect((await stat(join(dir, 'bankid-authority.json'))).mode & 0o777).toBe(0o600);
    const again = await createBankIdSimulator({ dir, persons: BANKID_PERSONS, now: () => now });
    await again.close();
    expect(again.secret.signatureRoots).toBe(secret.signatureRoots);
  });

  it('is nothing open when the relying party cannot be given its certificate', async () => {
    const writeSecret = async () => {
      throw new Error('no place for it');
    };
    await expect(createBankIdSimulator({ dir, persons: [], now: () => now, writeSecret })).rejects.toThrow('no place');
  });
});
