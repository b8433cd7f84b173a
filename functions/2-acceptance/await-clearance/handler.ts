import { dynamoAccessGrants } from '#adapters/dynamo-access-grants';
import { dynamoHandlingRules } from '#adapters/dynamo-handling-rules';
import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitClearance, contract } from './await-clearance.ts';

export const handler = step(
  contract,
  awaitClearance({ ...waitPorts(), accessGrants: dynamoAccessGrants(), handlingRules: dynamoHandlingRules() }),
);
