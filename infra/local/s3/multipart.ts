import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  type ChecksumAlgorithm,
  type Checksums,
  checksumAlgorithm,
  compositeChecksum,
  joinedChecksum,
} from './checksums.ts';
import { copiedBytes, copySource } from './copy-object.ts';
import { objectHeaders, tagsFromHeader } from './object-headers.ts';
import { movePiece } from './pieces.ts';
import { encryptionHeaders, encryptionWish, keyArnOf, type Stored, storeSealed } from './protection.ts';
import { parseRange } from './read-object.ts';
import { type Measured, requestBody, requestXml } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import { answerEmpty, answerXml, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import type { ChecksumPlan, EncryptionWish, Part, Upload } from './uploads.ts';
import type { Encryption } from './versions.ts';
import { checksumHeaders, conditionsOf, etagOf, setHeaders } from './write-object.ts';
import { childrenOf, textOf, type XmlNode } from './xml.ts';

const SMALLEST_PART = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;
/** An object is at most 50 TB. */
const MAX_OBJECT = 50 * 1024 ** 4;

const checksumPlan = (req: S3Request): ChecksumPlan | null => {
  const algorithm = checksumAlgorithm(req.header('x-amz-checksum-algorithm'));
  if (algorithm === undefined) return null;
  const type = req.header('x-amz-checksum-type') ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  const fits = algorithm.startsWith('sha') ? type === 'COMPOSITE' : algorithm !== 'crc64nvme' || type === 'FULL_OBJECT';
  if (!fits || (type !== 'COMPOSITE' && type !== 'FULL_OBJECT'))
    throw new S3Error('InvalidRequest', 400, 'The checksum type does not go with the algorithm');
  return { algorithm, type };
};

export const createMultipartUpload = (rooms: StoreRooms, req: S3Request, res: ServerResponse): void => {
  const bucket = rooms.buckets.get(req.bucket);
  const encryption = encryptionWish(rooms, bucket, req.header);
  const checksum = checksumPlan(req);
  const id = rooms.uploads.begin({
    bucket: bucket.name,
    key: req.key,
    headers: objectHeaders(req.header, Object.keys(req.http.headers)),
    tags: tagsFromHeader(req.header('x-amz-tagging')),
    checksum,
    encryption,
  });
  setHeaders(res, {
    ...encryptionHeaders(encryptionOf(rooms, bucket.name, encryption)),
    ...(checksum
      ? { 'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(), 'x-amz-checksum-type': checksum.type }
      : {}),
  });
  answerXml(res, 'InitiateMultipartUploadResult', { Bucket: bucket.name, Key: req.key, UploadId: id });
};

const encryptionOf = (rooms: StoreRooms, bucket: string, wish: EncryptionWish | null): Encryption | undefined => {
  const keyArn = wish ? keyArnOf(rooms, bucket, wish.keyId) : undefined;
  if (!wish || keyArn === undefined) return undefined;
  return { algorithm: wish.algorithm, keyArn, ...(wish.bucketKey ? { bucketKey: true } : {}) };
};

export const uploadOf = (rooms: StoreRooms, req: S3Request): Upload =>
  rooms.uploads.get(req.bucket, req.key, req.query.get('uploadId') ?? '');

const partNumber = (req: S3Request): number => {
  const number = Number(req.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
    throw new S3Error('InvalidArgument', 400, 'Part number must be an integer between 1 and 10000, inclusive');
  return number;
};

const storePart = async (rooms: StoreRooms, req: S3Request, upload: Upload, { source, result }: Measured) => {
  const number = partNumber(req);
  const stored: Stored = await storeSealed(rooms, upload.bucket, upload.encryption, source);
  const etag = etagOf(stored, result);
  const { size, checksums } = result;
  try {
    await rooms.blobs.remove(rooms.uploads.putPart(upload, { number, size, etag, checksums }, stored.piece));
  } catch (error) {
    await rooms.blobs.remove([stored.piece.id]);
    throw error;
  }
  return { etag, checksums, encryption: stored.encryption };
};

const planned = (upload: Upload): ChecksumAlgorithm[] => (upload.checksum ? [upload.checksum.algorithm] : []);

export const uploadPart = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const upload = uploadOf(rooms, req);
  partNumber(req);
  const { etag, checksums, encryption } = await storePart(rooms, req, upload, requestBody(req, planned(upload)));
  const { 'x-amz-checksum-type': _type, ...sums } = checksumHeaders(checksums);
  setHeaders(res, { etag: `"${etag}"`, ...sums, ...encryptionHeaders(encryption) });
  answerEmpty(res);
};

export const uploadPartCopy = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const upload = uploadOf(rooms, req);
  partNumber(req);
  const source = copySource(rooms, req);
  const range = parseRange(req.header('x-amz-copy-source-range'), source.size) ?? { from: 0, to: source.size - 1 };
  const body = copiedBytes(rooms, source, range, { algorithms: planned(upload) });
  const { etag, encryption } = await storePart(rooms, req, upload, body);
  setHeaders(res, encryptionHeaders(encryption));
  answerXml(res, 'CopyPartResult', { ETag: `"${etag}"`, LastModified: new Date(rooms.now()).toISOString() });
};

/** The parts that the caller lists, in its order, which must be theirs. */
const chosenParts = (document: XmlNode, have: readonly Part[]): Part[] => {
  const byNumber = new Map(have.map((part) => [part.number, part]));
  const chosen = childrenOf(document, 'Part').map((node) => {
    const part = byNumber.get(Number(textOf(node, 'PartNumber')));
    if (!part || part.etag !== textOf(node, 'ETag')?.replaceAll('"', ''))
      throw new S3Error('InvalidPart', 400, 'One or more of the specified parts could not be found.');
    for (const [algorithm, value] of Object.entries(part.checksums)) {
      const claimed = textOf(node, `Checksum${algorithm.toUpperCase()}`);
      if (claimed !== undefined && claimed !== value)
        throw new S3Error('InvalidPart', 400, 'The checksum of a part did not match.');
    }
    return part;
  });
  if (chosen.length === 0) throw new S3Error('MalformedXML', 400, 'You must specify at least one part');
  if (chosen.some((part, i) => i > 0 && part.number <= (chosen[i - 1]?.number ?? 0)))
    throw new S3Error('InvalidPartOrder', 400, 'The list of parts was not in ascending order.');
  if (chosen.slice(0, -1).some((part) => part.size < SMALLEST_PART))
    throw new S3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size');
  return chosen;
};

const wholeChecksum = (plan: ChecksumPlan | null, parts: readonly Part[]): Checksums & { type?: string } => {
  if (!plan) return {};
  const { algorithm, type } = plan;
  const sums = parts.map(({ checksums, size }) => ({ value: checksums[algorithm] ?? '', size }));
  const value =
    type === 'COMPOSITE'
      ? compositeChecksum(
          algorithm,
          sums.map((sum) => sum.value),
        )
      : joinedChecksum(algorithm, sums);
  return value === undefined ? {} : { [algorithm]: value, type };
};

export const completeMultipartUpload = async (
  rooms: StoreRooms,
  req: S3Request,
  res: ServerResponse,
): Promise<void> => {
  const document = await requestXml(req, 'CompleteMultipartUpload');
  const upload = uploadOf(rooms, req);
  const parts = chosenParts(document, rooms.uploads.parts(upload.id));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (size > MAX_OBJECT)
    throw new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed object size.');
  const isOpaque = upload.encryption?.algorithm === 'aws:kms';
  const digest = isOpaque
    ? randomBytes(16).toString('hex')
    : createHash('md5')
        .update(Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex'))))
        .digest('hex');
  const etag = `${digest}-${parts.length}`;
  const checksums = wholeChecksum(upload.checksum, parts);
  const encryption = encryptionOf(rooms, upload.bucket, upload.encryption);
  const { versionId, dropped } = rooms.db.transaction(() => {
    const bucket = rooms.buckets.get(upload.bucket);
    const o = {
      key: upload.key,
      size,
      etag,
      headers: upload.headers,
      checksums,
      tags: upload.tags,
      encryption,
      reason: 'CompleteMultipartUpload',
    } as const;
    const added = rooms.versions.add(bucket, o, conditionsOf(req), (seq) => {
      parts.forEach(({ number }, position) => {
        movePiece(rooms.db, { upload: upload.id, part: number, seq, position });
      });
    });
    return { ...added, dropped: [...added.dropped, ...rooms.uploads.remove(upload.id)] };
  });
  rooms.outbox.deliver();
  await rooms.blobs.remove(dropped);
  setHeaders(res, { 'x-amz-version-id': versionId, ...encryptionHeaders(encryption) });
  const sums = Object.fromEntries(
    Object.entries(checksums).map(([name, value]) => [
      name === 'type' ? 'ChecksumType' : `Checksum${name.toUpperCase()}`,
      value,
    ]),
  );
  const location = `http://${req.http.headers.host}/${upload.bucket}/${upload.key}`;
  answerXml(res, 'CompleteMultipartUploadResult', {
    Location: location,
    Bucket: upload.bucket,
    Key: upload.key,
    ETag: `"${etag}"`,
    ...sums,
  });
};

export const abortMultipartUpload = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const { id } = uploadOf(rooms, req);
  await rooms.blobs.remove(rooms.db.transaction(() => rooms.uploads.remove(id)));
  answerEmpty(res, 204);
};
