import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { contract, cull } from './cull.ts';

export const handler = step(
  contract,
  cull({
    assignments: dynamoAssignmentStore(),
    access: dynamoAccessStore(),
    vault: s3ObjectVault(),
    records: dynamoRecords(),
    now: systemClock,
  }),
);
