import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { sesMailbox } from '#adapters/ses-mailbox';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { PartyId } from '#domain/parties';
import { log } from '#step/log';
import { step } from '#step/step';
import { contract, sweepMail } from './sweep-mail.ts';

export const handler = step(
  contract,
  sweepMail({
    assignments: dynamoAssignmentStore(),
    access: dynamoAccessStore(),
    register: dynamoRegister(),
    vault: s3ObjectVault(),
    mailbox: sesMailbox(),
    workflow: sfnWorkflow(),
    hostParty: PartyId.parse(environment('HOST_PARTY')),
    mailDomain: environment('MAIL_DOMAIN'),
    portalUrl: environment('PORTAL_URL'),
    now: systemClock,
    random: systemRandom,
    report: (error) => log({ event: 'mail-not-taken-in', error }),
  }),
);
