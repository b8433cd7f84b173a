import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { createKeys } from '../../../../infra/local/kms/keys.ts';

/** A key store on loopback with a clock of its own, and a client that speaks to it. */
export const keysOverHttp = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'keys-'));
  const file = join(dir, 'keys.json');
  const clock = { at: Date.parse('2026-11-22T12:00:00Z') };
  const open = () => createKeys({ file, now: () => clock.at });
  let keys = open();
  const server = createServer((req, res) => void keys.handle(req, res));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const client = new KMSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    client,
    clock,
    file,
    keys: () => keys,
    reopen: () => {
      keys.close();
      keys = open();
    },
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      keys.close();
      await rm(dir, { recursive: true });
    },
  };
};
