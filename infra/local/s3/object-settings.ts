import type { ServerResponse } from 'node:http';
import { expectTags } from './object-headers.ts';
import { requestXml } from './request-body.ts';
import { accessDenied, S3Error } from './s3-error.ts';
import { answerEmpty, answerXml, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import { Lock } from './versions.ts';
import { setHeaders } from './write-object.ts';
import { childOf, childrenOf, textOf } from './xml.ts';

/** GET, PUT and DELETE of `?tagging`. */
export const objectTagging = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const body = req.method === 'PUT' ? await requestXml(req, 'Tagging') : undefined;
  const bucket = rooms.buckets.get(req.bucket);
  const object = rooms.versions.pick(req.bucket, req.key, req.query.get('versionId') ?? undefined);
  if (bucket.settings.versioning) setHeaders(res, { 'x-amz-version-id': object.version });
  if (req.method === 'GET') return answerXml(res, 'Tagging', { TagSet: { Tag: object.tags } });
  const tags = childrenOf(childOf(body, 'TagSet'), 'Tag').map((tag) => ({
    Key: textOf(tag, 'Key') ?? '',
    Value: textOf(tag, 'Value') ?? '',
  }));
  rooms.versions.change(object, { tags: expectTags(tags) });
  answerEmpty(res, req.method === 'DELETE' ? 204 : 200);
};

/** GET and PUT of `?retention`. A compliance lock can be made longer, never shorter. */
export const objectRetention = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const body = req.method === 'PUT' ? await requestXml(req, 'Retention') : undefined;
  rooms.buckets.get(req.bucket);
  const object = rooms.versions.pick(req.bucket, req.key, req.query.get('versionId') ?? undefined);
  if (!body) {
    if (!object.lock)
      throw new S3Error(
        'NoSuchObjectLockConfiguration',
        404,
        'The specified object does not have a ObjectLock configuration',
      );
    return answerXml(res, 'Retention', { Mode: object.lock.mode, RetainUntilDate: object.lock.until });
  }
  const lock = Lock.safeParse({ mode: textOf(body, 'Mode'), until: textOf(body, 'RetainUntilDate') });
  if (!lock.success || Number.isNaN(Date.parse(lock.data.until)))
    throw new S3Error('MalformedXML', 400, 'The retention is not valid');
  const held = object.lock && Date.parse(object.lock.until) > rooms.now() ? object.lock : undefined;
  const isShorter = held && (Date.parse(lock.data.until) < Date.parse(held.until) || lock.data.mode !== held.mode);
  const mayBypass = held?.mode === 'GOVERNANCE' && req.header('x-amz-bypass-governance-retention') === 'true';
  if (isShorter && !mayBypass) throw accessDenied('Access Denied because object protected by object lock.');
  rooms.versions.change(object, { lock: lock.data });
  answerEmpty(res);
};
