import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { dynamoRegister } from '#adapters/dynamo-register';
import { dynamoSigningRounds } from '#adapters/dynamo-signing-rounds';
import { environment } from '#adapters/environment';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { sealingPorts } from '#adapters/sealing-ports';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { step } from '#step/step';
import { certifyCulling, contract } from './certify-culling.ts';

const assignments = dynamoAssignmentStore();
const vault = s3ObjectVault();

export const handler = step(
  contract,
  certifyCulling({
    ...sealingPorts(),
    assignments,
    rounds: dynamoSigningRounds(assignments, vault),
    access: dynamoAccessStore(),
    vault,
    records: dynamoRecords(),
    register: dynamoRegister(),
    mailbox: sesMailbox(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
    random: systemRandom,
  }),
);
