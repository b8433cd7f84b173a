import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { checkRegisterAccess, contract } from './check-register-access.ts';

export const handler = step(contract, checkRegisterAccess({ assignments: dynamoAssignmentStore(), now: systemClock }));
