import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { DeadlinePassed, EventNotAllowed } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import type { LetterKind } from '#domain/letters';
import { mayHappen, type Wait } from '#domain/transitions';
import { askedAt, DURING, decideWait, lastDayOf, WAIT_RULES, type WaitFile } from '#domain/waiting';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';
import type { Workflow } from '#ports/workflow';
import { ownersOf } from './recipients.ts';
import { trySendLetter } from './send-letter.ts';

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
export const awaitAnswer = (
  wait: Wait,
  letterKind: LetterKind,
  ports: WaitPorts,
  before: (file: AssignmentFile) => Promise<WaitFile> = async (file) => file,
) => {
  const run = async ({ assignmentId, taskToken, startedAt }: WaitInput): Promise<WaitOutput> => {
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
      case 'overdue': {
        if (await isAnsweredNow(ports, wait, file)) return run({ assignmentId, taskToken, startedAt });
        await access.endTicket(ticket);
        throw new DeadlinePassed(assignmentId);
      }
      case 'waiting': {
        const since = askedAt(wait, file, now()).toISOString();
        for (const [i, owner] of (await ownersOf(WAIT_RULES[wait].owner, file, ports)).entries()) {
          await trySendLetter(ports, assignmentId, `${wait}/${since}/${decision.letter}/${i}`, {
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
  return run;
};

/**
 * Expires the assignment, unless an answer came since the file was read: then the database refuses it, and the answer
 * counts (architecture 11). Waits that do not end an assignment by silence have nothing to expire.
 */
const isAnsweredNow = async ({ assignments, now }: WaitPorts, wait: Wait, file: AssignmentFile): Promise<boolean> => {
  const { id, status } = file.assignment;
  if (!mayHappen('expired', status)) return false;
  try {
    const expired = { id, event: 'expired', eventId: 'expired', at: now(), by: 'system' } as const;
    await assignments.record({ ...expired, during: DURING[wait] });
    return false;
  } catch (error) {
    if (error instanceof EventNotAllowed) return true;
    throw error;
  }
};
