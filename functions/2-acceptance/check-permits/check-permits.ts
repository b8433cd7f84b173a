import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { mayFly } from '#domain/gates';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['open', 'closed']) }),
};

/** The gate before a flight and the spreading of its images (R5.1). It is the last gate: behind it the work begins. */
export const checkPermits =
  ({ assignments, now }: { assignments: AssignmentStore; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    if (!mayFly(await assignments.load(assignmentId), now())) return { outcome: 'closed' };
    await assignments.record({ id: assignmentId, event: 'cleared', eventId: 'cleared', at: now(), by: 'system' });
    return { outcome: 'open' };
  };
