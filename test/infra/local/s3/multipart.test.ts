import { randomBytes } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, type StoreOverHttp, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'deliverables';
beforeAll(async () => {
  local = await storeOverHttp();
  local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
});
afterAll(() => local.close());

const begin = async (Key: string, more: object = {}) => {
  const { UploadId } = await local.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const upload = { Bucket, Key, UploadId };
  return {
    upload,
    part: (PartNumber: number, Body: Uint8Array | string) =>
      local.client.send(new S3.UploadPartCommand({ ...upload, PartNumber, Body })),
    complete: (parts: { PartNumber: number; ETag: string | undefined }[]) =>
      local.client.send(new S3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } })),
  };
};

describe('multipart uploads', () => {
  it.each(['COMPOSITE', 'FULL_OBJECT'] as const)(
    'joins parts sent in any order, with a %s checksum, and ranges cross them',
    async (ChecksumType) => {
      const { part, complete } = await begin('joined', { ChecksumAlgorithm: 'CRC32C', ChecksumType });
      const [one, two] = [randomBytes(5 * 1024 * 1024 + 3), randomBytes(70_000)];
      const second = await part(2, two);
      const overwritten = await part(1, 'not this');
      const first = await part(1, one);
      const done = await complete([
        { PartNumber: 1, ETag: first.ETag },
        { PartNumber: 2, ETag: second.ETag },
      ]);
      const read = async (Range?: string) => {
        const answer = await local.client.send(
          new S3.GetObjectCommand({ Bucket, Key: 'joined', Range, ChecksumMode: 'ENABLED' }),
        );
        return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      };
      const whole = Buffer.concat([one, two]);
      expect(overwritten.ETag).not.toBe(first.ETag);
      expect([done.ETag?.endsWith('-2"'), done.ChecksumCRC32C?.endsWith('-2')]).toEqual([
        true,
        ChecksumType === 'COMPOSITE',
      ]);
      expect((await read()).equals(whole)).toBe(true);
      expect(
        (await read(`bytes=${one.length - 2}-${one.length + 1}`)).equals(
          whole.subarray(one.length - 2, one.length + 2),
        ),
      ).toBe(true);
    },
  );

  it('refuses parts that are missing, out of order or too small', async () => {
    const { part, complete } = await begin('wrong');
    const small = await part(1, 'small');
    const last = await part(2, 'last');
    const [a, b] = [
      { PartNumber: 1, ETag: small.ETag },
      { PartNumber: 2, ETag: last.ETag },
    ];
    expect(await failure(complete([{ ...a, ETag: last.ETag }]))).toBe('InvalidPart');
    expect(await failure(complete([b, a]))).toBe('InvalidPartOrder');
    expect(await failure(complete([a, b]))).toBe('EntityTooSmall');
  });

  it('leaves no bytes of an upload that is given up, nor of parts that are left out', async () => {
    const before = (await local.blobs()).length;
    const given = await begin('given-up');
    await given.part(1, 'x');
    await local.client.send(new S3.AbortMultipartUploadCommand(given.upload));
    expect((await local.blobs()).length).toBe(before);
    const chosen = await begin('chosen');
    const one = await chosen.part(1, 'one');
    await chosen.part(2, 'two');
    await chosen.complete([{ PartNumber: 1, ETag: one.ETag }]);
    expect((await local.blobs()).length).toBe(before + 1);
    expect(await failure(chosen.part(3, 'late'))).toBe('NoSuchUpload');
  });

  it('tells uploads by prefix and parts by number, page by page', async () => {
    const uploads = [await begin('t/a'), await begin('t/a'), await begin('t/b'), await begin('u/a')];
    const told: string[] = [];
    let at: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (;;) {
      const page = await local.client.send(
        new S3.ListMultipartUploadsCommand({ Bucket, Prefix: 't/', MaxUploads: 1, ...at }),
      );
      told.push(...(page.Uploads ?? []).map((upload) => `${upload.UploadId}`));
      if (!page.IsTruncated) break;
      at = { KeyMarker: page.NextKeyMarker ?? '', UploadIdMarker: page.NextUploadIdMarker ?? '' };
    }
    expect(told.sort()).toEqual(
      uploads
        .slice(0, 3)
        .map(({ upload }) => `${upload.UploadId}`)
        .sort(),
    );
    const first = uploads[0];
    if (!first) throw new Error('There is a first upload');
    for (const number of [1, 2, 5]) await first.part(number, 'x');
    const parts = { ...first.upload, MaxParts: 2 };
    const page = await local.client.send(new S3.ListPartsCommand(parts));
    const rest = await local.client.send(
      new S3.ListPartsCommand({ ...parts, PartNumberMarker: page.NextPartNumberMarker }),
    );
    expect([page.IsTruncated, rest.IsTruncated, rest.Parts?.map((part) => part.PartNumber)]).toEqual([
      true,
      false,
      [5],
    ]);
  });
});
