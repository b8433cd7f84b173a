import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoRegister } from '#adapters/dynamo-register';
import { dynamoStaffBindings } from '#adapters/dynamo-staff-bindings';
import type { Register, StaffRegister } from '#ports/register';
import type { StaffBindings } from '#ports/staff-bindings';
import { memoryRegister } from '#test/memory-register';
import { memoryStaffBindings } from '#test/memory-staff-bindings';
import { startDynamo } from '../../../infra/local/dynamo/server.ts';
import { makeTables } from '../../../infra/local/dynamo/tables.ts';

/** Where registers come from: a new, empty one each time `empty` is called. */
export interface RegisterSource {
  empty(): Promise<{ register: Register & StaffRegister; bindings: StaffBindings }>;
  close(): Promise<void>;
}

export const registersInMemory = async (): Promise<RegisterSource> => ({
  empty: async () => {
    const register = memoryRegister([]);
    return { register, bindings: memoryStaffBindings(register) };
  },
  close: async () => {},
});

const aTable = (name: string, key: readonly string[]) => ({
  name,
  attributes: key.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  keySchema: key.map((AttributeName, i) => ({
    AttributeName,
    KeyType: i === 0 ? ('HASH' as const) : ('RANGE' as const),
  })),
  indexes: [],
  ttlAttribute: undefined,
});

/** The adapters against a database on loopback. */
export const registersInDynamo = async (): Promise<RegisterSource> => {
  const dir = await mkdtemp(join(tmpdir(), 'registers-'));
  const server = await startDynamo({ dir, port: 0 });
  const client = new DynamoDBClient({
    region: 'eu-north-1',
    endpoint: `http://127.0.0.1:${server.port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let count = 0;
  return {
    async empty() {
      count += 1;
      const [register, access] = [`t${count}-register`, `t${count}-access`] as const;
      await makeTables(client, [aTable(register, ['pk', 'sk']), aTable(access, ['pk'])]);
      return { register: dynamoRegister(db, register), bindings: dynamoStaffBindings(db, access, register) };
    },
    async close() {
      client.destroy();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
