import { z } from 'zod';
import { readIfPresent, writeAtomically } from '../process/atomic-file.ts';
import { HomeTrouble } from '../process/trouble.ts';
import { moveDate } from './moved-date.ts';

const Kept = z.strictObject({ offsetMs: z.int().nonnegative() });

/** The one clock of the home: the machine's own plus how far somebody has moved it. */
export interface HomeClock {
  /** Milliseconds since 1970, moved. The same as `Date.now()` here and in every Lambda. */
  now(): number;
  /** Moves the clock forward, at once and for good: the offset is on disk before anybody sees it. */
  advance(ms: number): void;
  /** Calls back after each move. */
  onMove(moved: () => void): void;
  /** The offset in milliseconds as one BigInt64, for `moveDate` in other threads. */
  shared: SharedArrayBuffer;
}

/**
 * Replaces `Date` in this thread and remembers in `file` how far the clock was moved.
 *
 * The clock only moves forward. What waits for a date has been told that it came, and cannot be told otherwise afterwards.
 */
export function installClock({ file }: { file: string }): HomeClock {
  const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const offset = new BigInt64Array(shared);
  Atomics.store(offset, 0, BigInt(keptOffset(file)));
  moveDate(shared);

  const listeners: (() => void)[] = [];
  return {
    now: () => Date.now(),
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms <= 0)
        throw new RangeError('the clock only moves forward, by whole milliseconds');
      const moved = Number(Atomics.load(offset, 0)) + ms;
      if (Number.isNaN(new Date(Date.now() + ms).getTime())) throw new RangeError('the clock has no such date');
      writeAtomically(file, JSON.stringify({ offsetMs: moved } satisfies z.infer<typeof Kept>));
      Atomics.store(offset, 0, BigInt(moved));
      for (const listener of listeners) listener();
    },
    onMove: (moved) => void listeners.push(moved),
    shared,
  };
}

function keptOffset(file: string): number {
  const text = readIfPresent(file);
  if (text === undefined) return 0;
  try {
    return Kept.parse(JSON.parse(text)).offsetMs;
  } catch {
    throw new HomeTrouble({
      sv: [`${file} går inte att läsa.`, 'Ta bort mappen eller välj en annan med --data DIR.'],
      en: [`${file} cannot be read.`, 'Remove the folder or choose another with --data DIR.'],
    });
  }
}
