import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { messageLetterId } from '#domain/secure-message';
import type { AssignmentStore } from '#ports/assignment-store';
import { type MessagePorts, sendMessage } from '../../waiting/send-message.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('sent') }),
};

/** The delivery goes to the orderer as a secure message, and from now on its receipt is waited for (R5.3, R6.1). */
export const sendDelivery =
  (ports: MessagePorts & { assignments: AssignmentStore }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, now } = ports;
    const file = await assignments.load(assignmentId);
    const { deliveries } = file.assignment;
    const eventId = `sent-${deliveries}`;
    await assignments.record({ id: assignmentId, event: 'sent', eventId, at: now(), by: 'system' });
    await sendMessage(ports, file, messageLetterId(deliveries));
    return { outcome: 'sent' };
  };
