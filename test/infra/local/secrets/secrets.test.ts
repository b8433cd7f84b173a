import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { secretsManager } from '#adapters/secrets';
import { createSecrets, type LocalSecrets } from '#infra/local/secrets/secrets';

let dir: string;
let file: string;
let secrets: LocalSecrets;
let server: Server;
let client: SecretsManagerClient;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secrets-'));
  file = join(dir, 'secrets.json');
  secrets = createSecrets({ file, now: () => Date.parse('2026-11-22T12:00:00Z') });
  server = createServer((req, res) => void secrets.handle(req, res));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(dir, { recursive: true });
});

describe('secrets of the local home', () => {
  it('are read by the adapter that reads them in AWS, below the prefix', async () => {
    secrets.put('resursdelning/timestamps', { url: 'http://127.0.0.1/' });
    const adapter = secretsManager(client, 'resursdelning/');
    expect(await adapter.read('timestamps', z.object({ url: z.string() }))).toEqual({ url: 'http://127.0.0.1/' });
    expect(await adapter.read('bankid', z.unknown())).toBeUndefined();
  });

  it('are found by their ARN too, and say when they were put', async () => {
    secrets.put('a', { value: 1 });
    const byName = await client.send(new GetSecretValueCommand({ SecretId: 'a' }));
    const byArn = await client.send(new GetSecretValueCommand({ SecretId: byName.ARN }));
    expect(byArn.SecretString).toBe('{"value":1}');
    expect(byArn.CreatedDate).toEqual(new Date('2026-11-22T12:00:00Z'));
  });

  it('lie in one file that its owner alone may read, and are there after a start', async () => {
    secrets.put('a', { value: 1 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(createSecrets({ file }).get('a')).toEqual({ value: 1 });
  });

  it('get a new version when the value is another, and not else', async () => {
    const version = async () => (await client.send(new GetSecretValueCommand({ SecretId: 'a' }))).VersionId;
    secrets.put('a', { value: 1 });
    const first = await version();
    secrets.put('a', { value: 1 });
    expect(await version()).toBe(first);
    secrets.put('a', { value: 2 });
    expect(await version()).not.toBe(first);
  });

  it('are not found by the names that every object has', async () => {
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'constructor' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuse by name what they do not know', async () => {
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('stop the start when their file is damaged, and leave it as it is', async () => {
    await writeFile(file, '{"a":');
    expect(() => createSecrets({ file })).toThrow(SyntaxError);
    expect(await readFile(file, 'utf8')).toBe('{"a":');
  });
});
