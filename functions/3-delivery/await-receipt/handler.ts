import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { step } from '#step/step';
import { awaitReceipt, contract } from './await-receipt.ts';

export const handler = step(
  contract,
  awaitReceipt({
    assignments: dynamoAssignmentStore(),
    access: dynamoAccessStore(),
    register: dynamoRegister(),
    mailbox: sesMailbox(),
    workflow: sfnWorkflow(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
    random: systemRandom,
  }),
);
