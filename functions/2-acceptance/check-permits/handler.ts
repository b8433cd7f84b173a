import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { checkPermits, contract } from './check-permits.ts';

export const handler = step(contract, checkPermits({ assignments: dynamoAssignmentStore(), now: systemClock }));
