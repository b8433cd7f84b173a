import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { EventNotAllowed } from '#domain/errors';
import { type AssignmentEventName, mayHappen } from '#domain/transitions';
import type { AccessGrants } from '#ports/access-grants';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Register } from '#ports/register';
import { endGrantsOf } from '../../grants/end-grants.ts';
import { partyMailbox, toOrderer } from '../../waiting/recipients.ts';
import { type Post, trySendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId, ending: z.enum(['answered', 'expired', 'failed']) }),
  output: z.strictObject({
    outcome: z.enum(['completed', 'declined', 'withdrawn', 'expired', 'objected', 'failed']),
  }),
};

/**
 * Writes down how an assignment ended, once: what a person decided stands whatever the workflow believes, so a deadline
 * that passed while somebody withdrew is a withdrawal. Access grants end with it (R3.2). Both municipalities are told.
 */
export const closeAssignment =
  (ports: Post & { assignments: AssignmentStore; accessGrants: AccessGrants; register: Register; now: Clock }) =>
  async ({ assignmentId, ending }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, register, now } = ports;
    const before = (await assignments.load(assignmentId)).assignment;
    if (before.status !== 'ended') {
      const event = endingEvent(before.status === 'received', ending);
      if (!mayHappen(event, before.status)) throw new EventNotAllowed(event, before.status);
      await assignments.record({ id: assignmentId, event, eventId: event, at: now(), by: 'system' });
    }
    const file = await assignments.load(assignmentId);
    const { outcome, orderer, performer } = file.assignment;
    await endGrantsOf(ports, file.assignment);
    await trySendLetter(ports, assignmentId, 'assignment-ended/orderer', {
      kind: 'assignment-ended',
      ...(await toOrderer(file, ports)),
    });
    if (performer) {
      await trySendLetter(ports, assignmentId, 'assignment-ended/performer', {
        kind: 'assignment-ended',
        to: await partyMailbox(performer, register),
        from: orderer,
      });
    }
    return { outcome: contract.output.shape.outcome.parse(outcome) };
  };

/** `answered` without an ending in the store means that the workflow and the store disagree: that is a failure. */
const endingEvent = (isReceived: boolean, ending: 'answered' | 'expired' | 'failed'): AssignmentEventName => {
  if (isReceived) return 'completed';
  return ending === 'expired' ? 'expired' : 'failed';
};
