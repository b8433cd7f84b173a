import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { othersThan } from '#domain/parties';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import { partyMailbox } from '../../waiting/recipients.ts';
import { sendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('circulated') }),
};

/** The inquiry goes to the management group of every other party: a neutral letter with a link, no content (R1.1, K6). */
export const circulateInquiry =
  (ports: { assignments: AssignmentStore; register: Register; mailbox: Mailbox; portalUrl: string; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignment } = await ports.assignments.load(assignmentId);
    const others = othersThan(assignment.orderer);
    await ports.assignments.record({
      id: assignmentId,
      event: 'circulated',
      eventId: 'circulated',
      at: ports.now(),
      by: 'system',
      facts: others.map((party) => ({ kind: 'participation', party, standing: { answer: 'asked' } })),
    });
    for (const party of others) {
      await sendLetter(ports, assignmentId, `inquiry-circulated/${party}`, {
        kind: 'inquiry-circulated',
        to: await partyMailbox(party, ports.register),
        from: assignment.orderer,
      });
    }
    return { outcome: 'circulated' };
  };
