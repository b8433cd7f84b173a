import type { ServerResponse } from 'node:http';
import { bucketSetting } from './bucket-settings.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { listObjects, listVersions } from './list-keys.ts';
import { listParts, listUploads } from './list-uploads.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from './multipart.ts';
import { objectRetention, objectTagging } from './object-settings.ts';
import { readObject } from './read-object.ts';
import { requestText } from './request-body.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import { answerEmpty, answerXml, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import { putObject } from './write-object.ts';

/** Query names that choose another operation. One that is asked for and not known below must not fall through to a plain GET or PUT. */
const ELSEWHERE = new Set(
  'accelerate acl analytics attributes intelligent-tiering inventory legal-hold metrics policyStatus replication renameObject requestPayment restore select session torrent website'.split(
    ' ',
  ),
);

const expectKnown = (req: S3Request): void => {
  const unknown = [...req.query.keys()].find((name) => ELSEWHERE.has(name));
  if (unknown !== undefined) throw notImplemented(`?${unknown}`);
};

const listBuckets = (rooms: StoreRooms, res: ServerResponse): void =>
  answerXml(res, 'ListAllMyBucketsResult', {
    Owner: { ID: 'local' },
    Buckets: {
      Bucket: rooms.buckets
        .all()
        .map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() })),
    },
  });

const createBucket = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  await requestText(req);
  if (rooms.buckets.find(req.bucket))
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  const isLocked = req.header('x-amz-bucket-object-lock-enabled') === 'true';
  rooms.buckets.create(req.bucket, isLocked ? { versioning: 'Enabled' } : {});
  res.setHeader('location', `/${req.bucket}`);
  answerEmpty(res);
};

const onBucket = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const { method, query } = req;
  const isPlain = [...query.keys()].every((name) => name.startsWith('X-Amz-') || name === 'x-id');
  if (method === 'PUT' && isPlain) return createBucket(rooms, req, res);
  if (await bucketSetting(rooms, req, res)) return;
  if (method === 'POST' && query.has('delete')) return deleteObjects(rooms, req, res);
  if (method === 'HEAD') {
    res.setHeader('x-amz-bucket-region', rooms.region);
    return answerEmpty(res);
  }
  if (method === 'DELETE' && isPlain) {
    rooms.buckets.remove(req.bucket);
    return answerEmpty(res, 204);
  }
  if (method !== 'GET')
    throw new S3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.');
  if (query.has('location')) return answerXml(res, 'LocationConstraint', rooms.region);
  if (query.has('uploads')) return listUploads(rooms, req, res);
  if (query.has('versions')) return listVersions(rooms, req, res);
  return listObjects(rooms, req, res);
};

const onUpload = (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> | void => {
  switch (req.method) {
    case 'PUT':
      return (req.header('x-amz-copy-source') === undefined ? uploadPart : uploadPartCopy)(rooms, req, res);
    case 'POST':
      return completeMultipartUpload(rooms, req, res);
    case 'DELETE':
      return abortMultipartUpload(rooms, req, res);
    default:
      return listParts(rooms, req, res);
  }
};

const onObject = (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> | void => {
  const { method, query } = req;
  rooms.buckets.get(req.bucket);
  if (query.has('tagging')) return objectTagging(rooms, req, res);
  if (query.has('retention')) return objectRetention(rooms, req, res);
  if (query.has('uploadId')) return onUpload(rooms, req, res);
  if (method === 'POST' && query.has('uploads')) return createMultipartUpload(rooms, req, res);
  if (method === 'GET' || method === 'HEAD') return readObject(rooms, req, res);
  if (method === 'DELETE') return deleteObject(rooms, req, res);
  if (method === 'PUT')
    return (req.header('x-amz-copy-source') === undefined ? putObject : copyObject)(rooms, req, res);
  throw new S3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.');
};

/** Answers a verified request. @throws S3Error for every refusal, before anything has been sent. */
export const route = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  expectKnown(req);
  if (req.bucket === '') return listBuckets(rooms, res);
  if (req.key === '') return onBucket(rooms, req, res);
  await onObject(rooms, req, res);
};
