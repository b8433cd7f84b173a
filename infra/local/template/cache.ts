import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const staleAfterMs = 7 * 24 * 3_600_000;

/**
 * The folder `<cache>/<name>`, filled by `fill` the first time.
 *
 * It is filled aside and moved into place, so that a start that was cut short leaves nothing that looks whole, and two starts
 * at once do no harm. Entries that nobody used for a week go; a younger one may belong to a home that still runs.
 */
export async function cached(cache: string, name: string, fill: (dir: string) => Promise<void>): Promise<string> {
  const dir = join(cache, name);
  if (!existsSync(dir)) {
    const aside = join(cache, `.${name}.${process.pid}`);
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(aside, { recursive: true });
    try {
      await fill(aside);
      settle(aside, dir);
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
    dropStale(cache);
  }
  const now = performance.timeOrigin / 1_000;
  utimesSync(dir, now, now);
  return dir;
}

function settle(aside: string, dir: string): void {
  try {
    renameSync(aside, dir);
  } catch (error) {
    // Another start was faster with the same sources.
    if (!existsSync(dir)) throw error;
  }
}

function dropStale(cache: string): void {
  const oldest = performance.timeOrigin - staleAfterMs;
  for (const name of readdirSync(cache)) {
    const dir = join(cache, name);
    if ((statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? oldest) < oldest)
      rmSync(dir, { recursive: true, force: true });
  }
}
