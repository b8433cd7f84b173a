import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { LOA3, type TestPerson } from '../identity/test-person.ts';
import { createAppDoor } from './app-door.ts';
import { openAuthority, TEST_POLICY } from './authority.ts';
import type { Faults } from './faults.ts';
import { createOrders, type Orders } from './orders.ts';
import { createPersonsApp, type PersonsApp } from './persons-app.ts';
import { createService } from './service.ts';

/** What a relying party is given: the JSON of the secret `bankid`. */
export interface RelyingPartySecret {
  certificate: string;
  privateKey: string;
  serverCa: string;
  signatureRoots: string;
  url: string;
  launchUrl: string;
  levels: Record<string, string>;
}

export interface BankIdSimulator {
  /** The service's address: https on 127.0.0.1, for those who have a certificate of its own authority. */
  url: string;
  secret: RelyingPartySecret;
  /** Plays the person's app; attach it to a door of plain HTTP, at the root. */
  handleApp(req: IncomingMessage, res: ServerResponse): void;
  app: PersonsApp;
  orders: Orders;
  faults: Faults;
  close(): Promise<void>;
}

/**
 * A service that behaves on the wire as BankID's relying-party API v6.0, for test persons only: a client certificate is
 * demanded, orders live and die by the clock, QR codes age, and what is signed is a real XML signature with a real OCSP
 * response, under roots that nobody else trusts.
 *
 * @param o.dir keeps its keys and certificates (`bankid-authority.json`, 0600).
 * @param o.now the clock that orders and certificates' answers go by.
 * @param o.port of the service on 127.0.0.1; any free one when it does not say.
 * @param o.appUrl where `handleApp` is reached by a browser.
 * @param o.writeSecret is given what a relying party needs, before anything answers.
 */
export const createBankIdSimulator = async (o: {
  dir: string;
  persons: readonly TestPerson[];
  now: () => Date;
  port?: number;
  appUrl?: string;
  writeSecret?: (secret: RelyingPartySecret) => Promise<void>;
}): Promise<BankIdSimulator> => {
  const authority = await openAuthority(o.dir);
  const faults: Faults = {};
  const orders = createOrders(o.now);
  const app = createPersonsApp({ orders, authority, persons: o.persons, faults, now: o.now });
  const service = createService({ orders, faults });
  const { server: own, transport, client, root } = authority;
  const server = createServer(
    {
      cert: own.certificate,
      key: own.privateKey,
      ca: transport.certificate,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
    service.handle,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(o.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const secret: RelyingPartySecret = {
    certificate: client.certificate,
    privateKey: client.privateKey,
    serverCa: transport.certificate,
    signatureRoots: root.certificate,
    url,
    launchUrl: o.appUrl ? new URL('/', o.appUrl).href : 'https://app.bankid.com/',
    levels: { [TEST_POLICY]: LOA3 },
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  try {
    await o.writeSecret?.(secret);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, secret, handleApp: createAppDoor({ orders, app, persons: o.persons }), app, orders, faults, close };
};
