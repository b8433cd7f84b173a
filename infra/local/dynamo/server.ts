import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { portTrouble } from '../ports.ts';
import { readIfPresent, writeAtomically } from '../process/atomic-file.ts';
import { commandLine } from '../process/process-table.ts';
import { HomeTrouble } from '../process/trouble.ts';

const startTimeoutMs = 10_000;
/** Lets the kernel end a child with its parent (util-linux). */
const setpriv = '/usr/bin/setpriv';

/** The database, a process of its own on loopback. */
export interface DynamoServer {
  port: number;
  /** Calls back if the process ends on its own. */
  onExit(ended: () => void): void;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB's stand-in on a file in `dir`, after ending one that a killed home left behind on the same file.
 * Every answered write is on disk (SQLite, synchronous FULL).
 *
 * @param o.port 0 for any free port.
 * @throws HomeTrouble when this machine has no such program, when the port is taken, or when it does not start.
 */
export async function startDynamo(o: { dir: string; port: number }): Promise<DynamoServer> {
  const program = findProgram();
  const file = join(o.dir, 'dynamodb.sqlite');
  const pidFile = join(o.dir, 'dynamodb.pid');
  await endLeftOver(pidFile, file);
  const port = await freePort(o.port);

  const serve = [program, 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const [command = program, ...args] = diesWithUs() ? [setpriv, '--pdeathsig', 'KILL', ...serve] : serve;
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500);
  });
  const ended = once(child, 'exit');
  if (child.pid !== undefined) writeAtomically(pidFile, String(child.pid));
  await answering(child, port, () => said);
  return {
    port,
    onExit: (callback) => void child.once('exit', callback),
    async close() {
      child.removeAllListeners('exit');
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : ended;
      // Nothing is lost: a write that was answered is on disk.
      child.kill('SIGKILL');
      await gone;
      rmSync(pidFile, { force: true });
    },
  };
}

function findProgram(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    const program = join(dirname(manifest), 'dynoxide');
    if (platform === 'linux-x64' && existsSync(program)) return program;
  } catch {
    // Not installed: npm leaves an optional dependency out on other platforms.
  }
  throw new HomeTrouble({
    sv: [`Databasen finns bara för linux-x64 (här: ${platform}).`, 'Kör npm ci på en linux-x64-maskin eller i WSL.'],
    en: [`The database exists for linux-x64 only (here: ${platform}).`, 'Run npm ci on a linux-x64 machine or in WSL.'],
  });
}

/** Whether the system can end the child when we are killed; where it cannot, the pid file lets the next start do it. */
function diesWithUs(): boolean {
  return spawnSync(setpriv, ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;
}

/** The number alone is not enough: by now it may be another program's. Ours has the file on its command line. */
async function endLeftOver(pidFile: string, file: string): Promise<void> {
  const pid = Number(readIfPresent(pidFile) ?? Number.NaN);
  const isOurs = () => Number.isInteger(pid) && commandLine(pid).includes(file);
  if (!isOurs()) return;
  process.kill(pid, 'SIGKILL');
  for (let attempt = 0; attempt < 100 && isOurs(); attempt += 1) await nap(10);
}

async function freePort(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw portTrouble(error, wanted) ?? error;
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : wanted;
}

async function answering(child: ChildProcess, port: number, said: () => string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await nap(10);
  }
  child.kill('SIGKILL');
  const reason = said().trim().split('\n').at(-1) ?? '';
  throw new HomeTrouble({
    sv: [`Databasen startar inte: ${reason}`, 'Kontrollera disken, eller välj en ny mapp med --data DIR.'],
    en: [`The database does not start: ${reason}`, 'Check the disk, or choose a new folder with --data DIR.'],
  });
}

const nap = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
