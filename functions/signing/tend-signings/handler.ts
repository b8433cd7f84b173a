import { dynamoAccessGrants } from '#adapters/dynamo-access-grants';
import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { dynamoDelegations } from '#adapters/dynamo-delegations';
import { dynamoHandlingRules } from '#adapters/dynamo-handling-rules';
import { dynamoRecords } from '#adapters/dynamo-records';
import { dynamoRegister } from '#adapters/dynamo-register';
import { dynamoSigningRounds } from '#adapters/dynamo-signing-rounds';
import { dynamoStaffBindings } from '#adapters/dynamo-staff-bindings';
import { environment } from '#adapters/environment';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { sesMailbox } from '#adapters/ses-mailbox';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { PartyId } from '#domain/parties';
import { log } from '#step/log';
import { step } from '#step/step';
import { askOwedSignatures } from '../../portal/actions/ask-for-rules-signature.ts';
import { ROUND_KINDS } from '../../portal/signing/round-kinds.ts';
import { contract, tendRounds } from '../tend-rounds.ts';

const assignments = dynamoAssignmentStore();
const vault = s3ObjectVault();

export const handler = step(
  contract,
  tendRounds({
    deps: {
      assignments,
      rounds: dynamoSigningRounds(assignments, vault),
      delegations: dynamoDelegations(),
      access: dynamoAccessStore(),
      accessGrants: dynamoAccessGrants(),
      handlingRules: dynamoHandlingRules(),
      register: dynamoRegister(),
      staffBindings: dynamoStaffBindings(),
      records: dynamoRecords(),
      vault,
      workflow: sfnWorkflow(),
      mailbox: sesMailbox(),
      now: systemClock,
      random: systemRandom,
      portalUrl: environment('PORTAL_URL'),
      hostParty: PartyId.parse(environment('HOST_PARTY')),
    },
    kinds: ROUND_KINDS,
    askOwed: (deps) => askOwedSignatures(deps),
    report: (count) => log({ event: 'signing-not-tended', count }),
  }),
);
