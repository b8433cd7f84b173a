import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDelegations } from '#adapters/dynamo-delegations';
import { dynamoHandlingRules } from '#adapters/dynamo-handling-rules';
import { dynamoRegister } from '#adapters/dynamo-register';
import { dynamoStaffBindings } from '#adapters/dynamo-staff-bindings';
import { kmsIdentityKeys } from '#adapters/kms-identity-keys';
import { PARTY_IDS } from '#domain/parties';
import { EXAMPLE_DECISIONS } from './culling-decisions.ts';
import { EXAMPLE_DELEGATIONS } from './delegations.ts';
import { EXAMPLE_HANDLING_RULES } from './handling-rules.ts';
import { mailDomain, managementMailbox, type SeededPerson, TEST_PERSONS } from './test-persons.ts';

/**
 * Fills the local register: the eight parties, their test staff with bound e-IDs, example decisions and handling rules.
 * Writing them again changes nothing, so it is done at every start: what an administrator has changed since stays changed.
 *
 * @param env the environment of a function: names, regions, credentials and endpoints.
 */
export const seedRegister = async ({ env }: { env: Record<string, string> }): Promise<SeededPerson[]> => {
  const given = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`the local register needs ${name}`);
    return value;
  };
  const client = {
    region: given('AWS_REGION'),
    credentials: { accessKeyId: given('AWS_ACCESS_KEY_ID'), secretAccessKey: given('AWS_SECRET_ACCESS_KEY') },
  };
  const dynamo = new DynamoDBClient({ ...client, endpoint: given('AWS_ENDPOINT_URL_DYNAMODB') });
  const kms = new KMSClient({ ...client, endpoint: given('AWS_ENDPOINT_URL_KMS') });
  try {
    const db = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
    const register = dynamoRegister(db, given('REGISTER_TABLE'));
    const bindings = dynamoStaffBindings(db, given('ACCESS_TABLE'), given('REGISTER_TABLE'));
    const keys = kmsIdentityKeys(kms, given('KEY_ALIAS_PREFIX'));
    await Promise.all(
      PARTY_IDS.map((id) =>
        register.putParty({ id, mailDomains: [mailDomain(id)], managementMailbox: managementMailbox(id) }),
      ),
    );
    await Promise.all(EXAMPLE_DECISIONS.map((decision) => register.putDecision(decision)));
    const delegations = dynamoDelegations(db, given('REGISTER_TABLE'));
    await Promise.all(EXAMPLE_DELEGATIONS.map((delegation) => delegations.putDelegation(delegation)));
    const rules = dynamoHandlingRules(db, given('REGISTER_TABLE'));
    await Promise.all(EXAMPLE_HANDLING_RULES.map((version) => rules.publish(version)));
    await Promise.all(
      TEST_PERSONS.map(async ({ staff, personalIdentityNumber }) => {
        if (!staff) return;
        await register.addStaff(staff);
        const [now, bound] = await Promise.all([register.staff(staff.party, staff.id), bindings.boundIn(staff.party)]);
        if (!now?.isActive || bound.has(staff.id)) return;
        await bindings.bind(staff.party, staff.id, await keys.macOf(staff.party, personalIdentityNumber), new Date());
      }),
    );
    return TEST_PERSONS;
  } finally {
    dynamo.destroy();
    kms.destroy();
  }
};
