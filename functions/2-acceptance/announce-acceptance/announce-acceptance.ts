import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import { toOrderer } from '../../waiting/recipients.ts';
import { sendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('announced') }),
};

/** Tells the orderer that the order has been accepted, with signature. */
export const announceAcceptance =
  (ports: { assignments: AssignmentStore; register: Register; mailbox: Mailbox; portalUrl: string; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const file = await ports.assignments.load(assignmentId);
    await sendLetter(ports, assignmentId, `order-accepted/${file.order?.documentId}`, {
      kind: 'order-accepted',
      ...(await toOrderer(file, ports)),
    });
    return { outcome: 'announced' };
  };
