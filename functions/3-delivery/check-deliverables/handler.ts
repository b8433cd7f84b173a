import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { checkDeliverables, contract } from './check-deliverables.ts';

export const handler = step(
  contract,
  checkDeliverables({
    assignments: dynamoAssignmentStore(),
    vault: s3ObjectVault(),
    register: dynamoRegister(),
    mailbox: sesMailbox(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
  }),
);
