import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { kmsDataKeys } from '#adapters/data-keys';
import { dynamoAccessStore } from '#adapters/dynamo-access-store';
import { dynamoAssignmentStore } from '#adapters/dynamo-assignment-store';
import { type DelegationWriter, dynamoDelegations } from '#adapters/dynamo-delegations';
import { dynamoRecords } from '#adapters/dynamo-records';
import { dynamoSigningRounds } from '#adapters/dynamo-signing-rounds';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Delegations } from '#ports/delegations';
import type { Records } from '#ports/records';
import type { SigningRounds } from '#ports/signing-rounds';
import { memoryAccessStore } from '#test/memory-access-store';
import { memoryAssignmentStore } from '#test/memory-assignment-store';
import { memoryDelegations } from '#test/memory-delegations';
import { memoryObjectVault } from '#test/memory-object-vault';
import { memoryRecords } from '#test/memory-records';
import { memorySigningRounds } from '#test/memory-signing-rounds';
import { startDynamo } from '../../../infra/local/dynamo/server.ts';
import { makeTables } from '../../../infra/local/dynamo/tables.ts';
import { keysOverHttp } from '../../infra/local/kms/keys-over-http.ts';

export interface Stores {
  assignments: AssignmentStore;
  access: AccessStore;
  records: Records;
  rounds: SigningRounds;
  delegations: Delegations & DelegationWriter;
}

/** Where stores come from: a new, empty set each time `empty` is called. */
export interface StoreSource {
  empty(): Promise<Stores>;
  close(): Promise<void>;
}

export interface DynamoSource extends StoreSource {
  /** Lets so many requests to the database pass and fails the one after, as for a function that is killed there. */
  dieAfter(requests: number): void;
  /** Every item of the assignments' table, as the database holds it. */
  itemsInClear(): Promise<unknown[]>;
}

export const inMemory = async (): Promise<StoreSource> => ({
  empty: async () => {
    const assignments = memoryAssignmentStore();
    return {
      assignments,
      access: memoryAccessStore(),
      records: memoryRecords(),
      rounds: memorySigningRounds(assignments),
      delegations: memoryDelegations([]),
    };
  },
  close: async () => {},
});

/** What `KEY_ALIAS_PREFIX` must say for the keys that `inDynamo` makes. */
export const KEY_ALIAS_PREFIX = 'alias/contract-';

/** The adapters against a database and a key store on loopback, with the tables that the data stack declares. */
export const inDynamo = async (): Promise<DynamoSource> => {
  const dir = await mkdtemp(join(tmpdir(), 'stores-'));
  const [server, kms] = await Promise.all([startDynamo({ dir, port: 0 }), keysOverHttp()]);
  for (const party of ['haninge', 'tyreso']) {
    const { KeyMetadata } = await kms.client.send(new CreateKeyCommand({}));
    const alias = { AliasName: `${KEY_ALIAS_PREFIX}${party}`, TargetKeyId: KeyMetadata?.KeyId };
    await kms.client.send(new CreateAliasCommand(alias));
  }
  const client = new DynamoDBClient({
    region: 'eu-north-1',
    endpoint: `http://127.0.0.1:${server.port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let requestsLeft = Number.POSITIVE_INFINITY;
  client.middlewareStack.add(
    (next) => async (args) => {
      requestsLeft -= 1;
      if (requestsLeft >= 0) return next(args);
      requestsLeft = Number.POSITIVE_INFINITY;
      throw new Error('killed');
    },
    { step: 'initialize' },
  );
  let count = 0;
  return {
    dieAfter: (requests) => {
      requestsLeft = requests;
    },
    itemsInClear: async () => (await db.send(new ScanCommand({ TableName: `t${count}-assignments` }))).Items ?? [],
    async empty() {
      const prefix = `t${++count}`;
      const [table, keysTable, access, records, register] = [
        'assignments',
        'keys',
        'access',
        'records',
        'register',
      ].map((name) => `${prefix}-${name}`) as [string, string, string, string, string];
      await makeTables(client, [
        aTable(table, ['pk', 'sk'], { byParty: ['partyKey', 'partySort'] }),
        aTable(register, ['pk', 'sk']),
        aTable(keysTable, ['pk']),
        aTable(access, ['pk'], { byAssignment: ['assignmentId'] }),
        aTable(records, ['pk', 'sk'], { byParty: ['partyKey', 'partySort'], byDueDate: ['dueKey', 'dueOn'] }),
      ]);
      const assignments = dynamoAssignmentStore(db, kmsDataKeys(db, kms.client, keysTable), table, keysTable);
      return {
        assignments,
        rounds: dynamoSigningRounds(assignments, memoryObjectVault(), db, table),
        delegations: dynamoDelegations(db, register),
        access: dynamoAccessStore(db, access),
        records: dynamoRecords(db, records),
      };
    },
    async close() {
      client.destroy();
      await server.close();
      await kms.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

const schemaOf = (key: readonly string[]) =>
  key.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? ('HASH' as const) : ('RANGE' as const) }));

const aTable = (name: string, key: readonly string[], indexes: Record<string, readonly string[]> = {}) => ({
  name,
  attributes: [...new Set([key, ...Object.values(indexes)].flat())].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  keySchema: schemaOf(key),
  indexes: Object.entries(indexes).map(([IndexName, indexKey]) => ({
    IndexName,
    KeySchema: schemaOf(indexKey),
    Projection: { ProjectionType: 'ALL' as const },
  })),
  ttlAttribute: undefined,
});
