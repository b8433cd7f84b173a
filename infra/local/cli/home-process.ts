import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { controlHeader } from '../control/control.ts';

/** Where a running home is, as it writes to its data folder when it is ready. */
export const HomeAddresses = z.object({
  pid: z.int(),
  urls: z.object({
    portal: z.url(),
    identity: z.url(),
    bankid: z.url(),
    mailbox: z.url(),
    control: z.url(),
    aws: z.url(),
    s3: z.url(),
  }),
  smtpPort: z.int(),
  parameters: z.record(z.string(), z.string()),
});
export type HomeAddresses = z.infer<typeof HomeAddresses>;

const START = fileURLToPath(new URL('../start.ts', import.meta.url));
const LONGEST_START_MS = 60_000;

export const addressesIn = (dir: string): HomeAddresses | undefined => {
  const file = join(dir, 'home.json');
  if (!existsSync(file)) return undefined;
  return HomeAddresses.parse(JSON.parse(readFileSync(file, 'utf8')));
};

/** Asks the control door of a running home. @throws Error when it refuses or is not there. */
export const control = async (
  home: Pick<HomeAddresses, 'urls'>,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> => {
  const response = await fetch(`${home.urls.control}${path}`, {
    method,
    headers: { [controlHeader]: 'cli', 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
};

/** A home in a process of its own, which can be killed and started again on the same data. */
export interface HomeProcess {
  addresses: HomeAddresses;
  dir: string;
  settle(): Promise<void>;
  advance(by: string): Promise<void>;
  /** SIGKILL: as a power cut, with no goodbye. */
  kill(): Promise<void>;
  /** Ends the home as Ctrl-C does; with `remove` its data folder goes too. */
  stop(o?: { remove?: boolean }): Promise<void>;
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/**
 * Starts a home, on free ports unless `ports` says which (`--port N --smtp-port N`).
 * @throws Error with what the home said when it did not become ready.
 */
export const startHomeProcess = async (
  o: { dir?: string; ports?: string[]; flags?: string[] } = {},
): Promise<HomeProcess> => {
  const dir = o.dir ?? mkdtempSync(join(tmpdir(), 'resursdelning-'));
  const ready = join(dir, `ready-${process.pid}-${Date.now()}.json`);
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      START,
      '--data',
      dir,
      ...(o.ports ?? ['--ephemeral']),
      '--ready-file',
      ready,
      ...(o.flags ?? []),
    ],
    // As `npm start` does: threads come and go, and their memory should go with them.
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, MALLOC_ARENA_MAX: '2' } },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
  const from = performance.now();
  while (!existsSync(ready)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      if (!o.dir) rmSync(dir, { recursive: true, force: true });
      throw new Error(`The home did not start:\n${said}`);
    }
    if (performance.now() - from > LONGEST_START_MS) {
      child.kill('SIGKILL');
      if (!o.dir) rmSync(dir, { recursive: true, force: true });
      throw new Error(`The home was not ready within ${LONGEST_START_MS / 1000} s:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const addresses = HomeAddresses.parse(JSON.parse(readFileSync(ready, 'utf8')));
  rmSync(ready);
  return {
    addresses,
    dir,
    settle: async () => void (await control(addresses, 'POST', '/settle')),
    advance: async (by) => void (await control(addresses, 'POST', '/clock', { advance: by })),
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
    async stop({ remove = false } = {}) {
      child.kill('SIGTERM');
      await ended(child);
      if (remove) rmSync(dir, { recursive: true, force: true });
    },
  };
};
