import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { continueCulling, contract } from './continue-culling.ts';

export const handler = step(
  contract,
  continueCulling({ assignments: dynamoAssignmentStore(), workflow: sfnWorkflow(), now: systemClock }),
);
