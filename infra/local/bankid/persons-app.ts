import { randomBytes } from 'node:crypto';
import { LOA3, levelOf, type TestPerson } from '../identity/test-person.ts';
import { type Authority, issueToPerson, TEST_POLICY } from './authority.ts';
import type { Faults } from './faults.ts';
import type { FailedHint } from './hints.ts';
import type { Identity } from './identity.ts';
import { ocspResponseFor } from './ocsp-response.ts';
import type { Order, Orders } from './orders.ts';
import { bankIdSignature } from './signature-xml.ts';

/** A policy that no level is promised for, for the person whose e-ID is too weak. */
const WEAK_POLICY = '1.2.3.4.99';

export type PersonsApp = ReturnType<typeof createPersonsApp>;

/** The app in the hands of the test persons: it picks up orders, shows their text, and signs or cancels them. */
export const createPersonsApp = (o: {
  orders: Orders;
  authority: Authority;
  persons: readonly TestPerson[];
  faults: Faults;
  now: () => Date;
}) => {
  const { orders, authority, faults, now } = o;
  const certificates = new Map<string, Promise<Identity>>();
  const certificateOf = (person: TestPerson): Promise<Identity> => {
    const held =
      certificates.get(person.id) ??
      issueToPerson(authority, person, levelOf(person) === LOA3 ? TEST_POLICY : WEAK_POLICY);
    certificates.set(person.id, held);
    return held;
  };
  const personOf = (id: string): TestPerson => {
    const person = o.persons.find((one) => one.id === id);
    if (!person) throw new Error(`no test person ${id}`);
    return person;
  };

  const completionOf = async ({ kind, request }: Order, person: TestPerson): Promise<object> => {
    const identity = await certificateOf(person);
    const text = faults.signsAnotherText;
    const userVisibleData = text === undefined ? request.userVisibleData : Buffer.from(text, 'utf8').toString('base64');
    const purpose = kind === 'sign' ? 'signing' : 'identification';
    const what = { purpose, userVisibleData, userNonVisibleData: request.userNonVisibleData } as const;
    const [givenName = '', ...rest] = person.name.split(' ');
    return {
      user: {
        personalNumber: faults.claimsAnotherNumber ?? person.personalIdentityNumber,
        name: person.name,
        givenName,
        surname: rest.join(' '),
      },
      device: { ipAddress: '127.0.0.1', uhi: randomBytes(20).toString('base64') },
      bankIdIssueDate: '2024-01-01Z',
      signature: bankIdSignature({ ...what, relyingParty: 'Resursdelning' }, identity, [authority.bank]),
      ocspResponse: await ocspResponseFor(authority, identity, now(), faults.certificateStatus),
      ...(request.returnRisk && { risk: faults.risk ?? 'low' }),
    };
  };

  return {
    /** Reads a QR code. @returns nothing when the code is no longer good, or never was. */
    scan: (qr: string, personId: string) => orders.pickUp({ qr }, personOf(personId)),
    /** Is started on the device of the browser, by what the launch address carries. */
    open: (startUrl: string, personId: string) =>
      orders.pickUp({ autoStartToken: new URL(startUrl).searchParams.get('autostarttoken') ?? '' }, personOf(personId)),
    /** The text that stands on the screen. */
    read(order: Order): string {
      orders.show(order);
      return Buffer.from(order.request.userVisibleData ?? '', 'base64').toString('utf8');
    },
    /** Identifies or signs with the security code. @returns where the app then sends the person, if it was opened here. */
    async approve(order: Order): Promise<string | undefined> {
      if (order.person) orders.complete(order, await completionOf(order, order.person));
      return order.openedHere ? order.request.returnUrl : undefined;
    },
    refuse(order: Order, hint: FailedHint = 'userCancel'): void {
      orders.fail(order, hint);
    },
  };
};
