import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { contract, handOverOriginals } from './hand-over-originals.ts';

export const handler = step(
  contract,
  handOverOriginals({ assignments: dynamoAssignmentStore(), vault: s3ObjectVault(), now: systemClock }),
);
