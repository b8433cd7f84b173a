import { dynamoAccessGrants } from '#adapters/dynamo-access-grants';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { step } from '#step/step';
import { closeAssignment, contract } from './close-assignment.ts';

export const handler = step(
  contract,
  closeAssignment({
    assignments: dynamoAssignmentStore(),
    accessGrants: dynamoAccessGrants(),
    register: dynamoRegister(),
    mailbox: sesMailbox(),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
  }),
);
