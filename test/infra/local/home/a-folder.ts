import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** Makes empty folders that are gone after each test. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
  });
  return () => {
    const dir = mkdtempSync(join(tmpdir(), 'home-'));
    made.push(dir);
    return dir;
  };
}

/** A clock that a test moves by hand; `Date` stays as it is. */
export function handClock(start = 0) {
  let now = start;
  const listeners: (() => void)[] = [];
  return {
    now: () => now,
    advance(ms: number) {
      now += ms;
      for (const listener of listeners) listener();
    },
    onMove: (moved: () => void) => void listeners.push(moved),
    shared: new SharedArrayBuffer(8),
  };
}
