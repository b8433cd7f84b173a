import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const KILLS = 6;
const WRITERS = 4;
const PUTS_BEFORE_KILL = 12;
const Bucket = 'durable';

let dir: string;
let child: ChildProcess | undefined;
const told = new Set<string>();

const start = async (): Promise<S3.S3Client> => {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'store-process.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = process_;
  const lines = createInterface({ input: process_.stdout });
  const port = await new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const [word, value = ''] = line.split(' ');
      if (word === 'port') resolve(value);
      else told.add(value);
    });
  });
  return new S3.S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    maxAttempts: 1,
  });
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'durable-'));
  told.clear();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(dir, { recursive: true });
});

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a store whose process is killed', () => {
  it(`has every object that it said it had, whole, after ${KILLS} kills in the middle of writing`, async () => {
    const acknowledged = new Map<string, string>();
    let unfinished: { UploadId: string | undefined; ETag: string | undefined } | undefined;
    for (let round = 0; round < KILLS; round++) {
      const client = await start();
      if (round === 0) {
        const { UploadId } = await client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key: 'long-upload' }));
        const { ETag } = await client.send(
          new S3.UploadPartCommand({ Bucket, Key: 'long-upload', UploadId, PartNumber: 1, Body: 'kept' }),
        );
        unfinished = { UploadId, ETag };
      }
      const killed = once(child as ChildProcess, 'exit');
      let puts = 0;
      const write = async (writer: number) => {
        for (let i = 0; ; i++) {
          const Key = `${round}/${writer}/${i}`;
          const Body = randomBytes(100 + ((i * 7919 + writer * 104_729) % 400_000));
          try {
            await client.send(new S3.PutObjectCommand({ Bucket, Key, Body }));
          } catch {
            return;
          }
          acknowledged.set(Key, digest(Body));
          puts += 1;
          if (puts === PUTS_BEFORE_KILL) child?.kill('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
      await killed;
      client.destroy();
    }

    const client = await start();
    const damaged: string[] = [];
    for (const [Key, expected] of acknowledged) {
      const { Body } = await client.send(new S3.GetObjectCommand({ Bucket, Key }));
      if (digest((await Body?.transformToByteArray()) ?? new Uint8Array()) !== expected) damaged.push(Key);
    }
    const { Versions = [] } = await client.send(new S3.ListObjectVersionsCommand({ Bucket }));
    await client.send(
      new S3.CompleteMultipartUploadCommand({
        Bucket,
        Key: 'long-upload',
        UploadId: unfinished?.UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: unfinished?.ETag }] },
      }),
    );
    const blobs = await readdir(join(dir, 's3', 'blobs'));
    const left = await readdir(join(dir, 's3', 'unfinished'));
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * PUTS_BEFORE_KILL);
    expect(damaged).toEqual([]);
    // No bytes without a record, no record without bytes: the objects, and the one part.
    expect([blobs.length, left]).toEqual([Versions.length + 1, []]);
    expect([...acknowledged.keys()].filter((key) => !told.has(key))).toEqual([]);
    client.destroy();
  });
});
