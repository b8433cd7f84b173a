import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import type { Workflow } from '#ports/workflow';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('started') }),
};

/** Every ending, not only the receipt, leads to culling (architecture 6). */
export const startCulling =
  ({ workflow }: { workflow: Workflow }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    await workflow.startCulling(assignmentId, 1);
    return { outcome: 'started' };
  };
