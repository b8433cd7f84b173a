import { type DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { CullingDecision } from '#domain/culling';
import { PARTY_IDS, Party, type PartyId } from '#domain/parties';
import { Staff, type StaffId } from '#domain/staff';
import { StaffLogEntry } from '#domain/staff-log';
import type { Register, StaffRegister } from '#ports/register';
import { cancellationsOf, dynamo, isConditionFailed, queryAll } from './dynamo-client.ts';
import { dynamoIdentitySlot } from './dynamo-identity-slot.ts';
import { environment } from './environment.ts';

/** How the register is filled the first time, by whoever runs the system. */
export interface RegisterWriter {
  putParty(party: Party): Promise<void>;
  /** Adds a record that is not there yet; one that is there belongs to its municipality. */
  addStaff(staff: Staff): Promise<void>;
  putDecision(decision: CullingDecision): Promise<void>;
}

const partyPk = (party: PartyId): string => `PARTY#${party}`;
const logSk = ({ at, id }: StaffLogEntry): string => `STAFFLOG#${at}#${id}`;

/** The register: parties, staff with what they are known by, culling decisions. The tenant is in every key (D6). */
export const dynamoRegister = (
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('REGISTER_TABLE'),
): Register & StaffRegister & RegisterWriter => {
  const get = async (pk: string, sk: string): Promise<unknown> =>
    (await db.send(new GetCommand({ TableName: table, Key: { pk, sk } }))).Item?.body;
  const put = async (pk: string, sk: string, body: object): Promise<void> => {
    await db.send(new PutCommand({ TableName: table, Item: { pk, sk, body } }));
  };
  const putOnce = async (pk: string, sk: string, body: object): Promise<void> => {
    await db.send(
      new PutCommand({ TableName: table, Item: { pk, sk, body }, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
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
  const activeStaff = async (party: PartyId, id: StaffId | undefined): Promise<Staff | undefined> => {
    const found = id && (await staff(party, id));
    return found?.isActive ? found : undefined;
  };
  const [eids, ownSignIns] = [dynamoIdentitySlot(db, table, 'EID'), dynamoIdentitySlot(db, table, 'OWN')];
  const staffOf = async (party: PartyId): Promise<Staff[]> =>
    (await under(partyPk(party), 'STAFF#')).map((body) => Staff.parse(body));

  return {
    party: async (id) => Party.parse(await get(partyPk(id), 'PROFILE')),
    parties,
    partyOfDomain: async (domain) =>
      (await parties()).find(({ mailDomains }) => mailDomains.includes(domain.toLowerCase())),
    staff,
    staffOf,
    staffByIdentity: async (party, mac) => activeStaff(party, await eids.holderOf(party, mac)),
    staffByOwnSignIn: async (party, mac) => activeStaff(party, await ownSignIns.holderOf(party, mac)),
    ownSignInSince: ownSignIns.since,
    bindOwnSignIn: ownSignIns.bind,
    forgetOwnSignIn: ownSignIns.unbind,
    staffByMailbox: async (party, mailbox) =>
      (await staffOf(party)).find((one) => one.isActive && one.mailbox.toLowerCase() === mailbox.toLowerCase()),
    decisions: async (recordType) =>
      (await under('DECISIONS', `${recordType}#`)).map((body) => CullingDecision.parse(body)),

    async writeStaff({ staff: one, was, entry }) {
      try {
        await db.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table,
                  Item: { pk: partyPk(one.party), sk: `STAFF#${one.id}`, body: one },
                  ConditionExpression: was ? 'body = :was' : 'attribute_not_exists(pk)',
                  ...(was && { ExpressionAttributeValues: { ':was': was } }),
                },
              },
              {
                Put: {
                  TableName: table,
                  Item: { pk: partyPk(entry.party), sk: logSk(entry), body: entry },
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
            ],
          }),
        );
        return 'written';
      } catch (error) {
        const [record, line] = cancellationsOf(error) ?? [];
        if (line === 'ConditionalCheckFailed') return 'already';
        if (record === 'ConditionalCheckFailed') return 'stale';
        throw error;
      }
    },
    async noteStaff(entry) {
      try {
        await putOnce(partyPk(entry.party), logSk(entry), entry);
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
    staffLog: async (party) => (await under(partyPk(party), 'STAFFLOG#')).map((body) => StaffLogEntry.parse(body)),

    putParty: (party) => put(partyPk(party.id), 'PROFILE', party),
    async addStaff(one) {
      try {
        await putOnce(partyPk(one.party), `STAFF#${one.id}`, one);
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
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
