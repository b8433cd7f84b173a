import type { ServerResponse } from 'node:http';
import { requestXml } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import { answerEmpty, answerXml, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import type { Removed } from './versions.ts';
import { setHeaders } from './write-object.ts';
import { childrenOf, textOf, type XmlValue } from './xml.ts';

const MAX_BATCH = 1000;

const mayBypass = (req: S3Request): boolean => req.header('x-amz-bypass-governance-retention') === 'true';

/** Deletes one key or version, and its bytes with it. */
const remove = async (
  rooms: StoreRooms,
  req: S3Request,
  key: string,
  versionId: string | undefined,
): Promise<Removed> => {
  const { removed, dropped } = rooms.db.transaction(() =>
    rooms.versions.remove(rooms.buckets.get(req.bucket), key, versionId, { mayBypass: mayBypass(req) }),
  );
  await rooms.blobs.remove(dropped);
  return removed;
};

export const deleteObject = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  const { isMarker, versionId } = await remove(rooms, req, req.key, req.query.get('versionId') ?? undefined);
  setHeaders(res, { 'x-amz-version-id': versionId, 'x-amz-delete-marker': isMarker ? 'true' : undefined });
  answerEmpty(res, 204);
};

const deletedXml = (key: string, asked: string | undefined, { isMarker, versionId }: Removed): XmlValue => ({
  Key: key,
  VersionId: asked,
  ...(isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
});

/** Up to a thousand deletions in one request; each succeeds or fails on its own. */
export const deleteObjects = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  rooms.buckets.get(req.bucket);
  const document = await requestXml(req, 'Delete');
  const nodes = childrenOf(document, 'Object');
  if (nodes.length === 0 || nodes.length > MAX_BATCH)
    throw new S3Error('MalformedXML', 400, 'A batch names 1 to 1000 objects');
  const deleted: XmlValue[] = [];
  const failed: XmlValue[] = [];
  for (const node of nodes) {
    const key = textOf(node, 'Key') ?? '';
    const versionId = textOf(node, 'VersionId');
    try {
      deleted.push(deletedXml(key, versionId, await remove(rooms, req, key, versionId)));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      failed.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  answerXml(res, 'DeleteResult', { Deleted: textOf(document, 'Quiet') === 'true' ? [] : deleted, Error: failed });
};
