import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { sealingPorts } from '#adapters/sealing-ports';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { contract, sealWhatIsSigned } from './seal-documents.ts';

export const handler = step(
  contract,
  sealWhatIsSigned({
    ...sealingPorts(),
    assignments: dynamoAssignmentStore(),
    vault: s3ObjectVault(),
    register: dynamoRegister(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
  }),
);
