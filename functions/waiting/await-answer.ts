import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { DeadlinePassed } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import type { LetterKind } from '#domain/letters';
import type { Wait } from '#domain/transitions';
import { askedAt, decideWait, lastDayOf, WAIT_RULES } from '#domain/waiting';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import type { Workflow } from '#ports/workflow';
import { ownersOf } from './recipients.ts';
import { sendLetter } from './send-letter.ts';

export interface WaitPorts {
  assignments: AssignmentStore;
  access: AccessStore;
  register: Register;
  mailbox: Mailbox;
  workflow: Workflow;
  portalUrl: string;
  now: Clock;
}

/** What every wait takes and gives. The outcome itself comes with the task token's completion. */
export const waitContract = {
  input: z.strictObject({
    assignmentId: AssignmentId,
    taskToken: z.string().min(1),
    startedAt: z.iso.datetime().optional(),
  }),
  output: z.strictObject({ outcome: z.enum(['asked', 'answered', 'continued']) }),
};
export type WaitInput = z.output<typeof waitContract.input>;
export type WaitOutput = z.input<typeof waitContract.output>;

/**
 * One run of a wait: the first, a daily one after the task's timeout, or one that came twice.
 *
 * Keeps the task token, then reads the file, in this order: an answer is stored before it looks for a token, so either it
 * finds this token or this run finds the answer. What is stored counts, whatever became of the token it was meant for;
 * only then is the calendar looked at.
 *
 * @throws DeadlinePassed when the wait's last day is over and nobody answered.
 */
export const awaitAnswer =
  (
    wait: Wait,
    letterKind: LetterKind,
    ports: WaitPorts,
    before: (file: AssignmentFile) => Promise<AssignmentFile> = async (file) => file,
  ) =>
  async ({ assignmentId, taskToken, startedAt }: WaitInput): Promise<WaitOutput> => {
    const { assignments, access, workflow, now } = ports;
    const ticket = { assignmentId, wait, token: taskToken };
    await access.keepTicket(ticket);
    const file = await before(await assignments.load(assignmentId));
    const decision = decideWait(wait, file, now(), startedAt ? new Date(startedAt) : undefined);
    switch (decision.kind) {
      case 'answered':
      case 'continue':
        await workflow.complete(taskToken, decision.kind === 'continue' ? 'continue' : decision.outcome);
        await access.endTicket(ticket);
        return { outcome: decision.kind === 'continue' ? 'continued' : 'answered' };
      case 'overdue':
        await access.endTicket(ticket);
        throw new DeadlinePassed(assignmentId);
      case 'waiting': {
        const since = askedAt(wait, file, now()).toISOString();
        for (const [i, owner] of (await ownersOf(WAIT_RULES[wait].owner, file, ports)).entries()) {
          await sendLetter(ports, assignmentId, `${wait}/${since}/${decision.letter}/${i}`, {
            kind: letterKind,
            ...owner,
            reminder: decision.letter,
            lastDay: lastDayOf(wait, file, now()),
          });
        }
        return { outcome: 'asked' };
      }
    }
  };
