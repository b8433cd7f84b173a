import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, type StoreOverHttp, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'evidence';
beforeAll(async () => {
  local = await storeOverHttp();
  local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
  local.store().createBucket({ name: 'plain', kmsKeyId: 'municipality' });
});
afterAll(() => local.close());

const put = (Key: string, Body: string) => local.client.send(new S3.PutObjectCommand({ Bucket, Key, Body }));

describe('versions and listings', () => {
  it('tells every version and marker once, whatever the page size', async () => {
    for (const key of ['p/a', 'p/b', 'p/ö', 'p/z']) for (const body of ['1', '2', '3']) await put(key, body);
    await local.client.send(new S3.DeleteObjectCommand({ Bucket, Key: 'p/b' }));
    const tell = async (MaxKeys: number) => {
      const told: string[] = [];
      let at: { KeyMarker?: string; VersionIdMarker?: string } = {};
      for (;;) {
        const page = await local.client.send(
          new S3.ListObjectVersionsCommand({ Bucket, Prefix: 'p/', MaxKeys, ...at }),
        );
        for (const row of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
          told.push(`${row.Key} ${row.VersionId}`);
        if (!page.IsTruncated) return told.sort();
        at = {
          KeyMarker: page.NextKeyMarker ?? '',
          ...(page.NextVersionIdMarker ? { VersionIdMarker: page.NextVersionIdMarker } : {}),
        };
      }
    };
    const whole = await tell(1000);
    expect(new Set(whole).size).toBe(13);
    for (const size of [1, 2, 3, 5, 12, 13]) expect(await tell(size)).toEqual(whole);
  });

  it('brings the version before back when the newest is erased, and leaves no bytes when all are', async () => {
    const before = (await local.blobs()).length;
    const first = await put('w', 'one');
    const second = await put('w', 'two');
    const marker = await local.client.send(new S3.DeleteObjectCommand({ Bucket, Key: 'w' }));
    const read = async () =>
      (await local.client.send(new S3.GetObjectCommand({ Bucket, Key: 'w' }))).Body?.transformToString();
    const erase = (VersionId: string | undefined) =>
      local.client.send(new S3.DeleteObjectCommand({ Bucket, Key: 'w', VersionId }));
    expect(await failure(read())).toBe('NoSuchKey');
    await erase(marker.VersionId);
    expect(await read()).toBe('two');
    await erase(second.VersionId);
    expect(await read()).toBe('one');
    await erase(first.VersionId);
    const left = await local.client.send(new S3.ListObjectVersionsCommand({ Bucket, Prefix: 'w' }));
    expect([left.Versions, left.DeleteMarkers, (await local.blobs()).length]).toEqual([undefined, undefined, before]);
  });

  it('pages objects and common prefixes together', async () => {
    for (let i = 0; i < 7; i++) await put(`d/${i}/f`, 'x');
    for (let i = 0; i < 3; i++) await put(`d/${i}`, 'x');
    const told: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await local.client.send(
        new S3.ListObjectsV2Command({ Bucket, Prefix: 'd/', Delimiter: '/', MaxKeys: 2, ContinuationToken }),
      );
      told.push(
        ...(page.CommonPrefixes ?? []).map((row) => `${row.Prefix}`),
        ...(page.Contents ?? []).map((row) => `${row.Key}`),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(told.sort()).toEqual(['d/0', 'd/0/', 'd/1', 'd/1/', 'd/2', 'd/2/', 'd/3/', 'd/4/', 'd/5/', 'd/6/']);
  });

  it('replaces and deletes in place where versioning is off', async () => {
    const before = (await local.blobs()).length;
    const plain = { Bucket: 'plain', Key: 'k' };
    await local.client.send(new S3.PutObjectCommand({ ...plain, Body: '1' }));
    const { VersionId } = await local.client.send(new S3.PutObjectCommand({ ...plain, Body: '2' }));
    expect([VersionId, (await local.blobs()).length]).toEqual([undefined, before + 1]);
    await local.client.send(new S3.DeleteObjectCommand(plain));
    expect((await local.blobs()).length).toBe(before);
  });

  it('keeps what lies in a bucket that is made again', async () => {
    local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
    const { KeyCount } = await local.client.send(new S3.ListObjectsV2Command({ Bucket, Prefix: 'p/a' }));
    expect(KeyCount).toBe(1);
  });
});
