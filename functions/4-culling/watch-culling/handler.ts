import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { systemClock } from '#adapters/system-clock';
import { log } from '#step/log';
import { step } from '#step/step';
import { contract, watchCulling } from './watch-culling.ts';

export const handler = step(
  contract,
  watchCulling({
    assignments: dynamoAssignmentStore(),
    records: dynamoRecords(),
    now: systemClock,
    report: (count) => log({ event: 'culling-overdue', count }),
  }),
);
