import type { HomeClock } from './clock.ts';

/** A timer takes at most 24.8 days and fires at once above that; an hour also follows a machine that has slept. */
const longestNapMs = 3_600_000;

/** Rings when the home's clock reaches the time that `nextAt` names, however it got there. */
export interface Alarm {
  /** Looks at `nextAt` again. */
  reset(): void;
  /** Resolves when it is not ringing. */
  idle(): Promise<void>;
  close(): void;
}

/**
 * @param o.nextAt milliseconds since 1970 of what is due next; undefined when nothing is.
 * @param o.ring does what is due and makes `nextAt` answer something later; it is not called again while it runs, and never throws.
 */
export function createAlarm(o: {
  clock: HomeClock;
  nextAt: () => number | undefined;
  ring: () => Promise<void>;
}): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let ringing: Promise<void> | undefined;
  let closed = false;

  const reset = () => {
    clearTimeout(timer);
    if (closed || ringing) return;
    const at = o.nextAt();
    if (at === undefined) return;
    const ms = at - o.clock.now();
    if (ms <= 0) ringing = ring();
    else timer = setTimeout(reset, Math.min(ms, longestNapMs)).unref();
  };
  const ring = async () => {
    try {
      await o.ring();
    } finally {
      ringing = undefined;
      reset();
    }
  };
  o.clock.onMove(reset);
  return {
    reset,
    async idle() {
      while (ringing) await ringing;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
