import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent } from './atomic-file.ts';
import { startedAt } from './process-table.ts';
import { HomeTrouble } from './trouble.ts';

const Holder = z.object({ pid: z.int().positive(), startedAt: z.string() });

/**
 * Lets one home at a time use a data folder. A lock whose holder has died (`kill -9`) is taken over.
 * @returns what gives the lock back.
 * @throws HomeTrouble when another home runs there.
 */
export function lockFolder(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'home.lock');
  const mine = JSON.stringify({ pid: process.pid, startedAt: startedAt(process.pid) ?? '' });
  // Written aside and linked into place: a lock that exists is always whole, and of two that try one loses.
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (tryLink(fresh, file)) return () => release(file, mine);
      const text = readIfPresent(file);
      if (text === undefined) continue;
      const holder = livingHolder(text);
      if (holder !== undefined) throw takenBy(dir, holder);
      rmSync(file, { force: true });
    }
    throw takenBy(dir, undefined);
  } finally {
    rmSync(fresh, { force: true });
  }
}

function tryLink(fresh: string, file: string): boolean {
  try {
    linkSync(fresh, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function livingHolder(text: string): number | undefined {
  try {
    const holder = Holder.parse(JSON.parse(text));
    return startedAt(holder.pid) === holder.startedAt ? holder.pid : undefined;
  } catch {
    return undefined;
  }
}

function release(file: string, mine: string): void {
  if (readIfPresent(file) === mine) rmSync(file, { force: true });
}

const takenBy = (dir: string, pid: number | undefined) => {
  const who = pid === undefined ? '' : ` (process ${pid})`;
  return new HomeTrouble({
    sv: [`Mappen ${dir} används redan${who}.`, 'Stäng den som kör, eller välj en annan mapp med --data DIR.'],
    en: [`The folder ${dir} is already in use${who}.`, 'Stop that one, or choose another folder with --data DIR.'],
  });
};
