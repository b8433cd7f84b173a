import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { offersToAnnounce } from '#domain/facts';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import { toOrderer } from '../../waiting/recipients.ts';
import { sendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('announced'), offers: z.int() }),
};

/** Tells the orderer that a municipality can do the work: one letter an offer, which does not say whose. */
export const announceOffers =
  (ports: { assignments: AssignmentStore; register: Register; mailbox: Mailbox; portalUrl: string; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const file = await ports.assignments.load(assignmentId);
    const offers = offersToAnnounce(file);
    for (const { letterId } of offers) {
      await sendLetter(ports, assignmentId, letterId, {
        kind: 'offer-made',
        ...(await toOrderer(file, ports)),
      });
    }
    return { outcome: 'announced', offers: offers.length };
  };
