import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { expiryOf } from '#domain/secure-message';
import { bankIdPage, VISIT } from '#test/bankid';
import { type BankIdPortal, bankIdPortal } from '#test/bankid-portal';
import { staffIdOf } from '#test/memory-register';
import { type Browser, START } from '#test/portal';
import { ASKED, givenFile, givenOrder, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';

const SESSION = '__Host-session';
const DOCUMENT = new TextEncoder().encode('BESTÄLLNING');
const ONE = '189001019802';
let portal: BankIdPortal;

beforeEach(async () => {
  portal = await bankIdPortal();
});
afterEach(() => portal.close());

const signing = async (signer?: string) =>
  bankIdPage(
    portal.provider,
    await portal.provider.startSigning({
      visit: VISIT,
      document: DOCUMENT,
      message: 'Jag beställer.',
      ...(signer && { signer }),
    }),
  );
const identification = async () =>
  bankIdPage(portal.provider, await portal.provider.startIdentification({ visit: VISIT }));
/** What has come when somebody has approved. */
const completed = async (page: Awaited<ReturnType<typeof signing>>, person = 'one') => {
  await portal.approve(person);
  portal.tick();
  const look = await page.look();
  if (look.kind !== 'complete') throw new Error(`${look.kind}, not complete`);
  return look.pending as { ask: object; completion: object };
};
const other = (person: string) => ['one', 'two', 'three', 'four'].find((one) => one !== person) ?? '';

describe('somebody else reads the code', () => {
  let browser: Browser;
  let stranger: string;

  const accepting = async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    browser = await portal.signedIn(PERFORMER, 'manager');
    stranger = other(await portal.personOf(PERFORMER, 'manager'));
    return portal.post(browser, await browser.get(`${PATH}/accept`), 'textHash');
  };

  it('and signs what another was to sign: nothing counts', async () => {
    const path = await accepting();
    const before = portal.deps.assignments.snapshot();
    await portal.approve(stranger);
    portal.tick();
    // The e-ID was told whose signature is wanted, and never got as far as one.
    expect(await (await browser.get(path)).text()).toContain('Inget har ändrats och inget är underskrivet.');
    expect(portal.deps.assignments.snapshot()).toEqual(before);
    expect(portal.deps.workflow.completed.size).toBe(0);
  });

  it('and is signed in, in the same browser, before the signature of the one who began comes: nothing counts', async () => {
    const path = await accepting();
    const before = portal.deps.assignments.snapshot();
    const signer = await portal.personOf(PERFORMER, 'manager');
    await browser.signIn(ASKED, 'manager');
    await portal.approve(signer);
    portal.tick();
    expect((await browser.get(path)).status).toBe(403);
    expect(portal.deps.assignments.snapshot()).toEqual(before);
  });

  it('or nobody is signed in any more when the signature comes: nothing counts', async () => {
    const path = await accepting();
    const before = portal.deps.assignments.snapshot();
    const signer = await portal.personOf(PERFORMER, 'manager');
    await browser.get(path);
    await browser.post('/sign-out');
    await portal.approve(signer);
    portal.tick();
    expect((await browser.get(path)).status).toBe(401);
    expect(portal.deps.assignments.snapshot()).toEqual(before);
  });

  it('and opens the message that another was sent: no session begins', async () => {
    await givenFile(portal, { status: 'sent' });
    const token = 'a'.repeat(26);
    await portal.deps.access.putLink({
      tokenHash: sha256(token),
      assignmentId: ID,
      from: PERFORMER,
      to: ORDERER,
      invited: staffIdOf(ORDERER, 'handler'),
      issuedAt: START.toISOString(),
      expiresAt: expiryOf(START).toISOString(),
    });
    stranger = other(await portal.personOf(ORDERER, 'handler'));
    browser = portal.browser();
    const path = await portal.post(browser, await browser.get(`/m/${token}`), 'method');
    await portal.approve(stranger);
    portal.tick();
    expect((await browser.get(path)).status).toBe(403);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it('and the order requires a person: it ends for everybody', async () => {
    const page = await signing(ONE);
    await expect(completed(page, 'two')).rejects.toThrow('failed, not complete');
    expect(portal.simulator.orders.waiting()).toEqual([]);
  });

  it('and the service forgets what it was to require: it is refused here', async () => {
    const pending = await completed(await signing(), 'two');
    const required = { ...pending, ask: { ...pending.ask, signer: ONE } };
    await expect(portal.provider.finishSigning(url(), required, DOCUMENT)).rejects.toMatchObject({
      name: 'SignatureMismatch',
      because: 'other-person',
    });
  });
});

const url = () => new URL('https://portal.test/bankid/x');

describe('what comes back is not what was asked for', () => {
  it('another text was signed', async () => {
    portal.simulator.faults.signsAnotherText = 'Jag skänker bort kommunen.';
    const pending = await completed(await signing());
    await expect(portal.provider.finishSigning(url(), pending, DOCUMENT)).rejects.toMatchObject({
      because: 'other-message',
    });
  });

  it('another document is handed in', async () => {
    const pending = await completed(await signing());
    const document = new TextEncoder().encode('EN ANNAN BESTÄLLNING');
    await expect(portal.provider.finishSigning(url(), pending, document)).rejects.toMatchObject({
      because: 'other-document',
    });
  });

  it('another person is named than the certificate says', async () => {
    portal.simulator.faults.claimsAnotherNumber = '192412319218';
    const pending = await completed(await signing());
    await expect(portal.provider.finishSigning(url(), pending, DOCUMENT)).rejects.toMatchObject({
      because: 'other-person',
    });
  });

  it('the certificate is not known to be good', async () => {
    portal.simulator.faults.certificateStatus = 'unknown';
    const pending = await completed(await signing());
    await expect(portal.provider.finishSigning(url(), pending, DOCUMENT)).rejects.toMatchObject({
      because: 'not-verifiable',
    });
  });

  it.each(['high', 'HIGH'])('the risk is %s', async (risk) => {
    portal.simulator.faults.risk = risk;
    const page = await identification();
    const pending = await completed(page);
    await expect(portal.provider.finishIdentification(page.url, pending)).rejects.toMatchObject({
      name: 'IdentificationRefused',
      because: 'high-risk',
    });
  });

  it('a high risk starts no session', async () => {
    portal.simulator.faults.risk = 'high';
    const browser = portal.browser();
    const person = await portal.personOf('haninge', 'handler');
    const path = await portal.begin(browser, 'haninge');
    await portal.approve(person);
    portal.tick();
    expect((await browser.get(path)).status).toBe(403);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it('the certificate stands for a level that is too low', async () => {
    const page = await identification();
    await expect(portal.provider.finishIdentification(page.url, await completed(page, 'weak'))).rejects.toMatchObject({
      name: 'IdentificationTooWeak',
    });
  });

  it('it comes after the time a page lives', async () => {
    const page = await identification();
    const pending = await completed(page);
    portal.tick(12 * 60);
    await expect(portal.provider.finishIdentification(page.url, pending)).rejects.toMatchObject({
      because: 'too-late',
    });
  });
});

describe('a login is no signature', () => {
  it('and is refused where one is to be given', async () => {
    const page = await identification();
    const pending = await completed(page);
    await expect(portal.provider.finishSigning(page.url, pending, DOCUMENT)).rejects.toMatchObject({
      because: 'wrong-purpose',
    });
  });

  it('nor when its completion is put where that of a signature belongs', async () => {
    const login = await completed(await identification());
    const signed = await completed(await signing());
    const forged = { ...signed, completion: login.completion };
    await expect(portal.provider.finishSigning(url(), forged, DOCUMENT)).rejects.toMatchObject({
      name: 'SignatureMismatch',
    });
  });

  it('nor is a signature a login', async () => {
    const page = await signing();
    await expect(portal.provider.finishIdentification(page.url, await completed(page))).rejects.toMatchObject({
      because: 'wrong-purpose',
    });
  });

  it('and one that is still waiting is neither', async () => {
    const page = await identification();
    for (const finish of [
      portal.provider.finishIdentification(page.url, page.pending()),
      portal.provider.finishSigning(page.url, page.pending(), DOCUMENT),
      portal.provider.finishIdentification(page.url, { kind: 'complete' }),
    ]) {
      await expect(finish).rejects.toMatchObject({ because: 'wrong-callback' });
    }
  });

  it('and a login of one browser is none of another', async () => {
    const [mine, theirs] = [await identification(), await identification()];
    const pending = await completed(theirs);
    await expect(portal.provider.finishIdentification(mine.url, pending)).rejects.toMatchObject({
      because: 'wrong-callback',
    });
  });
});
