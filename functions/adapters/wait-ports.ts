import { dynamoAccessStore } from './dynamo-access-store.ts';
import { dynamoAssignmentStore } from './dynamo-assignment-store.ts';
import { dynamoRegister } from './dynamo-register.ts';
import { environment } from './environment.ts';
import { sesMailbox } from './ses-mailbox.ts';
import { sfnWorkflow } from './sfn-workflow.ts';
import { systemClock } from './system-clock.ts';

/** What every wait for a person is wired with: the waits differ in whom they ask, not in what they touch. */
export const waitPorts = () => ({
  assignments: dynamoAssignmentStore(),
  access: dynamoAccessStore(),
  register: dynamoRegister(),
  mailbox: sesMailbox(),
  workflow: sfnWorkflow(),
  portalUrl: environment('PORTAL_URL'),
  now: systemClock,
});
