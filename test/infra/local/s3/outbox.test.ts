import * as S3 from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ObjectCreated } from '../../../../infra/local/s3/object-store.ts';
import { type StoreOverHttp, sendForm, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'mail';
afterEach(() => local.close());

describe('news of new objects', () => {
  it('say how each object came, after it can be read', async () => {
    const told: ObjectCreated[] = [];
    const found: (string | undefined)[] = [];
    local = await storeOverHttp(async (event) => {
      const { bucket, key, versionId } = event;
      found.push(
        (await local.client.send(new S3.HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }))).ETag,
      );
      told.push(event);
    });
    local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
    const at = (Key: string) => ({ Bucket, Key });
    const put = await local.client.send(new S3.PutObjectCommand({ ...at('put'), Body: 'four' }));
    await local.client.send(new S3.CopyObjectCommand({ ...at('copy'), CopySource: `${Bucket}/put` }));
    const upload = {
      ...at('parts'),
      UploadId: (await local.client.send(new S3.CreateMultipartUploadCommand(at('parts')))).UploadId,
    };
    const { ETag } = await local.client.send(new S3.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' }));
    await local.client.send(
      new S3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
    );
    await sendForm(await createPresignedPost(local.client, at('form')), 'x');
    await local.client.send(new S3.DeleteObjectCommand(at('put')));
    await vi.waitFor(() => expect(told).toHaveLength(4));
    expect(told.map(({ key, reason }) => `${key} ${reason}`).sort()).toEqual([
      'copy CopyObject',
      'form PostObject',
      'parts CompleteMultipartUpload',
      'put PutObject',
    ]);
    expect(found.every(Boolean)).toBe(true);
    expect(told.find(({ key }) => key === 'put')).toEqual({
      bucket: Bucket,
      key: 'put',
      size: 4,
      etag: put.ETag?.replaceAll('"', ''),
      versionId: put.VersionId,
      reason: 'PutObject',
    });
  });

  it('are told again after a restart until they are heard, and then no more', async () => {
    const heard: string[] = [];
    let isDeaf = true;
    local = await storeOverHttp(async ({ key }) => {
      if (isDeaf) throw new Error('not now');
      heard.push(key);
    });
    local.store().createBucket({ name: Bucket });
    await local.client.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await local.client.send(new S3.PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }));
    await local.reopen();
    expect(heard).toEqual([]);
    isDeaf = false;
    await local.reopen();
    await vi.waitFor(() => expect(heard.sort()).toEqual(['a', 'b']));
    await local.reopen();
    await local.reopen();
    expect(heard).toHaveLength(2);
  });
});
