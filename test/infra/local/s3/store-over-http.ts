import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createKeys } from '../../../../infra/local/kms/keys.ts';
import { createObjectStore, type ObjectCreated } from '../../../../infra/local/s3/object-store.ts';

export const DAY = 86_400_000;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };

/** An object store and its keys behind one address on loopback, and a client that speaks to the store. */
export const storeOverHttp = async (onObjectCreated?: (event: ObjectCreated) => Promise<void>) => {
  const dir = await mkdtemp(join(tmpdir(), 'objects-'));
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const keys = createKeys({ file: join(dir, 'keys.json'), now });
  keys.createKey({ keyId: 'municipality' });
  const open = () =>
    createObjectStore({
      dir: join(dir, 's3'),
      now,
      credentials,
      dataKeys: keys.dataKeys,
      ...(onObjectCreated ? { onObjectCreated } : {}),
    });
  let store = open();
  const server = createServer((req, res) => void (req.headers['x-amz-target'] ? keys : store).handle(req, res));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({ endpoint, region: 'eu-north-1', credentials });
  return {
    client,
    clock,
    endpoint,
    keys,
    now,
    store: () => store,
    reopen: async () => {
      await store.close();
      store = open();
    },
    /** Every file that the store has, as one. */
    bytesOnDisk: async () => {
      const entries = await readdir(join(dir, 's3'), { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name)));
      return Buffer.concat(await Promise.all(files));
    },
    blobs: () => readdir(join(dir, 's3', 'blobs')),
    dir,
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await store.close();
      keys.close();
      await rm(dir, { recursive: true });
    },
  };
};
export type StoreOverHttp = Awaited<ReturnType<typeof storeOverHttp>>;

/** The name of the error a promise fails with. */
export const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: Error) => error.name,
  );

/** A form as a browser sends it, the file last. */
export const sendForm = (
  post: { url: string; fields: Record<string, string> },
  content: string,
  o: { filename?: string; more?: Record<string, string> } = {},
): Promise<Response> => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...post.fields, ...o.more })) form.append(name, value);
  form.append('file', new Blob([content]), o.filename ?? 'file.bin');
  return fetch(post.url, { method: 'POST', body: form, redirect: 'manual' });
};
