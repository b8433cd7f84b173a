import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HomeClock } from '../clock/clock.ts';
import { makeTables } from '../dynamo/tables.ts';
import type { StoredObject } from '../events/event-bus.ts';
import { createKeys, type Keys } from '../kms/keys.ts';
import { createOutbox, type Outbox } from '../mail/outbox.ts';
import { createObjectStore, type ObjectStore } from '../s3/object-store.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Credentials } from './credentials.ts';

/** Everything that is kept. */
export interface Stores {
  keys: Keys;
  objects: ObjectStore;
  outbox: Outbox;
  dynamo: DynamoDBClient;
}

/** Opens the stores of a data folder and makes in them what the deployment names and they do not have. */
export async function openStores(o: {
  dir: string;
  clock: HomeClock;
  credentials: Credentials;
  deployment: Deployment;
  /** The running database. */
  dynamoUrl: string;
  region: string;
  onObjectCreated: (object: StoredObject) => Promise<void>;
  closing: AsyncDisposableStack;
}): Promise<Stores> {
  const { dir, clock, credentials, deployment, closing } = o;

  const keys = closing.adopt(createKeys({ file: join(dir, 'keys.json'), now: clock.now }), (one) => one.close());
  for (const key of deployment.keys) keys.createKey(key);
  for (const { name, keyId } of deployment.aliases) keys.createAlias(name, keyId);

  const { dataKeys } = keys;
  const objects = closing.adopt(
    createObjectStore({
      dir: join(dir, 's3'),
      now: clock.now,
      credentials,
      dataKeys,
      onObjectCreated: o.onObjectCreated,
    }),
    (one) => one.close(),
  );
  for (const bucket of deployment.buckets) objects.createBucket(bucket);

  const outbox = closing.adopt(createOutbox({ dir: join(dir, 'outbox'), now: clock.now }), (one) => one.close());

  const client = new DynamoDBClient({ region: o.region, credentials, endpoint: o.dynamoUrl });
  const dynamo = closing.adopt(client, (one) => one.destroy());
  await makeTables(dynamo, deployment.tables);
  return { keys, objects, outbox, dynamo };
}
