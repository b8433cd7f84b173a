import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { controlHeader } from '../../../../infra/local/control/control.ts';
import { sendRaw } from '../../../../infra/local/mail/send.ts';
import { commandLine, startedAt } from '../../../../infra/local/process/process-table.ts';
import { temporaryFolders } from './a-folder.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const Ready = z.object({
  pid: z.int(),
  urls: z.object({ portal: z.url(), identity: z.url(), mailbox: z.url(), control: z.url() }),
  smtpPort: z.int(),
});

const inquiry = [
  'From: karta@haninge.example',
  'To: uppdrag@resursdelning.example',
  'Subject: Kan ni hjälpa oss med inmätning?',
  'Message-ID: <1@haninge.example>',
  'Date: Sun, 22 Nov 2026 10:00:00 +0000',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Vi behöver hjälp två dagar.',
  '',
];

const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** Runs `npm start` with these arguments. */
function run(args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'infra/local/start.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text;
  });
  return { child, said };
}

/** A home that is ready, in `dir`. */
async function aHome(dir: string, more: readonly string[] = []) {
  const readyFile = join(dir, 'ready.json');
  const { child, said } = run(['--data', join(dir, 'data'), '--ephemeral', '--ready-file', readyFile, ...more]);
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null) throw new Error(said.err);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { child, said, ...Ready.parse(JSON.parse(readFileSync(readyFile, 'utf8'))) };
}

const databasePid = (dir: string) => Number(readFileSync(join(dir, 'data', 'dynamodb.pid'), 'utf8'));

async function ended(args: readonly string[]) {
  const { child, said } = run(args);
  const [code] = await once(child, 'exit');
  return { code, lines: said.err.trimEnd().split('\n') };
}

describe('npm start', () => {
  const folder = temporaryFolders();

  it('opens every door on this machine, says where, and leaves no process behind at Ctrl-C', async () => {
    const dir = folder();
    const home = await aHome(dir);
    const database = databasePid(dir);
    expect(commandLine(database)).toContain(join(dir, 'data', 'dynamodb.sqlite'));
    for (const url of [home.urls.portal, home.urls.mailbox, `${home.urls.identity}/.well-known/openid-configuration`]) {
      expect((await fetch(url)).status, url).toBeLessThan(500);
    }
    const at = performance.now();
    home.child.kill('SIGINT');
    const [code] = await once(home.child, 'exit');
    expect(code).toBe(0);
    expect(performance.now() - at).toBeLessThan(3_000);
    expect(startedAt(database)).toBeUndefined();
    expect(existsSync(join(dir, 'data', 'home.lock'))).toBe(false);
    expect(home.said.out).toMatch(/Resursdelning är igång[\s\S]*Resursdelning is running/);
    expect(home.said.out).toContain(home.urls.portal);
    expect(home.said.err).toBe('');
  });

  it('takes over the folder, the clock and the data of a home that was killed', async () => {
    const dir = folder();
    const first = await aHome(dir);
    const headers = { [controlHeader]: '1' };
    await fetch(`${first.urls.control}/clock`, { method: 'POST', headers, body: '{"advance":"30d"}' });
    await fetch(`${first.urls.control}/settle`, { method: 'POST', headers });
    const leftOver = databasePid(dir);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    rmSync(join(dir, 'ready.json'));
    const { child, urls } = await aHome(dir);
    const status = z.object({ now: z.iso.datetime() });
    const { now } = status.parse(await (await fetch(`${urls.control}/status`, { headers })).json());
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(startedAt(leftOver)).toBeUndefined();
    await fetch(`${urls.control}/shutdown`, { method: 'POST', headers });
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });

  it('dies at the transition it was told to, and finishes the work after the next start', async () => {
    const dir = folder();
    const doomed = await aHome(dir, ['--kill-at-transition', '2']);
    const died = once(doomed.child, 'exit');
    const raw = Buffer.from(inquiry.join('\r\n'));
    await sendRaw({ port: doomed.smtpPort, raw, from: 'karta@haninge.example', to: ['uppdrag@resursdelning.example'] });
    expect(await died).toEqual([null, 'SIGKILL']);

    rmSync(join(dir, 'ready.json'));
    const { urls } = await aHome(dir);
    await fetch(`${urls.control}/settle`, { method: 'POST', headers: { [controlHeader]: '1' } });
    const letters = await fetch(urls.mailbox, { headers: { accept: 'application/json' } });
    const subjects = z.array(z.object({ subject: z.string() })).parse(await letters.json());
    expect(subjects.length).toBeGreaterThan(0);
  });

  it('says in two lines that the folder is in use', async () => {
    const dir = folder();
    const first = await aHome(dir);
    const { code, lines } = await ended(['--data', join(dir, 'data'), '--ephemeral']);
    expect([code, lines.length]).toEqual([1, 2]);
    expect(lines[0]).toContain(`(process ${first.pid})`);
  });

  it('says in two lines which port is taken, and what to do', async () => {
    const dir = folder();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, lines } = await ended(['--data', join(dir, 'data'), '--port', String(port)]);
    taken.close();
    expect([code, lines.length]).toEqual([1, 2]);
    expect(lines[0]).toContain(`Port ${port} is taken`);
    expect(lines[1]).toContain('--port');
    expect(existsSync(join(dir, 'data', 'home.lock'))).toBe(false);
  });

  it('says in two lines that a folder is not ours, cannot be written or was misspelt', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'holiday.jpg'), '');
    const foreign = await ended(['--data', dir, '--ephemeral']);
    expect([foreign.code, foreign.lines.length]).toEqual([1, 2]);
    const underAFile = await ended(['--data', join(dir, 'holiday.jpg', 'data'), '--ephemeral']);
    expect([underAFile.code, underAFile.lines.length]).toEqual([1, 2]);
    const misspelt = await ended(['--dat', dir]);
    expect([misspelt.code, misspelt.lines.length]).toEqual([1, 2]);
  });
});
