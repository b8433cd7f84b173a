import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Bucket } from './buckets.ts';
import type { Checksums } from './checksums.ts';
import { lockFromHeaders, objectHeaders, tagsFromHeader } from './object-headers.ts';
import { addPieceOfVersion } from './pieces.ts';
import { encryptionHeaders, encryptionWish, type Stored, storeSealed } from './protection.ts';
import { type Measured, requestBody } from './request-body.ts';
import { answerEmpty, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import type { Conditions, NewVersion } from './versions.ts';

/** The MD5 of the content, except under SSE-KMS, where S3 gives a value that says nothing about the content. */
export const etagOf = ({ encryption }: Stored, { md5 }: Measured['result']): string =>
  encryption?.algorithm === 'aws:kms' ? randomBytes(16).toString('hex') : md5;

/** Makes a stored blob an object: one transaction, then what it replaced is removed and the news goes out. */
export const commitObject = async (
  rooms: StoreRooms,
  bucket: Bucket,
  { piece }: Stored,
  o: NewVersion,
  conditions: Conditions = {},
): Promise<string | undefined> => {
  const { db, versions, blobs, outbox } = rooms;
  try {
    const { versionId, dropped } = db.transaction(() =>
      versions.add(rooms.buckets.get(bucket.name), o, conditions, (seq) => addPieceOfVersion(db, piece, seq)),
    );
    outbox.deliver();
    await blobs.remove(dropped);
    return versionId;
  } catch (error) {
    await blobs.remove([piece.id]);
    throw error;
  }
};

export const conditionsOf = (req: S3Request): Conditions => ({
  ifMatch: req.header('if-match'),
  ifNoneMatch: req.header('if-none-match'),
});

export const checksumHeaders = ({ type, ...checksums }: Checksums & { type?: string }): Record<string, string> => {
  const headers = Object.entries(checksums).map(([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value]);
  return headers.length === 0 ? {} : { ...Object.fromEntries(headers), 'x-amz-checksum-type': type ?? 'FULL_OBJECT' };
};

export const setHeaders = (res: ServerResponse, headers: Record<string, string | undefined>): void => {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value);
};

/** PUT of a whole object. */
export const putObject = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const bucket = rooms.buckets.get(req.bucket);
  const conditions = conditionsOf(req);
  // Asked again in the transaction; asked here so that a large body is not stored in vain.
  rooms.versions.expect(bucket.name, req.key, conditions);
  const headers = objectHeaders(req.header, Object.keys(req.http.headers));
  const tags = tagsFromHeader(req.header('x-amz-tagging'));
  const lock = lockFromHeaders(req.header);
  const { source, result } = requestBody(req);
  const stored = await storeSealed(rooms, bucket.name, encryptionWish(rooms, bucket, req.header), source);
  const { encryption } = stored;
  const etag = etagOf(stored, result);
  const { size, checksums } = result;
  const o = { key: req.key, size, etag, headers, checksums, tags, encryption, lock, reason: 'PutObject' } as const;
  const versionId = await commitObject(rooms, bucket, stored, o, conditions);
  setHeaders(res, {
    etag: `"${etag}"`,
    'x-amz-version-id': versionId,
    ...checksumHeaders(checksums),
    ...encryptionHeaders(encryption),
  });
  answerEmpty(res);
};
