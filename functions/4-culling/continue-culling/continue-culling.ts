import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Workflow } from '#ports/workflow';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('continued') }),
};

/** Begins the next execution of a culling that waits longer than one execution may live (architecture 11). */
export const continueCulling =
  ({ assignments, workflow, now }: { assignments: AssignmentStore; workflow: Workflow; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { events } = await assignments.load(assignmentId);
    const n = events.filter(({ name }) => name === 'culling-continued').length + 2;
    await workflow.startCulling(assignmentId, n);
    await assignments.record({
      id: assignmentId,
      event: undefined,
      note: 'culling-continued',
      eventId: `culling-continued-${n}`,
      at: now(),
      by: 'system',
    });
    return { outcome: 'continued' };
  };
