import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { TableSpec } from '../template/deployment.ts';

/**
 * Removes the items whose time to live has passed, as DynamoDB does in the background (there within days, here at once).
 *
 * An item whose attribute was changed between the look and the removal stays.
 * @param now milliseconds since 1970.
 * @returns how many items were removed.
 */
export async function sweepExpired(client: DynamoDBClient, tables: readonly TableSpec[], now: number): Promise<number> {
  let removed = 0;
  for (const table of tables) {
    if (table.ttlAttribute === undefined) continue;
    const pages = paginateScan(
      { client },
      {
        TableName: table.name,
        // The comparison alone leaves out items without the attribute, and those where it is no number.
        FilterExpression: '#ttl < :now',
        ExpressionAttributeNames: { '#ttl': table.ttlAttribute },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1_000)) } },
      },
    );
    for await (const page of pages) {
      for (const item of page.Items ?? []) removed += await remove(client, table, table.ttlAttribute, item);
    }
  }
  return removed;
}

async function remove(
  client: DynamoDBClient,
  table: TableSpec,
  ttlAttribute: string,
  item: Record<string, AttributeValue>,
): Promise<number> {
  const key: Record<string, AttributeValue> = {};
  for (const { AttributeName } of table.keySchema) {
    const part = item[AttributeName];
    if (part) key[AttributeName] = part;
  }
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: key,
        ConditionExpression: '#ttl = :seen',
        ExpressionAttributeNames: { '#ttl': ttlAttribute },
        ExpressionAttributeValues: { ':seen': item[ttlAttribute] ?? { NULL: true } },
      }),
    );
    return 1;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 0;
    throw error;
  }
}
