import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

let shared: DynamoDBDocumentClient | undefined;

/** One client a container. */
export const dynamo = (): DynamoDBDocumentClient => {
  shared ??= DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
  return shared;
};

/** Every item of a query, page by page. */
export const queryAll = async (
  db: DynamoDBDocumentClient,
  input: QueryCommandInput,
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await db.send(new QueryCommand({ ...input, ExclusiveStartKey: from }));
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from && (input.Limit === undefined || items.length < input.Limit));
  return items;
};

/** The items of these keys, a hundred at a time; what DynamoDB left unread is asked for again. */
export const getAll = async (
  db: DynamoDBDocumentClient,
  table: string,
  keys: Record<string, string>[],
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  for (let i = 0; i < keys.length; i += 100) {
    let wanted: Record<string, unknown>[] = keys.slice(i, i + 100);
    while (wanted.length > 0) {
      const answer = await db.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted } } }));
      items.push(...(answer.Responses?.[table] ?? []));
      wanted = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
};

export const isConditionFailed = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;

/** Why each part of a transaction was refused (`None` where it was not), or undefined for any other error. */
export const cancellationsOf = (error: unknown): string[] | undefined =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
    : undefined;
