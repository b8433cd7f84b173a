import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Workflow } from '#ports/workflow';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('continued') }),
};

/**
 * Begins the next execution of an assignment whose waits together last longer than one execution may live (architecture
 * 11). It runs through what is done already, finds everything recorded, and stops at the wait that is open.
 */
export const continueAssignment =
  ({ assignments, workflow, now }: { assignments: AssignmentStore; workflow: Workflow; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { events } = await assignments.load(assignmentId);
    const n = events.filter(({ name }) => name === 'assignment-continued').length + 2;
    await workflow.startAssignment(assignmentId, n);
    await assignments.record({
      id: assignmentId,
      event: undefined,
      note: 'assignment-continued',
      eventId: `assignment-continued-${n}`,
      at: now(),
      by: 'system',
    });
    return { outcome: 'continued' };
  };
