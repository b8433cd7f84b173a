import type { PartyId } from '#domain/parties';
import type { Role } from '#domain/staff';
import { BANKID_PERSONS, givenBankId } from './bankid.ts';
import { staffIdOf } from './memory-register.ts';
import { type Browser, formWith, PORTAL, testPortal } from './portal.ts';

/** The portal with BankID beside the other e-ID, by one clock; the service is the real simulator over HTTPS. */
export const bankIdPortal = async () => {
  const portal = testPortal();
  const { simulator, provider, close, asked } = await givenBankId(portal.deps.now, { portalUrl: PORTAL });
  portal.deps.identityMethods.bankId = provider;
  const { app, orders } = simulator;

  /** The test person that a member of staff is bound to. */
  const personOf = async (party: PartyId, role: Role, number = 0): Promise<string> => {
    await portal.identify(party, staffIdOf(party, role, number));
    const person = BANKID_PERSONS.find(
      ({ personalIdentityNumber }) => personalIdentityNumber === portal.identity.person,
    );
    if (!person) throw new Error('no test person has the number');
    return person.id;
  };
  const pathIn = (response: Response): string => {
    const url = new URL(response.headers.get('location') ?? '', PORTAL);
    if (!url.pathname.startsWith('/bankid/')) throw new Error(`answered ${response.status}, not BankID's page`);
    return url.pathname;
  };
  const newest = () => {
    const [order] = orders.waiting();
    if (!order) throw new Error('no order waits');
    return order;
  };

  return {
    ...portal,
    simulator,
    provider,
    asked,
    close,
    personOf,
    newest,
    /** Begins to sign in with BankID. @returns the path of its page. */
    async begin(browser: Browser, party: PartyId): Promise<string> {
      await browser.get('/sign-in');
      return pathIn(await browser.post('/sign-in', { party, method: 'bankid' }));
    },
    /** Posts the form of a page that leads to an e-ID, choosing BankID. @returns the path of its page. */
    async post(browser: Browser, page: Response, field: string): Promise<string> {
      const { action, fields } = formWith(await page.text(), field);
      return pathIn(await browser.post(action, { ...fields, method: 'bankid' }));
    },
    /** Somebody reads the code of the newest order and approves. */
    async approve(person: string): Promise<void> {
      const order = app.scan(orders.qrOf(newest()), person);
      if (!order) throw new Error('the code was not taken');
      app.read(order);
      await app.approve(order);
    },
    /** Time enough that BankID may be asked again. */
    tick: (seconds = 2) => portal.advance(seconds / 60),
  };
};
export type BankIdPortal = Awaited<ReturnType<typeof bankIdPortal>>;
