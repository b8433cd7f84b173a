import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type DynamoServer, startDynamo } from '../../../../infra/local/dynamo/server.ts';
import { makeTables } from '../../../../infra/local/dynamo/tables.ts';
import { sweepExpired } from '../../../../infra/local/dynamo/ttl-sweep.ts';
import type { TableSpec } from '../../../../infra/local/template/deployment.ts';
import { temporaryFolders } from './a-folder.ts';

const links: TableSpec = {
  name: 'Links',
  attributes: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  indexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  ttlAttribute: 'until',
};

describe('the database of the home', () => {
  const folder = temporaryFolders();
  const servers: DynamoServer[] = [];
  const clients: DynamoDBClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    for (const server of servers.splice(0)) await server.close();
  });

  async function aDatabase(dir: string) {
    const server = await startDynamo({ dir, port: 0 });
    servers.push(server);
    const client = new DynamoDBClient({
      region: 'eu-north-1',
      endpoint: `http://127.0.0.1:${server.port}`,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
    });
    clients.push(client);
    return { server, client };
  }
  const keysOf = async (client: DynamoDBClient) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'Links' }));
    return Items.map((item) => item.pk?.S).sort();
  };

  it('keeps what was written over a restart, and takes the place of one that a killed home left behind', async () => {
    const dir = folder();
    const first = await aDatabase(dir);
    await makeTables(first.client, [links]);
    await first.client.send(new PutItemCommand({ TableName: 'Links', Item: { pk: { S: 'a' } } }));
    const ended = new Promise<void>((resolve) => first.server.onExit(resolve));

    const second = await aDatabase(dir);
    await ended;
    await makeTables(second.client, [links]);
    expect(await keysOf(second.client)).toEqual(['a']);
  });

  it('refuses in two lines a table whose keys or indexes have changed', async () => {
    const { client } = await aDatabase(folder());
    await makeTables(client, [links]);
    await expect(makeTables(client, [{ ...links, indexes: [] }])).rejects.toMatchObject({
      name: 'HomeTrouble',
      lines: [expect.stringContaining('Links'), expect.stringContaining('--data')],
    });
  });

  it('removes what is past its time to live, and nothing else', async () => {
    const { client } = await aDatabase(folder());
    await makeTables(client, [links]);
    const items = { past: { N: '99' }, now: { N: '100' }, later: { N: '101' }, text: { S: '1' } };
    for (const [pk, until] of Object.entries(items)) {
      await client.send(new PutItemCommand({ TableName: 'Links', Item: { pk: { S: pk }, until } }));
    }
    await client.send(new PutItemCommand({ TableName: 'Links', Item: { pk: { S: 'none' } } }));
    expect(await sweepExpired(client, [links], 100_999)).toBe(1);
    expect(await keysOf(client)).toEqual(['later', 'none', 'now', 'text']);
  });
});
