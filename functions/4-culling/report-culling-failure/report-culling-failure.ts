import { z } from 'zod';
import { AssignmentId, ordererOf, referenceOf } from '#domain/assignment';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import { partyMailbox } from '../../waiting/recipients.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('reported') }),
};

/**
 * A culling that could not be finished is told to the controller. The letter is not claimed in the file, which may be
 * gone: it leaves once a run.
 */
export const reportCullingFailure =
  ({ register, mailbox, portalUrl }: { register: Register; mailbox: Mailbox; portalUrl: string }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const orderer = ordererOf(assignmentId);
    await mailbox.send({
      kind: 'a-person-is-needed',
      to: await partyMailbox(orderer, register),
      from: orderer,
      reference: referenceOf(assignmentId),
      url: `${portalUrl}/assignments/${assignmentId}`,
    });
    return { outcome: 'reported' };
  };
