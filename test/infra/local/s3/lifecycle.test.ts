import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LifecycleRule } from '../../../../infra/local/s3/object-store.ts';
import { DAY, failure, type StoreOverHttp, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'material';
beforeEach(async () => {
  local = await storeOverHttp();
});
afterEach(() => local.close());

const given = (...lifecycle: LifecycleRule[]) =>
  local.store().createBucket({ name: Bucket, versioned: true, lifecycle });
const put = (Key: string, Tagging?: string) =>
  local.client.send(new S3.PutObjectCommand({ Bucket, Key, Body: Key, Tagging }));
const later = (days: number) => {
  local.clock.ahead += days * DAY;
  local.store().lifecycle();
};
const listed = async () => {
  const { Versions = [], DeleteMarkers = [] } = await local.client.send(new S3.ListObjectVersionsCommand({ Bucket }));
  return [...Versions.map((row) => `${row.Key}`), ...DeleteMarkers.map((row) => `${row.Key} marker`)].sort();
};

describe('lifecycle rules', () => {
  it('expire only what carries all the tags, under the prefix, when its days are over', async () => {
    given({
      Status: 'Enabled',
      Prefix: 'in/',
      TagFilters: [
        { Key: 'released', Value: 'yes' },
        { Key: 'hold', Value: 'none' },
      ],
      ExpirationInDays: 30,
    });
    await put('in/both', 'released=yes&hold=none');
    await put('in/one', 'released=yes');
    await put('in/other', 'released=no&hold=none');
    await put('out/both', 'released=yes&hold=none');
    const all = ['in/both', 'in/one', 'in/other', 'out/both'];
    later(29);
    expect(await listed()).toEqual(all);
    later(2);
    expect(await listed()).toEqual([...all, 'in/both marker'].sort());
    local.store().lifecycle();
    expect(await listed()).toEqual([...all, 'in/both marker'].sort());
  });

  it('follow a tag that was set later', async () => {
    given({ Status: 'Enabled', TagFilters: [{ Key: 'released', Value: 'yes' }], ExpirationInDays: 1 });
    await put('k');
    later(10);
    expect(await listed()).toEqual(['k']);
    const TagSet = [{ Key: 'released', Value: 'yes' }];
    await local.client.send(new S3.PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet } }));
    local.store().lifecycle();
    expect(await listed()).toEqual(['k', 'k marker']);
  });

  it('count the days of an old version from when it became old, and sweep the lone marker', async () => {
    given(
      { Status: 'Enabled', ExpirationInDays: 10 },
      { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 5 } },
      { Status: 'Enabled', ExpiredObjectDeleteMarker: true },
    );
    await put('k');
    later(11);
    expect(await listed()).toEqual(['k', 'k marker']);
    later(4);
    expect(await listed()).toEqual(['k', 'k marker']);
    later(2);
    expect([await listed(), await local.blobs()]).toEqual([[], []]);
  });

  it('keep the newest of the old versions when told to', async () => {
    given({ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 } });
    const versions = [];
    for (let i = 0; i < 4; i++) versions.push((await put('k')).VersionId);
    later(3);
    const { Versions } = await local.client.send(new S3.ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map((row) => row.VersionId)).toEqual([versions[3], versions[2]]);
  });

  it('abort uploads that nobody finished', async () => {
    given({ Status: 'Enabled', Prefix: '', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } });
    const { UploadId } = await local.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
    const part = { Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'x' };
    await local.client.send(new S3.UploadPartCommand(part));
    later(6);
    expect((await local.client.send(new S3.ListMultipartUploadsCommand({ Bucket }))).Uploads).toHaveLength(1);
    later(2);
    expect(await failure(local.client.send(new S3.UploadPartCommand(part)))).toBe('NoSuchUpload');
    expect((await local.client.send(new S3.ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  it('do nothing when disabled, and nothing to what is locked', async () => {
    given(
      { Status: 'Disabled', ExpirationInDays: 1 },
      { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    );
    const ObjectLockRetainUntilDate = new Date(local.now() + 100 * DAY);
    await local.client.send(
      new S3.PutObjectCommand({ Bucket, Key: 'k', Body: '1', ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate }),
    );
    await put('k');
    later(50);
    expect(await listed()).toEqual(['k', 'k']);
    later(60);
    expect(await listed()).toEqual(['k']);
  });

  it('can be given and read over the wire, with a filter of prefix and tags', async () => {
    given();
    const Filter = { And: { Prefix: 'in/', Tags: [{ Key: 'released', Value: 'yes' }] } };
    const Rules: S3.LifecycleRule[] = [{ ID: 'net', Status: 'Enabled', Filter, Expiration: { Days: 3 } }];
    await local.client.send(
      new S3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    const told = await local.client.send(new S3.GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(told.Rules).toEqual(Rules);
    await put('in/k', 'released=yes');
    later(4);
    expect(await listed()).toEqual(['in/k', 'in/k marker']);
    const none = { Rules: [{ ID: 'bad', Status: 'Enabled' as const, Filter, Expiration: { Days: 0 } }] };
    expect(
      await failure(
        local.client.send(new S3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: none })),
      ),
    ).toBe('MalformedXML');
  });
});
