import { dynamoRegister } from '#adapters/dynamo-register';
import { environment } from '#adapters/environment';
import { sesMailbox } from '#adapters/ses-mailbox';
import { step } from '#step/step';
import { contract, reportCullingFailure } from './report-culling-failure.ts';

export const handler = step(
  contract,
  reportCullingFailure({ register: dynamoRegister(), mailbox: sesMailbox(), portalUrl: environment('PORTAL_URL') }),
);
