import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRecords } from '#adapters/dynamo-records';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { contract, planCulling } from './plan-culling.ts';

export const handler = step(
  contract,
  planCulling({
    assignments: dynamoAssignmentStore(),
    register: dynamoRegister(),
    records: dynamoRecords(),
    mailbox: sesMailbox(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
  }),
);
