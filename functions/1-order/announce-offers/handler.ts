import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { announceOffers, contract } from './announce-offers.ts';

export const handler = step(
  contract,
  announceOffers({
    assignments: dynamoAssignmentStore(),
    register: dynamoRegister(),
    mailbox: sesMailbox(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
  }),
);
