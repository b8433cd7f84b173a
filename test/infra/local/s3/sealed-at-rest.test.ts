import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Kms from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createObjectStore } from '../../../../infra/local/s3/object-store.ts';
import { DAY, failure, type StoreOverHttp, sendForm, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'vault';
const CANARY = 'canary 189001019802 canary';
beforeEach(async () => {
  local = await storeOverHttp();
  local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
});
afterEach(() => local.close());

const put = (Key: string, Body: string, more: object = {}) =>
  local.client.send(new S3.PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string) =>
  (await local.client.send(new S3.GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe('objects at rest', () => {
  it('leave no plaintext in any file, whichever way they came', async () => {
    await put('put', CANARY);
    await put('without-kms', CANARY, { ServerSideEncryption: 'AES256' });
    await local.client.send(new S3.CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/put` }));
    const upload = {
      Bucket,
      Key: 'parts',
      UploadId: (await local.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))).UploadId,
    };
    const { ETag } = await local.client.send(new S3.UploadPartCommand({ ...upload, PartNumber: 1, Body: CANARY }));
    const unfinished = await local.bytesOnDisk();
    await local.client.send(
      new S3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
    );
    await sendForm(await createPresignedPost(local.client, { Bucket, Key: 'form' }), CANARY);
    const keys = ['put', 'without-kms', 'copied', 'parts', 'form'];
    expect(await Promise.all(keys.map(read))).toEqual(keys.map(() => CANARY));
    const disk = await local.bytesOnDisk();
    expect([unfinished.includes('canary'), disk.includes('canary'), disk.includes('189001019802')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(disk.includes('without-kms')).toBe(true);
  });

  it('cannot be read while their key is switched off, nor after it is gone', async () => {
    const kms = new Kms.KMSClient({
      endpoint: local.endpoint,
      region: 'eu-north-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    });
    const KeyId = 'municipality';
    await put('k', CANARY);
    await kms.send(new Kms.DisableKeyCommand({ KeyId }));
    expect([await failure(read('k')), await failure(put('l', 'x'))]).toEqual([
      'KMS.DisabledException',
      'KMS.DisabledException',
    ]);
    await kms.send(new Kms.EnableKeyCommand({ KeyId }));
    expect(await read('k')).toBe(CANARY);
    await kms.send(new Kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(await failure(read('k'))).toBe('KMS.KMSInvalidStateException');
    local.clock.ahead += 7 * DAY;
    expect(await failure(read('k'))).toBe('KMS.NotFoundException');
    kms.destroy();
  });

  it('show a changed byte as a failure, never as content', async () => {
    await put('k', 'x'.repeat(300_000));
    const [blob = ''] = await local.blobs();
    const path = join(local.dir, 's3', 'blobs', blob);
    const bytes = readFileSync(path);
    bytes[280_000] = (bytes[280_000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await failure(read('k'))).not.toBe('no error');
    const first = await local.client.send(new S3.GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=0-9' }));
    expect(await first.Body?.transformToString()).toBe('x'.repeat(10));
  });

  it('cannot be asked for KMS in a store without keys', () => {
    const store = createObjectStore({
      dir: join(local.dir, 'bare'),
      now: local.now,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    expect(() => store.createBucket({ name: 'sealed', kmsKeyId: 'municipality' })).toThrow('no key store');
    return store.close();
  });

  it('are sealed by the key that the request names, and refused with one that is not there', async () => {
    const other = local.keys.createKey({ keyId: 'other-municipality' });
    const named = await put('named', 'x', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'other-municipality' });
    const missing = put('missing', 'x', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'nobody' });
    expect([named.SSEKMSKeyId, await failure(missing)]).toEqual([other, 'KMS.NotFoundException']);
  });
});
