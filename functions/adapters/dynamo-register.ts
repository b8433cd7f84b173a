import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CullingDecision } from '#domain/culling';
import { PARTY_IDS, Party, type PartyId } from '#domain/parties';
import { Staff, StaffId } from '#domain/staff';
import type { Register } from '#ports/register';
import { dynamo, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

/** How the register fills itself: what an administrator's import writes. */
export interface RegisterWriter {
  putParty(party: Party): Promise<void>;
  putStaff(staff: Staff, identityMac?: string): Promise<void>;
  putDecision(decision: CullingDecision): Promise<void>;
}

const partyPk = (party: PartyId): string => `PARTY#${party}`;

/** The register: parties, staff with their bound e-ID, culling decisions. The tenant is in every key (D6). */
export const dynamoRegister = (
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('REGISTER_TABLE'),
): Register & RegisterWriter => {
  const get = async (pk: string, sk: string): Promise<unknown> =>
    (await db.send(new GetCommand({ TableName: table, Key: { pk, sk } }))).Item?.body;
  const put = async (pk: string, sk: string, body: object): Promise<void> => {
    await db.send(new PutCommand({ TableName: table, Item: { pk, sk, body } }));
  };
  const under = async (pk: string, prefix: string): Promise<unknown[]> => {
    const items = await queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    });
    return items.map(({ body }) => body);
  };
  const parties = async (): Promise<Party[]> => {
    const found = await Promise.all(PARTY_IDS.map((id) => get(partyPk(id), 'PROFILE')));
    return found.filter((body) => body !== undefined).map((body) => Party.parse(body));
  };
  const staff = async (party: PartyId, id: StaffId): Promise<Staff | undefined> => {
    const body = await get(partyPk(party), `STAFF#${id}`);
    return body === undefined ? undefined : Staff.parse(body);
  };
  const staffOf = async (party: PartyId): Promise<Staff[]> =>
    (await under(partyPk(party), 'STAFF#')).map((body) => Staff.parse(body));

  return {
    party: async (id) => Party.parse(await get(partyPk(id), 'PROFILE')),
    parties,
    partyOfDomain: async (domain) =>
      (await parties()).find(({ mailDomains }) => mailDomains.includes(domain.toLowerCase())),
    staff,
    staffOf,
    async staffByIdentity(party, mac) {
      const bound = await get(partyPk(party), `EID#${mac}`);
      if (bound === undefined) return undefined;
      const found = await staff(party, StaffId.parse(bound));
      return found?.isActive ? found : undefined;
    },
    staffByMailbox: async (party, mailbox) =>
      (await staffOf(party)).find((one) => one.isActive && one.mailbox.toLowerCase() === mailbox.toLowerCase()),
    decisions: async (recordType) =>
      (await under('DECISIONS', `${recordType}#`)).map((body) => CullingDecision.parse(body)),

    putParty: (party) => put(partyPk(party.id), 'PROFILE', party),
    async putStaff(one, identityMac) {
      await put(partyPk(one.party), `STAFF#${one.id}`, one);
      if (identityMac) {
        await db.send(
          new PutCommand({
            TableName: table,
            Item: { pk: partyPk(one.party), sk: `EID#${identityMac}`, body: one.id },
          }),
        );
      }
    },
    putDecision: (decision) =>
      put(
        'DECISIONS',
        `${decision.recordType}#${decision.party}#${decision.authority}#${decision.decidedOn}`,
        decision,
      ),
  };
};
