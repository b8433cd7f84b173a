import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AccessGrant, RegisterUse } from '#domain/access-grant';
import type { PartyId } from '#domain/parties';
import type { AccessGrants } from '#ports/access-grants';
import { dynamo, isConditionFailed, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

const partyPk = (party: PartyId): string => `PARTY#${party}`;
const keyOf = ({ party, assignmentId, id }: Pick<AccessGrant, 'party' | 'assignmentId' | 'id'>) => ({
  pk: partyPk(party),
  sk: `GRANT#${assignmentId}#${id}`,
});

/** Access grants in the register's table, under the municipality whose staff they are for (D6). Nothing is taken out. */
export const dynamoAccessGrants = (
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('REGISTER_TABLE'),
): AccessGrants => {
  const under = async (party: PartyId, prefix: string): Promise<unknown[]> => {
    const items = await queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': partyPk(party), ':prefix': prefix },
      ConsistentRead: true,
    });
    return items.map(({ body }) => body);
  };
  const grants = async (party: PartyId, prefix: string): Promise<AccessGrant[]> =>
    (await under(party, prefix)).map((body) => AccessGrant.parse(body));
  const once = async (write: () => Promise<unknown>): Promise<boolean> => {
    try {
      await write();
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };
  const putOnce = (Item: object): Promise<boolean> =>
    once(() =>
      db.send(new PutCommand({ TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(pk)' })),
    );

  return {
    put: async (grant) => ((await putOnce({ ...keyOf(grant), body: grant })) ? 'put' : 'already-there'),
    async find(party, assignmentId, id) {
      const Key = keyOf({ party, assignmentId, id });
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item ? AccessGrant.parse(Item.body) : undefined;
    },
    ofParty: (party) => grants(party, 'GRANT#'),
    ofAssignment: (party, assignment) => grants(party, `GRANT#${assignment}#`),
    async end(grant, { at, because, by, withdrawnFor, sealedWithdrawalWords }) {
      const written = {
        endedAt: at.toISOString(),
        endedBecause: because,
        endedBy: by,
        ...(withdrawnFor && { withdrawnFor }),
        ...(sealedWithdrawalWords && { sealedWithdrawalWords }),
      };
      const names = Object.keys(written);
      const isNew = await once(() =>
        db.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(grant),
            UpdateExpression: `SET ${names.map((name) => `body.${name} = :${name}`).join(', ')}`,
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(body.endedAt)',
            ExpressionAttributeValues: Object.fromEntries(
              Object.entries(written).map(([name, value]) => [`:${name}`, value]),
            ),
          }),
        ),
      );
      return isNew ? 'ended' : 'already-ended';
    },
    async logUse(use) {
      await putOnce({ pk: partyPk(use.party), sk: `REGISTER-USE#${use.at}#${use.id}`, body: use });
    },
    uses: async (party) => (await under(party, 'REGISTER-USE#')).map((body) => RegisterUse.parse(body)),
  };
};
