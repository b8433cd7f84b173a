import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { dynamoSigningRounds } from '#adapters/dynamo-signing-rounds';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { step } from '#step/step';
import { contract, verifyAbsence } from './verify-absence.ts';

const assignments = dynamoAssignmentStore();
const vault = s3ObjectVault();

export const handler = step(
  contract,
  verifyAbsence({
    assignments,
    rounds: dynamoSigningRounds(assignments, vault),
    access: dynamoAccessStore(),
    vault,
    records: dynamoRecords(),
  }),
);
