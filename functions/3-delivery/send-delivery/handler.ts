import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { step } from '#step/step';
import { contract, sendDelivery } from './send-delivery.ts';

export const handler = step(
  contract,
  sendDelivery({
    assignments: dynamoAssignmentStore(),
    access: dynamoAccessStore(),
    register: dynamoRegister(),
    mailbox: sesMailbox(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
    random: systemRandom,
  }),
);
