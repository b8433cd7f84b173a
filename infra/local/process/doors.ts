import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Door, openDoor, type Ports } from '../ports.ts';

type DoorName = Exclude<keyof Ports, 'dynamodb' | 'bankidService' | 'smtp'>;
type Handle = (req: IncomingMessage, res: ServerResponse) => unknown;

const names: readonly DoorName[] = ['portal', 'identity', 'mailbox', 'aws', 's3', 'control', 'bankid'];

/** The HTTP servers of the home. They open before what answers behind them exists: addresses come before everything else. */
export interface Doors {
  port(name: DoorName): number;
  /** Puts somebody behind a door; until then it answers 503. */
  attend(name: DoorName, handle: Handle): void;
  close(): Promise<void>;
}

/** @throws HomeTrouble when a port is taken; then none stays open. */
export async function openDoors(ports: Ports, log: (line: string) => void): Promise<Doors> {
  const attendants = new Map<DoorName, Handle>();
  const open = new Map<DoorName, Door>();
  const close = async () => {
    await Promise.all([...open.values()].map((door) => door.close()));
  };
  const answer = async (name: DoorName, req: IncomingMessage, res: ServerResponse) => {
    try {
      await (attendants.get(name) ?? notYet)(req, res);
    } catch (error) {
      // A client that hung up is no news.
      if (req.destroyed && !req.complete) return;
      log(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (!res.headersSent) res.writeHead(500);
      res.end();
    }
  };
  try {
    for (const name of names) open.set(name, await openDoor(ports[name], (req, res) => void answer(name, req, res)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port: (name) => open.get(name)?.port ?? ports[name],
    attend: (name, handle) => void attendants.set(name, handle),
    close,
  };
}

const notYet: Handle = (_req, res) => {
  res.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' });
  res.end('Startar … / Starting …\n');
};
