import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { dateOf, plusDays, startOf } from '#domain/calendar';
import { isDue, planCulling as plan, recordTypeOf } from '#domain/culling';
import { CONTINUE_AFTER_DAYS, hasLivedLong } from '#domain/waiting';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Records } from '#ports/records';
import type { Register } from '#ports/register';
import { ownersOf } from '../../waiting/recipients.ts';
import { type Post, sendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId, startedAt: z.iso.datetime() }),
  output: z.strictObject({
    outcome: z.enum(['undecided', 'hand-over', 'held', 'blocked', 'waiting', 'due', 'continue']),
    /** When to look again; the workflow reads it only when waiting. */
    wakeAt: z.iso.datetime(),
  }),
};

const DAY = 86_400_000;
/** A closing decision that takes longer than this is overdue. */
const DECIDE_WITHIN_DAYS = 60;

/**
 * Looks at what permits culling and when it is due (architecture 5). Run again after every wait, so that a hold, a new
 * decision or a new date counts. What blocks it is told to a person of the controller every week, and nothing is
 * destroyed.
 */
export const planCulling =
  (ports: Post & { assignments: AssignmentStore; register: Register; records: Records; now: Clock }) =>
  async ({ assignmentId, startedAt }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, register, records, now } = ports;
    const at = now();
    const nowhere = at.toISOString();
    if (hasLivedLong(new Date(startedAt), at)) return { outcome: 'continue', wakeAt: nowhere };
    const file = await assignments.load(assignmentId);
    const planned = plan(file, await register.decisions(recordTypeOf(file.assignment)), at);
    switch (planned.kind) {
      case 'undecided':
        // So that an ending which nobody decides about is seen by the watch too.
        await records.putDueDate(
          assignmentId,
          plusDays(dateOf(new Date(file.assignment.statusSince)), DECIDE_WITHIN_DAYS),
        );
        return { outcome: planned.kind, wakeAt: nowhere };
      case 'held':
        return { outcome: planned.kind, wakeAt: nowhere };
      case 'blocked': {
        if (planned.because === 'originals-not-handed-over') return { outcome: 'hand-over', wakeAt: nowhere };
        for (const [i, { to, from }] of (await ownersOf('controller', file, ports)).entries()) {
          await sendLetter(ports, assignmentId, `culling-blocked/${planned.because}/${dateOf(at)}/${i}`, {
            kind: 'a-person-is-needed',
            to,
            from,
          });
        }
        return { outcome: 'blocked', wakeAt: nowhere };
      }
      case 'planned': {
        await records.putDueDate(assignmentId, planned.cullOn);
        if (isDue(planned.cullOn, at)) return { outcome: 'due', wakeAt: nowhere };
        const due = startOf(planned.cullOn).getTime();
        const longest = new Date(startedAt).getTime() + CONTINUE_AFTER_DAYS * DAY;
        return { outcome: 'waiting', wakeAt: new Date(Math.min(due, longest)).toISOString() };
      }
    }
  };
