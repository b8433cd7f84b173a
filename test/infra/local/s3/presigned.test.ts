import * as S3 from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, failure, type StoreOverHttp, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'deliverables';
const Key = 'a/å b.txt';
beforeAll(async () => {
  local = await storeOverHttp();
  local.store().createBucket({
    name: Bucket,
    kmsKeyId: 'municipality',
    cors: [
      {
        AllowedMethods: ['PUT'],
        AllowedOrigins: ['https://*.example'],
        AllowedHeaders: ['content-type'],
        ExposedHeaders: ['ETag'],
      },
    ],
  });
  local.store().createBucket({
    name: 'short-lived',
    policy: {
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::short-lived/*',
          Condition: { NumericGreaterThan: { 's3:signatureAge': '60000' } },
        },
      ],
    },
  });
  await local.client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'hello' }));
  await local.client.send(new S3.PutObjectCommand({ Bucket: 'short-lived', Key, Body: 'hello' }));
});
afterAll(() => local.close());

const presign = (command: S3.GetObjectCommand | S3.PutObjectCommand, expiresIn = 60) =>
  getSignedUrl(local.client, command as S3.GetObjectCommand, { expiresIn, signingDate: new Date(local.now()) });

describe('presigned addresses', () => {
  it('gives the object under the name that was signed', async () => {
    const disposition = 'attachment; filename="x.txt"';
    const answer = await fetch(
      await presign(new S3.GetObjectCommand({ Bucket, Key, ResponseContentDisposition: disposition })),
    );
    expect([answer.status, await answer.text(), answer.headers.get('content-disposition')]).toEqual([
      200,
      'hello',
      disposition,
    ]);
  });

  it('is refused with any part of it changed', async () => {
    const url = await presign(new S3.GetObjectCommand({ Bucket, Key, ResponseContentType: 'text/plain' }));
    const changed = [
      url.replace('b.txt', 'c.txt'),
      url.replace('text%2Fplain', 'text%2Fhtml'),
      url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'),
      url.replace(/(X-Amz-Date=\d{8}T)\d{6}/, '$1000000'),
      url.replace(/X-Amz-Signature=../, 'X-Amz-Signature=zz'),
      url.replace(/&X-Amz-Signature=[0-9a-f]+/, ''),
      url.replace('eu-north-1', 'eu-west-1'),
      `${url}&versionId=null`,
      url.split('?')[0] ?? '',
    ];
    const statuses = await Promise.all(changed.map(async (address) => (await fetch(address)).status));
    expect(statuses.filter((status) => status < 400)).toEqual([]);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('is refused when its time is out, and never lives longer than a week', async () => {
    const url = await presign(new S3.GetObjectCommand({ Bucket, Key }), 60);
    const week = await presign(new S3.GetObjectCommand({ Bucket, Key }), 7 * 86_400);
    const longer = week.replace('X-Amz-Expires=604800', 'X-Amz-Expires=604801');
    expect((await fetch(longer)).status).toBe(400);
    local.clock.ahead += 59_000;
    expect((await fetch(url)).status).toBe(200);
    local.clock.ahead += 3_000;
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(week)).status).toBe(200);
  });

  it('is refused before its time', async () => {
    const early = { expiresIn: 60, signingDate: new Date(local.now() + 3_600_000) };
    const url = await getSignedUrl(local.client, new S3.GetObjectCommand({ Bucket, Key }), early);
    expect((await fetch(url)).status).toBe(403);
  });

  it('takes what was signed for, and nothing more', async () => {
    const url = await presign(new S3.PutObjectCommand({ Bucket, Key: 'put', ContentType: 'application/pdf' }));
    const type = { 'content-type': 'application/pdf' };
    const plain = await fetch(url, { method: 'PUT', body: 'PDF', headers: type });
    const added = { ...type, 'x-amz-tagging': 'released=yes' };
    const withTag = await fetch(url, { method: 'PUT', body: 'PDF', headers: added });
    const { ContentType, ServerSideEncryption } = await local.client.send(
      new S3.HeadObjectCommand({ Bucket, Key: 'put' }),
    );
    expect([plain.status, withTag.status]).toEqual([200, 403]);
    expect([ContentType, ServerSideEncryption]).toEqual(['application/pdf', 'aws:kms']);
  });

  it('obeys a bucket policy that wants young signatures', async () => {
    const url = await presign(new S3.GetObjectCommand({ Bucket: 'short-lived', Key }), 3600);
    expect((await fetch(url)).status).toBe(200);
    local.clock.ahead += 61_000;
    expect((await fetch(url)).status).toBe(403);
  });

  it('lets a browser in from the origins that are allowed', async () => {
    const preflight = (origin: string, headers: string) =>
      fetch(`${local.endpoint}/${Bucket}/put`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': headers },
      });
    const [ours, theirs, header] = [
      await preflight('https://portal.example', 'content-type'),
      await preflight('https://portal.example.test', 'content-type'),
      await preflight('https://portal.example', 'x-other'),
    ];
    expect([ours.status, theirs.status, header.status]).toEqual([200, 403, 403]);
    expect(ours.headers.get('access-control-allow-origin')).toBe('https://portal.example');
  });
});

describe('signed requests', () => {
  it('are refused with another secret, another key id, or no signature', async () => {
    const get = (accessKeyId: string, secretAccessKey: string) =>
      failure(
        new S3.S3Client({
          endpoint: local.endpoint,
          region: 'eu-north-1',
          credentials: { accessKeyId, secretAccessKey },
        }).send(new S3.ListObjectsV2Command({ Bucket })),
      );
    expect(await get('local', 'wrong')).toBe('SignatureDoesNotMatch');
    expect(await get('other', 'local-secret')).toBe('InvalidAccessKeyId');
    expect((await fetch(`${local.endpoint}/${Bucket}`)).status).toBe(403);
  });

  it('of a client whose clock is months behind succeed once it has set it by ours', async () => {
    local.clock.ahead += 90 * DAY;
    const client = new S3.S3Client({
      endpoint: local.endpoint,
      region: 'eu-north-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    });
    expect(await failure(client.send(new S3.ListObjectsV2Command({ Bucket })))).toBe('no error');
  });
});
