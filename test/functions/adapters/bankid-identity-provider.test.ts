import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityMethods } from '#adapters/bankid-identity-methods';
import { qrText } from '#adapters/bankid-qr';
import { newAuthority } from '#infra/local/bankid/authority';
import {
  ERROR_STATUSES,
  type ErrorCode,
  FAILED_HINTS,
  type FailedHint,
  type PENDING_HINTS,
} from '#infra/local/bankid/hints';
import type { IdentityProvider } from '#ports/identity-provider';
import { bankIdPage, type GivenBankId, givenBankId, VISIT } from '#test/bankid';

const DOCUMENT = new TextEncoder().encode('BESTÄLLNING\nInmätning av en väg.');
const MESSAGE = 'Jag beställer inmätning. Dokumentets SHA-256 står i underskriften.';
const START = new Date('2027-03-01T09:00:00Z');

let now = START;
let bankId: GivenBankId;

const pass = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const identification = async () =>
  bankIdPage(bankId.provider, await bankId.provider.startIdentification({ visit: VISIT, userMessage: 'Logga in' }));
const signing = async (signer?: string) =>
  bankIdPage(
    bankId.provider,
    await bankId.provider.startSigning({
      visit: VISIT,
      document: DOCUMENT,
      message: MESSAGE,
      ...(signer && { signer }),
    }),
  );
/** Two seconds later the service may be asked again. */
const later = async (page: Awaited<ReturnType<typeof identification>>) => {
  pass(2);
  return page.look();
};
const scanned = async (page: Awaited<ReturnType<typeof identification>>, person = 'one') => {
  const look = await page.look();
  const order = bankId.simulator.app.scan((look.kind === 'waiting' && look.qr) || '', person);
  if (!order) throw new Error('the code was not taken');
  return order;
};

beforeEach(async () => {
  now = START;
  bankId = await givenBankId(() => now, { timeoutMs: 2_000 });
});
afterEach(() => bankId.close());

describe('the animated QR code', () => {
  it('is computed as the service publishes it', () => {
    const token = '67df3917-fa0d-44e5-b327-edcc928297f8';
    const hmac = 'dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8';
    expect(qrText(token, 'd28db9a7-4cde-429e-a983-359be676944c', 0)).toBe(`bankid.${token}.0.${hmac}`);
  });

  it('changes every second, and one that is some seconds old is worth nothing', async () => {
    const page = await identification();
    const first = await page.look();
    pass(1);
    const second = await page.look();
    if (first.kind !== 'waiting' || second.kind !== 'waiting') throw new Error('not waiting');
    expect(second.qr).not.toBe(first.qr);
    pass(7);
    expect(bankId.simulator.app.scan(first.qr ?? '', 'one')).toBeUndefined();
  });
});

describe('an identification with BankID', () => {
  it('tells who the person is, at the level of the certificate', async () => {
    const page = await identification();
    const order = await scanned(page);
    expect(bankId.simulator.app.read(order)).toBe('Logga in');
    await bankId.simulator.app.approve(order);
    const done = await later(page);
    if (done.kind !== 'complete') throw new Error('not complete');
    await expect(bankId.provider.finishIdentification(page.url, done.pending)).resolves.toEqual({
      personalIdentityNumber: '189001019802',
      name: 'Test Ett',
      level: 'http://id.elegnamnden.se/loa/1.0/loa3',
      authenticatedAt: '2027-03-01T09:00:02.000Z',
    });
  });

  it('asks for what the service needs to judge the risk, and for the security code', async () => {
    const page = await identification();
    const [order] = bankId.simulator.orders.waiting();
    expect(order?.request).toMatchObject({
      endUserIp: '127.0.0.1',
      returnRisk: true,
      requirement: { pinCode: true },
      web: { referringDomain: 'portal.test', userAgent: 'Test/1.0', deviceIdentifier: 'd'.repeat(64) },
    });
    expect(order?.request.returnUrl).toMatch(
      new RegExp(`^https://portal.test/bankid/${page.state}\\?back=[\\w-]{43}$`),
    );
  });

  it('is refused with the certificate of a test BankID where nobody has said that one counts', async () => {
    const { levels: _levels, ...production } = bankId.simulator.secret;
    bankId.held.secret = production;
    const page = await identification();
    await bankId.simulator.app.approve(await scanned(page));
    const done = await later(page);
    if (done.kind !== 'complete') throw new Error('not complete');
    await expect(bankId.provider.finishIdentification(page.url, done.pending)).rejects.toMatchObject({
      name: 'IdentificationTooWeak',
    });
  });

  it('is refused below the level that certificates are trusted for', async () => {
    const page = await identification();
    await bankId.simulator.app.approve(await scanned(page, 'weak'));
    const done = await later(page);
    if (done.kind !== 'complete') throw new Error('not complete');
    await expect(bankId.provider.finishIdentification(page.url, done.pending)).rejects.toMatchObject({
      name: 'IdentificationTooWeak',
    });
  });
});

describe('a signature with BankID', () => {
  it('is validated when it comes, and kept with its OCSP response', async () => {
    const page = await signing('189001019802');
    const order = await scanned(page);
    expect(bankId.simulator.app.read(order)).toBe(MESSAGE);
    await bankId.simulator.app.approve(order);
    const done = await later(page);
    if (done.kind !== 'complete') throw new Error('not complete');
    const { person, evidence } = await bankId.provider.finishSigning(page.url, done.pending, DOCUMENT);
    expect(person.personalIdentityNumber).toBe('189001019802');
    expect(evidence.provider).toBe('bankid');
    expect(evidence.pieces.map(({ name }) => name)).toEqual(['user-signature', 'ocsp-response']);
    expect(evidence.validation.verdict).toBe('valid');
    expect(new Set(evidence.validation.checks.map(({ outcome }) => outcome))).toEqual(new Set(['passed']));
  });

  it('is vouched for by BankID where no roots are configured', async () => {
    bankId.held.secret = { ...bankId.simulator.secret, signatureRoots: '' };
    const page = await signing();
    await bankId.simulator.app.approve(await scanned(page));
    const done = await later(page);
    if (done.kind !== 'complete') throw new Error('not complete');
    const { evidence } = await bankId.provider.finishSigning(page.url, done.pending, DOCUMENT);
    expect(evidence.validation.verdict).toBe('vouched');
  });

  it('was made when the status of the certificate was given, not when we asked whether it was done', async () => {
    const page = await signing('189001019802');
    const order = await scanned(page);
    pass(12);
    const approvedAt = now;
    await bankId.simulator.app.approve(order);
    pass(90);
    const done = await later(page);
    if (done.kind !== 'complete') throw new Error(done.kind);
    const { evidence } = await bankId.provider.finishSigning(page.url, done.pending, DOCUMENT);
    expect(evidence.signedAt).toBe(approvedAt.toISOString());
    const stale = { ...(done.pending as object), createdAt: new Date(approvedAt.getTime() + 5000).toISOString() };
    const held = await bankId.provider.finishSigning(page.url, stale, DOCUMENT);
    expect(held.evidence.signedAt).toBe((done.pending as { completedAt: string }).completedAt);
  });

  it('is never begun over a text that is too long to be shown', async () => {
    const message = 'å'.repeat(20_000);
    await expect(bankId.provider.startSigning({ visit: VISIT, document: DOCUMENT, message })).rejects.toMatchObject({
      because: 'message-too-long',
    });
    await expect(
      bankId.provider.startIdentification({ visit: VISIT, userMessage: 'x'.repeat(1_200) }),
    ).rejects.toMatchObject({ because: 'message-too-long' });
    expect(bankId.asked).toEqual([]);
  });

  it('waits with nothing in store that somebody could read the text, the number or the browser from', async () => {
    const page = await signing('189001019802');
    const stored = JSON.stringify(page.pending());
    const secrets = [
      '189001019802',
      MESSAGE,
      Buffer.from(MESSAGE).toString('base64'),
      page.state,
      '127.0.0.1',
      'Test/1.0',
    ];
    for (const secret of secrets) expect(stored).not.toContain(secret);
  });
});

describe('what the person is told while it is under way', () => {
  const WAITING: Record<(typeof PENDING_HINTS)[number], string> = {
    outstandingTransaction: 'RFA1',
    noClient: 'RFA1',
    started: 'RFA15',
    userMrtd: 'RFA23',
    userCallConfirm: 'RFA21',
    userSign: 'RFA9',
    processing: 'RFA21',
  };
  it.each([...Object.entries(WAITING), ['aHintOfNextYear', 'RFA21']])('%s: %s', async (hint, message) => {
    const page = await identification();
    bankId.simulator.faults.pendingHint = hint;
    const look = await later(page);
    expect(look).toMatchObject({ kind: 'waiting', message });
    if (look.kind === 'waiting') expect(look.qr !== undefined).toBe(message === 'RFA1');
  });

  const FAILED: Record<FailedHint, string> = {
    expiredTransaction: 'RFA8',
    certificateErr: 'RFA16',
    userCancel: 'RFA6',
    cancelled: 'RFA3',
    startFailed: 'RFA17A',
    userDeclinedCall: 'RFA6',
    notSupportedByUserApp: 'RFA22',
    transactionRiskBlocked: 'RFA22',
  };
  it.each(FAILED_HINTS.filter((hint) => hint !== 'startFailed'))('%s ends it', async (hint) => {
    const page = await identification();
    bankId.simulator.app.refuse(await scanned(page), hint);
    expect(await later(page)).toEqual({ kind: 'failed', message: FAILED[hint] });
    pass(60);
    const count = bankId.asked.length;
    expect(await page.look()).toEqual({ kind: 'failed', message: FAILED[hint] });
    expect(bankId.asked.length).toBe(count);
  });

  it('an app that could not be started on this device ends it with another message than a code that nobody read', async () => {
    const page = await identification();
    await page.choose('this');
    const nonce = new URL(bankId.simulator.orders.waiting()[0]?.request.returnUrl ?? '').searchParams.get('back') ?? '';
    pass(31);
    expect(await page.look(nonce)).toEqual({ kind: 'failed', message: 'RFA17A' });
  });

  it('says that the app is being started when it is opened on this device', async () => {
    const page = await identification();
    await page.choose('this');
    const look = await page.look();
    expect(look).toMatchObject({ kind: 'waiting', message: 'RFA13' });
    if (look.kind === 'waiting')
      expect(look.startUrl).toMatch(/^https:\/\/app\.bankid\.com\/\?autostarttoken=[\w-]{36}$/);
  });
});

describe('the way back from the app on this device', () => {
  it('counts when it is walked sooner than the service may be asked', async () => {
    const page = await identification();
    await page.choose('this');
    const look = await page.look();
    if (look.kind !== 'waiting') throw new Error('not waiting');
    const order = bankId.simulator.app.open(look.startUrl ?? '', 'one');
    if (!order) throw new Error('the app was not started');
    const back = new URL((await bankId.simulator.app.approve(order)) ?? '').searchParams.get('back') ?? '';
    expect(await page.look(back)).toEqual({ kind: 'waiting', message: 'RFA13' });
    expect((await later(page)).kind).toBe('complete');
  });
});

describe('a code that nobody reads', () => {
  it('is replaced silently by that of a new order, and no longer than the page lives', async () => {
    const page = await identification();
    const first = bankId.simulator.orders.waiting()[0]?.orderRef;
    pass(31);
    const look = await page.look();
    expect(look).toMatchObject({ kind: 'waiting', message: 'RFA1' });
    expect(bankId.simulator.orders.waiting()[0]?.orderRef).not.toBe(first);
    await bankId.simulator.app.approve(await scanned(page));
    expect((await later(page)).kind).toBe('complete');
  });

  it('leads to no order after nine and a half minutes', async () => {
    const page = await identification();
    for (let seconds = 0; seconds < 570; seconds += 10) {
      expect((await page.look()).kind).toBe('waiting');
      pass(10);
    }
    pass(10);
    expect(await page.look()).toEqual({ kind: 'failed', message: 'RFA8' });
    expect(bankId.simulator.orders.waiting()).toEqual([]);
    pass(60);
    expect(await page.look()).toEqual({ kind: 'failed', message: 'RFA8' });
    expect(bankId.simulator.orders.waiting()).toEqual([]);
  });
});

describe('the service is asked', () => {
  it('at most every other second, however often the page is looked at', async () => {
    const page = await identification();
    for (let i = 0; i < 20; i++) {
      pass(0.5);
      await page.look();
    }
    expect(bankId.asked.filter((method) => method === 'collect')).toHaveLength(5);
  });

  it('by nobody who does not get the turn', async () => {
    const page = await identification();
    pass(5);
    const o = { state: page.state, pending: page.pending(), visit: VISIT };
    const { look } = await bankId.provider.inPage.look(o, async () => false);
    expect(look.kind).toBe('waiting');
    expect(bankId.asked).toEqual(['auth']);
  });
});

describe('when the service has trouble', () => {
  const PASSING: ErrorCode[] = ['requestTimeout', 'internalError', 'maintenance'];
  const codes = Object.keys(ERROR_STATUSES) as ErrorCode[];
  const messageOf = (code: ErrorCode) => (code === 'alreadyInProgress' ? 'RFA4' : 'RFA22');

  it.each(codes)('%s is told, and the order is kept where that may pass', async (code) => {
    const page = await identification();
    const order = await scanned(page);
    bankId.simulator.faults.refuseAll = code;
    const told = await later(page);
    bankId.simulator.faults.refuseAll = undefined;
    if (!PASSING.includes(code)) return expect(told).toEqual({ kind: 'failed', message: messageOf(code) });
    expect(told).toMatchObject({ kind: 'waiting', message: 'RFA5' });
    await bankId.simulator.app.approve(order);
    return expect((await later(page)).kind).toBe('complete');
  });

  it.each(codes)('%s at the start is told on the page, and tried again where that may pass', async (code) => {
    bankId.simulator.faults.refuseAll = code;
    const page = await identification();
    const told = await page.look();
    bankId.simulator.faults.refuseAll = undefined;
    if (!PASSING.includes(code)) return expect(told).toEqual({ kind: 'failed', message: messageOf(code) });
    expect(told).toMatchObject({ kind: 'waiting', message: 'RFA5' });
    pass(5);
    return expect(await page.look()).toMatchObject({ kind: 'waiting', message: 'RFA1' });
  });

  it.each(['silent', 'cut', 'garbage'] as const)('a line that is %s loses nothing', async (line) => {
    const page = await identification();
    const order = await scanned(page);
    await bankId.simulator.app.approve(order);
    bankId.simulator.faults.line = line;
    expect(await later(page)).toMatchObject({ kind: 'waiting', message: 'RFA5' });
    bankId.simulator.faults.line = undefined;
    expect((await later(page)).kind).toBe('complete');
  });

  it('half an hour without the service ends the page with its message, and the next attempt goes through', async () => {
    const page = await signing();
    bankId.simulator.faults.refuseAll = 'maintenance';
    const messages = new Set<string>();
    for (let minute = 0; minute < 30; minute++) {
      pass(60);
      const look = await page.look();
      if (look.kind !== 'complete') messages.add(`${look.kind} ${look.message}`);
    }
    expect([...messages]).toEqual(['waiting RFA5', 'failed RFA5']);
    bankId.simulator.faults.refuseAll = undefined;
    const again = await signing();
    await bankId.simulator.app.approve(await scanned(again));
    expect((await later(again)).kind).toBe('complete');
  });

  it('an order that was collected elsewhere is over', async () => {
    const page = await identification();
    const order = await scanned(page);
    bankId.simulator.orders.cancel(order.orderRef);
    expect(await later(page)).toEqual({ kind: 'failed', message: 'RFA22' });
  });

  it('a second order for the same person ends both, and says so', async () => {
    await signing('189001019802');
    const second = await signing('189001019802');
    expect(await second.look()).toEqual({ kind: 'failed', message: 'RFA4' });
    expect(bankId.simulator.orders.waiting()).toEqual([]);
  });
});

describe('the certificate of the relying party', () => {
  it('is exchanged without a restart, and one of another authority is let in nowhere', async () => {
    const stranger = await newAuthority();
    const { certificate, privateKey } = stranger.client;
    bankId.held.secret = { ...bankId.simulator.secret, certificate, privateKey };
    expect(await (await identification()).look()).toMatchObject({ message: 'RFA5' });
    bankId.held.secret = bankId.simulator.secret;
    expect(await (await identification()).look()).toMatchObject({ message: 'RFA1' });
  });

  it('is shown to no service but the one of the configured authority', async () => {
    const stranger = await newAuthority();
    bankId.held.secret = { ...bankId.simulator.secret, serverCa: stranger.transport.certificate };
    expect(await (await identification()).look()).toMatchObject({ kind: 'waiting', message: 'RFA5' });
    expect(bankId.simulator.orders.waiting()).toEqual([]);
  });

  it('missing altogether is told by name', async () => {
    bankId.held.secret = undefined;
    await expect(identification()).rejects.toMatchObject({ name: 'IdentificationUnavailable' });
  });
});

describe('which e-IDs are offered', () => {
  const eid = {} as IdentityProvider;

  it('is BankID too, as soon as its certificate is in place, and never by way of an error', async () => {
    let asked = 0;
    const answers = [async () => false, async () => true, async () => Promise.reject(new Error('no answer'))];
    const isConfigured = () => answers[asked++]?.() ?? Promise.resolve(false);
    const methods = identityMethods(eid, { provider: bankId.provider, isConfigured }, () => now);
    const offered: string[] = [];
    for (let i = 0; i < 6; i++) {
      offered.push((await methods.offered()).join(' '));
      pass(30);
    }
    expect(offered).toEqual(['eid', 'eid', 'bankid eid', 'bankid eid', 'eid', 'eid']);
    expect(asked).toBe(3);
    expect([methods.of('bankid'), methods.of('eid')]).toEqual([bankId.provider, eid]);
  });
});

describe('letting go', () => {
  it('cancels the order at the service, so that nobody can complete it any more', async () => {
    const page = await identification();
    const order = await scanned(page);
    await bankId.provider.inPage.cancel(page.pending());
    expect(bankId.simulator.orders.byId(order.id)).toBeUndefined();
  });
});
