import { handle } from 'hono/aws-lambda';
import { identityMethods } from '#adapters/bankid-identity-methods';
import { bankIdFromEnvironment } from '#adapters/bankid-identity-provider';
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
import { kmsIdentityKeys } from '#adapters/kms-identity-keys';
import { kmsClientKey, publishedClientKeys } from '#adapters/oidc-client-key';
import { oidcIdentityProviderFromEnvironment, partySignInFromEnvironment } from '#adapters/oidc-from-environment';
import { s3ObjectVault } from '#adapters/s3-object-vault';
import { sealingPorts } from '#adapters/sealing-ports';
import { secretsManager } from '#adapters/secrets';
import { sesMailbox } from '#adapters/ses-mailbox';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { systemClock } from '#adapters/system-clock';
import { systemRandom } from '#adapters/system-random';
import { PartyId } from '#domain/parties';
import { createPortal } from './app.tsx';

const clientKey = kmsClientKey(environment('OIDC_CLIENT_KEY'));
const secrets = secretsManager();
const eid = oidcIdentityProviderFromEnvironment({ clientKey, secrets });

const assignments = dynamoAssignmentStore();
const vault = s3ObjectVault();

/** The portal behind an HTTP API: the one file of it that names adapters. */
export const handler = handle(
  createPortal({
    assignments,
    rounds: dynamoSigningRounds(assignments, vault),
    delegations: dynamoDelegations(),
    mailbox: sesMailbox(),
    access: dynamoAccessStore(),
    accessGrants: dynamoAccessGrants(),
    handlingRules: dynamoHandlingRules(),
    register: dynamoRegister(),
    staffBindings: dynamoStaffBindings(),
    records: dynamoRecords(),
    vault,
    workflow: sfnWorkflow(),
    identity: eid,
    identityMethods: identityMethods(eid, bankIdFromEnvironment(secrets)),
    identityKeys: kmsIdentityKeys(),
    partySignIn: partySignInFromEnvironment({ clientKey, secrets }),
    clientKeys: publishedClientKeys(clientKey),
    ...sealingPorts(),
    now: systemClock,
    random: systemRandom,
    portalUrl: environment('PORTAL_URL'),
    hostParty: PartyId.parse(environment('HOST_PARTY')),
    log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
  }),
);
