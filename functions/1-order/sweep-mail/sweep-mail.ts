import { z } from 'zod';
import { type IntakePorts, takeInMail } from '../../intake/take-in-mail.ts';

export const contract = {
  input: z.unknown(),
  output: z.strictObject({ outcome: z.literal('swept'), found: z.int(), failed: z.int() }),
};

export interface SweepPorts extends IntakePorts {
  /** Told the name of what went wrong, never its message, which may hold anything. */
  report: (errorName: string) => void;
}

/** Mail younger than this is left to its own event. */
const GRACE_MINUTES = 10;

/**
 * Finds stored mail whose event was lost (architecture 12). Every key that lies in the bucket is taken in again: a known
 * one is known at once, and culled mail lies there no more. One that cannot be taken in is reported and left for the next
 * sweep: it must not stand in the way of those after it.
 */
export const sweepMail = (ports: SweepPorts) => async (): Promise<z.input<typeof contract.output>> => {
  const before = new Date(ports.now().getTime() - GRACE_MINUTES * 60_000);
  let found = 0;
  let failed = 0;
  for (const key of await ports.vault.mailKeys(before)) {
    try {
      const { outcome } = await takeInMail(ports)(key);
      if (outcome !== 'known' && outcome !== 'gone') found += 1;
    } catch (error) {
      failed += 1;
      ports.report(error instanceof Error ? error.name : typeof error);
    }
  }
  return { outcome: 'swept', found, failed };
};
