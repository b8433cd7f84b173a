import { dynamoRegister } from '#adapters/dynamo-register';
import { dynamoStaffBindings } from '#adapters/dynamo-staff-bindings';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { step } from '#step/step';
import { contract, enrolAdministrator } from './enrol-administrator.ts';

export const handler = step(
  contract,
  enrolAdministrator({
    register: dynamoRegister(),
    staffBindings: dynamoStaffBindings(),
    mailbox: sesMailbox(),
    now: systemClock,
    random: systemRandom,
    portalUrl: environment('PORTAL_URL'),
  }),
);
