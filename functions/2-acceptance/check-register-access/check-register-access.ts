import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { mayUseRegister } from '#domain/gates';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['open', 'closed']) }),
};

/** The gate before the property and resident registers: signed handling rules and the nearest manager's grant (R3.2). */
export const checkRegisterAccess =
  ({ assignments, now }: { assignments: AssignmentStore; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => ({
    outcome: mayUseRegister(await assignments.load(assignmentId), now()) ? 'open' : 'closed',
  });
