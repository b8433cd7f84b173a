import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { step } from '#step/step';
import { contract, verifyAbsence } from './verify-absence.ts';

export const handler = step(
  contract,
  verifyAbsence({
    assignments: dynamoAssignmentStore(),
    access: dynamoAccessStore(),
    vault: s3ObjectVault(),
    records: dynamoRecords(),
  }),
);
