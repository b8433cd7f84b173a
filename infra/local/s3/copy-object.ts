import type { ServerResponse } from 'node:http';
import { checksumAlgorithm } from './checksums.ts';
import { lockFromHeaders, objectHeaders, tagsFromHeader } from './object-headers.ts';
import { piecesOfVersion } from './pieces.ts';
import { encryptionHeaders, encryptionWish, readSealed, storeSealed } from './protection.ts';
import { MAX_SINGLE, type Measured, measure } from './request-body.ts';
import { preconditionFailed, S3Error } from './s3-error.ts';
import { answerXml, type S3Request } from './s3-request.ts';
import { decodeUri } from './signature-v4.ts';
import type { StoreRooms } from './store-rooms.ts';
import type { ObjectVersion } from './versions.ts';
import { commitObject, conditionsOf, etagOf, setHeaders } from './write-object.ts';

/** The object that `x-amz-copy-source` names: `/bucket/key`, encoded, perhaps with `?versionId=`. */
export const copySource = (rooms: StoreRooms, req: S3Request): ObjectVersion => {
  const [path = '', query = ''] = (req.header('x-amz-copy-source') ?? '').split(/\?(?=versionId=)/);
  const [bucket = '', ...key] = decodeUri(path).replace(/^\//, '').split('/');
  if (key.length === 0) throw new S3Error('InvalidArgument', 400, 'The copy source must name a bucket and a key');
  rooms.buckets.get(bucket);
  const source = rooms.versions.pick(bucket, key.join('/'), new URLSearchParams(query).get('versionId') ?? undefined);
  const match = req.header('x-amz-copy-source-if-match')?.replaceAll('"', '');
  const noneMatch = req.header('x-amz-copy-source-if-none-match')?.replaceAll('"', '');
  if ((match !== undefined && match !== source.etag) || noneMatch === source.etag) throw preconditionFailed();
  return source;
};

/** The source's bytes, opened and counted, for whoever stores them anew. */
export const copiedBytes = (
  rooms: StoreRooms,
  source: ObjectVersion,
  range: { from: number; to: number },
  algorithms: Parameters<typeof measure>[1] = {},
): Measured => {
  if (range.to - range.from + 1 > MAX_SINGLE)
    throw new S3Error(
      'InvalidRequest',
      400,
      'The specified copy source is larger than the maximum allowable size for a copy source',
    );
  return measure(
    readSealed(rooms, source.bucket, piecesOfVersion(rooms.db, source.seq), range.from, range.to),
    algorithms,
  );
};

/** PUT with a copy source. The copy is sealed anew, with a data key of its own bucket. */
export const copyObject = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const bucket = rooms.buckets.get(req.bucket);
  const source = copySource(rooms, req);
  const replacesMetadata = req.header('x-amz-metadata-directive') === 'REPLACE';
  const replacesTags = req.header('x-amz-tagging-directive') === 'REPLACE';
  const isSame = source.bucket === req.bucket && source.key === req.key && source.latest;
  const changesEncryption = req.header('x-amz-server-side-encryption') !== undefined;
  if (isSame && !replacesMetadata && !replacesTags && !changesEncryption)
    throw new S3Error(
      'InvalidRequest',
      400,
      'This copy request is illegal because it is trying to copy an object to itself without changing anything.',
    );
  const headers = replacesMetadata ? objectHeaders(req.header, Object.keys(req.http.headers)) : source.headers;
  const tags = replacesTags ? tagsFromHeader(req.header('x-amz-tagging')) : source.tags;
  const asked = checksumAlgorithm(req.header('x-amz-checksum-algorithm'));
  const kept = Object.keys(source.checksums)
    .map(checksumAlgorithm)
    .find((algorithm) => algorithm !== undefined);
  const algorithms = [asked ?? kept].filter((algorithm) => algorithm !== undefined);
  const { source: bytes, result } = copiedBytes(rooms, source, { from: 0, to: source.size - 1 }, { algorithms });
  const stored = await storeSealed(rooms, bucket.name, encryptionWish(rooms, bucket, req.header), bytes);
  const { encryption } = stored;
  const etag = etagOf(stored, result);
  const { size, checksums } = result;
  const lock = lockFromHeaders(req.header);
  const o = { key: req.key, size, etag, headers, checksums, tags, encryption, lock, reason: 'CopyObject' } as const;
  const versionId = await commitObject(rooms, bucket, stored, o, conditionsOf(req));
  setHeaders(res, {
    'x-amz-version-id': versionId,
    'x-amz-copy-source-version-id': source.version === 'null' ? undefined : source.version,
    ...encryptionHeaders(encryption),
  });
  const sums = Object.fromEntries(
    Object.entries(checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]),
  );
  answerXml(res, 'CopyObjectResult', { ETag: `"${etag}"`, LastModified: new Date(rooms.now()).toISOString(), ...sums });
};
