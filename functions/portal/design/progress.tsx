import type { FC } from 'hono/jsx';
import type { Outcome, Status } from '#domain/assignment';
import type { Frame } from './frame.ts';

/** Which of the steps in the texts a status belongs to; a parked mail is on no way. */
const STEP_OF: Partial<Record<Status, number>> = {
  screening: 0,
  'in-review': 0,
  circulated: 0,
  ordered: 1,
  accepted: 2,
  'in-progress': 2,
  delivered: 3,
  sent: 4,
  received: 4,
  ended: 5,
};

/** How far an assignment has come, from the inquiry to the culling. What ended on the way has left it, and shows nothing. */
export const Progress: FC<{ frame: Frame; status: Status; outcome: Outcome | undefined }> = ({
  frame: { t },
  status,
  outcome,
}) => {
  const present = STEP_OF[status];
  if (present === undefined || (outcome && outcome !== 'completed')) return null;
  return (
    <ol class="progress" aria-label={t.progress.title}>
      {t.progress.steps.map((step, number) => {
        if (number > present) return <li>{step}</li>;
        if (number === present) {
          return (
            <li class="present" aria-current="step">
              {step}
            </li>
          );
        }
        return (
          <li class="past">
            {step}
            <span class="unseen"> {t.progress.past}</span>
          </li>
        );
      })}
    </ol>
  );
};
