import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HomeTrouble } from './process/trouble.ts';

/** A port for each door of the home; 0 lets the system choose. */
export interface Ports {
  portal: number;
  identity: number;
  mailbox: number;
  aws: number;
  s3: number;
  control: number;
  dynamodb: number;
  /** The page that plays the person's BankID app. */
  bankid: number;
  /** BankID's own service, over TLS. */
  bankidService: number;
  smtp: number;
}

/** The doors lie in a row after the portal's, except SMTP's. */
export const portsFrom = (base: number, smtp: number): Ports => ({
  portal: base,
  identity: base + 1,
  mailbox: base + 2,
  aws: base + 3,
  s3: base + 4,
  control: base + 5,
  dynamodb: base + 6,
  bankid: base + 7,
  bankidService: base + 8,
  smtp,
});

export const ephemeralPorts: Ports = {
  portal: 0,
  identity: 0,
  mailbox: 0,
  aws: 0,
  s3: 0,
  control: 0,
  dynamodb: 0,
  bankid: 0,
  bankidService: 0,
  smtp: 0,
};

/** A door that is open, and closes without waiting for those who stand in it. */
export interface Door {
  port: number;
  server: Server;
  close(): Promise<void>;
}

/** Only names of this machine: a page elsewhere whose name was rebound to 127.0.0.1 is turned away. */
const ourNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Opens an HTTP server on loopback, and nowhere else.
 *
 * `Date` of the answers is the home's: Node caches its own from the machine's clock, and an SDK that reads it there would sign
 * its next request with the wrong day.
 * @throws HomeTrouble when the port is taken.
 */
export async function openDoor(port: number, listener: RequestListener): Promise<Door> {
  const server = createServer((req, res) => {
    res.setHeader('date', new Date().toUTCString());
    const name = (req.headers.host ?? '').replace(/:\d+$/, '');
    if (ourNames.has(name)) return listener(req, res);
    res.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
    return res.end('Fel värdnamn. / Wrong host name.\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portTrouble(error, port) ?? error));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The two lines for a port that is taken or not ours to open; undefined when something else is wrong. */
export function portTrouble(error: unknown, port: number): HomeTrouble | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return undefined;
  return new HomeTrouble(
    {
      sv: [`Porten ${port} är upptagen.`, 'Välj andra portar med --port N (och --smtp-port N).'],
      en: [`Port ${port} is taken.`, 'Choose other ports with --port N (and --smtp-port N).'],
    },
    { cause: error },
  );
}
