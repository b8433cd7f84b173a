import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { contract, screenMaterial } from './screen-material.ts';

export const handler = step(
  contract,
  screenMaterial({ assignments: dynamoAssignmentStore(), vault: s3ObjectVault(), now: systemClock }),
);
