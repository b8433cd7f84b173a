import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, type StoreOverHttp, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'material';
beforeAll(async () => {
  local = await storeOverHttp();
  local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
});
afterAll(() => local.close());

const put = (Key: string, Body: S3.PutObjectCommandInput['Body'], more: object = {}) =>
  local.client.send(new S3.PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more: object = {}) => {
  const answer = await local.client.send(new S3.GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
};

describe('objects of the local home', () => {
  it.each([
    'mapp å/ä ö+%#?&=ü.pdf',
    'a//b/../c',
    "quote's (1)!*~.txt",
    '100%25',
    ' space ',
    '\u{1f5fa}/карта',
    'a&amp;<b>"c"',
  ])('keeps the key %j as it is', async (key) => {
    await put(key, key);
    const listed = await local.client.send(new S3.ListObjectsV2Command({ Bucket, Prefix: key }));
    const copied = `copy of ${key}`;
    const CopySource = `${Bucket}/${encodeURIComponent(key)}`;
    await local.client.send(new S3.CopyObjectCommand({ Bucket, Key: copied, CopySource }));
    expect((await get(copied)).bytes.toString()).toBe(key);
    expect(listed.Contents?.map((object) => object.Key)).toEqual([key]);
    const batch = await local.client.send(
      new S3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: key }, { Key: copied }] } }),
    );
    expect(batch.Deleted?.map((object) => object.Key)).toEqual([key, copied]);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'verifies %s, sent before or after a body, and gives it back',
    async (algorithm) => {
      const content = randomBytes(700_001);
      const field = `Checksum${algorithm}` as const;
      const before = await put('sum', content, { ChecksumAlgorithm: algorithm });
      const streamed = Readable.from([content.subarray(0, 300_000), content.subarray(300_000)]);
      const after = await put('streamed', streamed, { ChecksumAlgorithm: algorithm, ContentLength: content.length });
      const read = await get('streamed', { ChecksumMode: 'ENABLED' });
      expect([before[field], after[field], read[field]]).toEqual(Array(3).fill(before[field]));
      expect(before[field]).toBeTruthy();
      expect(read.bytes.equals(content)).toBe(true);
      const wrong = Buffer.from(before[field] ?? '', 'base64')
        .fill(7)
        .toString('base64');
      expect(await failure(put('wrong', content, { [field]: wrong }))).toBe('BadDigest');
      expect(await failure(get('wrong'))).toBe('NoSuchKey');
    },
  );

  it('gives any range of a sealed object, across segments', async () => {
    const content = randomBytes(600_000);
    await put('ranged', content);
    for (const [from, to] of [
      [0, 0],
      [262_143, 262_144],
      [100, 599_999],
      [524_287, 524_290],
      [599_999, 599_999],
    ] as const) {
      const { bytes, ContentRange } = await get('ranged', { Range: `bytes=${from}-${to}` });
      expect(bytes.equals(content.subarray(from, to + 1))).toBe(true);
      expect(ContentRange).toBe(`bytes ${from}-${to}/600000`);
    }
    expect((await get('ranged', { Range: 'bytes=-5' })).bytes.equals(content.subarray(-5))).toBe(true);
    expect(await failure(get('ranged', { Range: 'bytes=600000-' }))).toBe('InvalidRange');
  });

  it('keeps an empty object and one of exactly one segment', async () => {
    await put('empty', '');
    await put('one', Buffer.alloc(262_144, 1));
    expect([(await get('empty')).bytes.length, (await get('one')).bytes.length]).toEqual([0, 262_144]);
  });

  it('lets only one of many writers create a key', async () => {
    const tries = Array.from({ length: 8 }, (_, i) => failure(put('once', `${i}`, { IfNoneMatch: '*' })));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => outcome === 'no error')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['no error', 'PreconditionFailed']));
  });

  it('replaces a key only while it is what the writer saw', async () => {
    const { ETag } = await put('seen', '1');
    await put('seen', '2', { IfMatch: ETag });
    expect(await failure(put('seen', '3', { IfMatch: ETag }))).toBe('PreconditionFailed');
    expect(await failure(put('never', '3', { IfMatch: ETag }))).toBe('NoSuchKey');
  });

  it('copies a named version with its metadata and tags, or with new ones', async () => {
    const { VersionId } = await put('source', 'old', {
      Metadata: { a: '1' },
      Tagging: 'state=old',
      ContentType: 'text/plain',
    });
    await put('source', 'new');
    const CopySource = `${Bucket}/source?versionId=${VersionId}`;
    const copy = await local.client.send(new S3.CopyObjectCommand({ Bucket, Key: 'kept', CopySource }));
    await local.client.send(
      new S3.CopyObjectCommand({
        Bucket,
        Key: 'replaced',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
        TaggingDirective: 'REPLACE',
        Tagging: 'state=new',
      }),
    );
    const tags = async (Key: string) =>
      (await local.client.send(new S3.GetObjectTaggingCommand({ Bucket, Key }))).TagSet;
    const [kept, replaced] = [await get('kept'), await get('replaced')];
    expect(copy.CopySourceVersionId).toBe(VersionId);
    expect([kept.bytes.toString(), kept.Metadata, kept.ContentType, await tags('kept')]).toEqual([
      'old',
      { a: '1' },
      'text/plain',
      [{ Key: 'state', Value: 'old' }],
    ]);
    expect([replaced.bytes.toString(), replaced.Metadata, await tags('replaced')]).toEqual([
      'old',
      { b: '2' },
      [{ Key: 'state', Value: 'new' }],
    ]);
  });

  it('deletes a version under a compliance lock for nobody until its time is out', async () => {
    const { VersionId } = await put('locked', 'x', {
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: new Date(local.now() + 60_000),
    });
    const erase = () => failure(local.client.send(new S3.DeleteObjectCommand({ Bucket, Key: 'locked', VersionId })));
    expect(await erase()).toBe('AccessDenied');
    local.clock.ahead += 61_000;
    expect(await erase()).toBe('no error');
  });

  it('refuses a single PUT of more than 5 GiB before it reads it', async () => {
    const status = await new Promise<string>((resolve, reject) => {
      // Only the refusal matters, so no byte of the 5 GiB is sent; the signature is the SDK's over the same headers.
      const presign = import('@aws-sdk/s3-request-presigner').then(({ getSignedUrl }) =>
        getSignedUrl(local.client, new S3.PutObjectCommand({ Bucket, Key: 'huge' }), {
          expiresIn: 600,
          signingDate: new Date(local.now()),
        }),
      );
      presign.then((url) => {
        const req = request(url, {
          method: 'PUT',
          headers: { 'content-length': 5 * 1024 ** 3 + 1, expect: '100-continue' },
        });
        req.on('response', (res) => {
          res.setEncoding('utf8').on('data', (text: string) => {
            resolve(text);
            req.destroy();
          });
        });
        req.on('error', reject);
        req.write('x'.repeat(1000));
        for (let sent = 0; sent < 70; sent++) req.write(Buffer.alloc(1024 * 1024));
      }, reject);
    });
    expect(status).toContain('EntityTooLarge');
  });

  it('does not give away what an object holds in its ETag when it is sealed by KMS', async () => {
    const { ETag, ServerSideEncryption, SSEKMSKeyId } = await put('opaque', 'content');
    expect(ETag).not.toContain(createHash('md5').update('content').digest('hex'));
    expect([ServerSideEncryption, SSEKMSKeyId]).toEqual([
      'aws:kms',
      'arn:aws:kms:eu-north-1:000000000000:key/municipality',
    ]);
  });

  it('says by name what it does not do', async () => {
    const acl = local.client.send(new S3.GetObjectAclCommand({ Bucket, Key: 'opaque' }));
    expect(await failure(acl)).toBe('NotImplemented');
  });
});
