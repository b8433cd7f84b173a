import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createKeys } from '../../../../infra/local/kms/keys.ts';
import { createObjectStore } from '../../../../infra/local/s3/object-store.ts';

// A store in a process of its own, to be killed. Prints its port, and each event it is told of.
const [, , dir = ''] = process.argv;
const now = () => Date.now();
const keys = createKeys({ file: join(dir, 'keys.json'), now });
keys.createKey({ keyId: 'municipality' });
const store = createObjectStore({
  dir: join(dir, 's3'),
  now,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
  dataKeys: keys.dataKeys,
  onObjectCreated: async ({ key }) => {
    process.stdout.write(`told ${key}\n`);
  },
});
store.createBucket({ name: 'durable', versioned: true, kmsKeyId: 'municipality' });
const server = createServer((req, res) => void store.handle(req, res));
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
