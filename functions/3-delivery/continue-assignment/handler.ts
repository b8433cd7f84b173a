import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { continueAssignment, contract } from './continue-assignment.ts';

export const handler = step(
  contract,
  continueAssignment({ assignments: dynamoAssignmentStore(), workflow: sfnWorkflow(), now: systemClock }),
);
