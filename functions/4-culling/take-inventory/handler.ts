import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { dynamoRegister } from '#adapters/dynamo-register';
import { dynamoSigningRounds } from '#adapters/dynamo-signing-rounds';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { contract, takeInventory } from './take-inventory.ts';

const assignments = dynamoAssignmentStore();
const vault = s3ObjectVault();

export const handler = step(
  contract,
  takeInventory({
    assignments,
    rounds: dynamoSigningRounds(assignments, vault),
    access: dynamoAccessStore(),
    vault,
    register: dynamoRegister(),
    records: dynamoRecords(),
    now: systemClock,
  }),
);
