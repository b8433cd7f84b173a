import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartArguments } from '../../../../infra/local/process/arguments.ts';
import { openDataFolder } from '../../../../infra/local/process/data-folder.ts';
import { lockFolder } from '../../../../infra/local/process/folder-lock.ts';
import { untilQuiet } from '../../../../infra/local/process/quiet.ts';
import { assertNotDeployed } from '../../../../infra/local/process/stand-in-guard.ts';
import { HomeTrouble, troubleOf } from '../../../../infra/local/process/trouble.ts';
import { temporaryFolders } from './a-folder.ts';

/** The two lines that a person reads. */
function linesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof HomeTrouble) return error.lines;
    throw error;
  }
  return [];
}

describe('a data folder', () => {
  const folder = temporaryFolders();

  it('is used by one home at a time', () => {
    const dir = folder();
    const release = lockFolder(dir);
    expect(linesOf(() => lockFolder(dir))).toEqual([
      expect.stringMatching(/används redan \(process \d+\).*already in use/),
      expect.stringContaining('--data'),
    ]);
    release();
    lockFolder(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['died', JSON.stringify({ pid: 4_194_000, startedAt: '1' })],
    ['died, and whose number another process has now', JSON.stringify({ pid: process.pid, startedAt: '1' })],
    ['wrote half of it', '{"pid":'],
  ])('is taken over from a home that %s', (_what, lock) => {
    const dir = folder();
    writeFileSync(join(dir, 'home.lock'), lock);
    expect(() => lockFolder(dir)()).not.toThrow();
  });

  it('is stamped, and recognised by its stamp', () => {
    const dir = folder();
    openDataFolder(dir);
    writeFileSync(join(dir, 'anything'), '');
    expect(() => openDataFolder(dir)).not.toThrow();
  });

  it.each([
    ['holds something else', { 'holiday.jpg': '' }, 'holds something else'],
    ['has a stamp that is no stamp', { 'format.json': '{"product":"other"}' }, 'holds something else'],
    ['has half a stamp', { 'format.json': '{"pro' }, 'holds something else'],
    ['is of another version', { 'format.json': '{"product":"resursdelning","format":99}' }, 'another version'],
  ])('that %s is left alone', (_what, files, words) => {
    const dir = folder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    expect(linesOf(() => openDataFolder(dir))).toEqual([expect.stringContaining(words), expect.any(String)]);
    expect(readdirSync(dir)).toEqual(Object.keys(files));
  });

  it('under a file, or on a full disk, is told in two lines', () => {
    const dir = folder();
    mkdirSync(join(dir, 'x'));
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const notADirectory = Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    expect(troubleOf(full, dir)?.lines[0]).toMatch(/Disken är full.*The disk is full/);
    expect(troubleOf(notADirectory, dir)?.lines[0]).toMatch(/skriva.*cannot be written/);
    expect(troubleOf(new Error('ours'), dir)).toBeUndefined();
  });
});

describe('the command line', () => {
  it('has the doors in a row after the port', () => {
    expect(parseStartArguments(['--port', '9000', '--data', 'x'])).toEqual({
      dir: 'x',
      ports: {
        portal: 9000,
        identity: 9001,
        mailbox: 9002,
        aws: 9003,
        s3: 9004,
        control: 9005,
        dynamodb: 9006,
        bankid: 9007,
        bankidService: 9008,
        smtp: 2525,
      },
    });
  });

  it.each([
    ['--port', 'x'],
    ['--port', '0'],
    ['--port', '65530'],
    ['--smtp-port', '70000'],
    ['--prot', '1'],
    ['extra'],
  ])('that is misspelt shows what there is: %s %s', (...args) => {
    expect(linesOf(() => parseStartArguments(args.filter((arg) => arg !== undefined)))[1]).toContain('--ready-file');
  });
});

describe('the local home', () => {
  it.each(['AWS_LAMBDA_FUNCTION_NAME', 'AWS_EXECUTION_ENV'])('does not start where %s is set', (name) => {
    expect(linesOf(() => assertNotDeployed({ [name]: 'x' }))[0]).toContain(name);
    expect(linesOf(() => assertNotDeployed({ PATH: '/bin' }))).toEqual([]);
  });

  it('is quiet only when a whole round brings no news', async () => {
    let activity = 0;
    const asked: string[] = [];
    const worker = (name: string, works: number) => ({
      async idle() {
        asked.push(name);
        if (works > 0) activity += 1;
        works -= 1;
      },
    });
    await untilQuiet([worker('a', 0), worker('b', 2)], () => activity);
    expect(asked).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });
});
