import { dynamoAccessGrants } from '#adapters/dynamo-access-grants';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoHandlingRules } from '#adapters/dynamo-handling-rules';
import { dynamoRegister } from '#adapters/dynamo-register';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { checkRegisterAccess, contract } from './check-register-access.ts';

export const handler = step(
  contract,
  checkRegisterAccess({
    assignments: dynamoAssignmentStore(),
    accessGrants: dynamoAccessGrants(),
    handlingRules: dynamoHandlingRules(),
    register: dynamoRegister(),
    now: systemClock,
  }),
);
