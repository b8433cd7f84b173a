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
    async end(grant, { at, because, by }) {
      const isNew = await once(() =>
        db.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(grant),
            UpdateExpression: 'SET body.endedAt = :at, body.endedBecause = :because, body.endedBy = :by',
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(body.endedAt)',
            ExpressionAttributeValues: { ':at': at.toISOString(), ':because': because, ':by': by },
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
