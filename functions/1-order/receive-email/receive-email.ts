import { z } from 'zod';
import { type IntakePorts, takeInMail } from '../../intake/take-in-mail.ts';

/** The event of a stored message: a key, no content. Whatever else AWS puts into it is not looked at. */
export const contract = {
  input: z.object({ detail: z.object({ object: z.object({ key: z.string().startsWith('inbound/') }) }) }),
  output: z.strictObject({ outcome: z.enum(['opened', 'known', 'joined', 'parked', 'gone']) }),
};

/** An e-mail has been stored: an inquiry is opened, an answer joins, or a person is given it (R1.1). */
export const receiveEmail =
  (ports: IntakePorts) =>
  async ({ detail }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => ({
    outcome: (await takeInMail(ports)(detail.object.key)).outcome,
  });
