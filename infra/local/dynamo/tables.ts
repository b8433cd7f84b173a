import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { HomeTrouble } from '../process/trouble.ts';
import type { TableSpec } from '../template/deployment.ts';

/**
 * Makes the tables that do not exist yet.
 * @throws HomeTrouble when one exists with other keys or indexes than the template says.
 */
export async function makeTables(client: DynamoDBClient, tables: readonly TableSpec[]): Promise<void> {
  const existing = new Set((await client.send(new ListTablesCommand({}))).TableNames);
  await Promise.all(
    tables.map(async (table) => {
      if (!existing.has(table.name)) return await make(client, table);
      const { Table } = await client.send(new DescribeTableCommand({ TableName: table.name }));
      if (Table && shapeOf(Table) === shapeOfSpec(table)) return;
      throw new HomeTrouble({
        sv: [`Tabellen ${table.name} har ändrat form sedan mappen skrevs.`, 'Välj en ny mapp med --data DIR.'],
        en: [
          `The table ${table.name} has changed since the folder was written.`,
          'Choose a new folder with --data DIR.',
        ],
      });
    }),
  );
}

async function make(client: DynamoDBClient, table: TableSpec): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: table.attributes,
      KeySchema: table.keySchema,
      ...(table.indexes.length > 0 && { GlobalSecondaryIndexes: table.indexes }),
    }),
  );
}

type Keys = readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[] | undefined;
const keysText = (keys: Keys) => (keys ?? []).map((part) => `${part.KeyType} ${part.AttributeName}`).join();
const shape = (keys: Keys, indexes: readonly { IndexName?: string | undefined; KeySchema?: Keys }[]) =>
  [keysText(keys), ...indexes.map((index) => `${index.IndexName}: ${keysText(index.KeySchema)}`).sort()].join('; ');

const shapeOf = (table: TableDescription) => shape(table.KeySchema, table.GlobalSecondaryIndexes ?? []);
const shapeOfSpec = (table: TableSpec) => shape(table.keySchema, table.indexes);
