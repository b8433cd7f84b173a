import { z } from 'zod';
import { type IntakePorts, takeInMail } from '../../intake/take-in-mail.ts';

export const contract = {
  input: z.unknown(),
  output: z.strictObject({ outcome: z.literal('swept'), found: z.int() }),
};

/** Mail younger than this is left to its own event. */
const GRACE_MINUTES = 10;

/**
 * Finds stored mail whose event was lost (architecture 12). Every key that lies in the bucket is taken in again: a known
 * one is known at once, and culled mail lies there no more.
 */
export const sweepMail = (ports: IntakePorts) => async (): Promise<z.input<typeof contract.output>> => {
  const before = new Date(ports.now().getTime() - GRACE_MINUTES * 60_000);
  let found = 0;
  for (const key of await ports.vault.mailKeys(before)) {
    const { outcome } = await takeInMail(ports)(key);
    if (outcome !== 'known' && outcome !== 'gone') found += 1;
  }
  return { outcome: 'swept', found };
};
