import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Delegation } from '#domain/authority';
import type { Delegations } from '#ports/delegations';
import { dynamo, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

/** How delegations come in: what an administrator's import writes. */
export interface DelegationWriter {
  putDelegation(delegation: Delegation): Promise<void>;
}

const PREFIX = 'DELEGATION#';

/** Delegations lie in the register, each under its municipality (D6). */
export const dynamoDelegations = (
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('REGISTER_TABLE'),
): Delegations & DelegationWriter => ({
  async of(party) {
    const items = await queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': `PARTY#${party}`, ':prefix': PREFIX },
    });
    return items.map(({ body }) => Delegation.parse(body));
  },
  async putDelegation(delegation) {
    const Item = { pk: `PARTY#${delegation.party}`, sk: `${PREFIX}${delegation.id}`, body: delegation };
    await db.send(new PutCommand({ TableName: table, Item }));
  },
});
