import { z } from 'zod';
import { dateOf, plusDays } from '#domain/calendar';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { Records } from '#ports/records';

export const contract = {
  input: z.unknown(),
  output: z.strictObject({ outcome: z.literal('watched'), overdue: z.int() }),
};

/** The objection period and a week: later than this a culling is overdue, unless a hold stands. */
const GRACE_DAYS = 21;

/** Looks daily for culling dates that passed without a culling; the log line is what the alarm counts (architecture 3). */
export const watchCulling =
  ({
    assignments,
    records,
    now,
    report,
  }: {
    assignments: Pick<AssignmentStore, 'head'>;
    records: Records;
    now: Clock;
    report: (overdue: number) => void;
  }) =>
  async (): Promise<z.input<typeof contract.output>> => {
    const dated = await records.dueBefore(plusDays(dateOf(now()), -GRACE_DAYS));
    const heads = await Promise.all(dated.map((id) => assignments.head(id)));
    const overdue = heads.filter((assignment) => !assignment?.hold).length;
    if (overdue > 0) report(overdue);
    return { outcome: 'watched', overdue };
  };
