import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { mayUseRegister } from '#domain/gates';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import { type RegisterAccessPorts, withRegisterAccess } from '../../grants/read-register-access.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['open', 'closed']) }),
};

/** The gate before the property and resident registers: signed handling rules and the nearest manager's grant (R3.2). */
export const checkRegisterAccess =
  ({ assignments, now, ...stores }: RegisterAccessPorts & { assignments: AssignmentStore; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const file = await withRegisterAccess(stores, await assignments.load(assignmentId));
    return { outcome: mayUseRegister(file, now()) ? 'open' : 'closed' };
  };
