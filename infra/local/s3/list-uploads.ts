import type { ServerResponse } from 'node:http';
import { markerOf, pageSize, rollUp, scope, toldPrefix } from './list-keys.ts';
import { uploadOf } from './multipart.ts';
import { answerXml, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import { UploadRow } from './uploads.ts';

/** ListMultipartUploads: pages by key marker and upload id marker. */
export const listUploads = (rooms: StoreRooms, req: S3Request, res: ServerResponse): void => {
  const { prefix, delimiter, shown, echo } = scope(req);
  const max = pageSize(req, 'max-uploads');
  const marker = req.query.get('key-marker') ?? '';
  const after = req.query.get('upload-id-marker');
  // Without an upload id the whole key is behind us; no id sorts after this one.
  const rows = rooms.db.each(
    UploadRow,
    'select * from uploads where bucket = ? and (key > ? or (key = ? and id > ?)) and key >= ? order by key, id',
    req.bucket,
    marker,
    marker,
    after ?? '\u{10ffff}',
    prefix,
  );
  const page = rollUp(rows, { prefix, delimiter, max, afterPrefix: toldPrefix(marker, delimiter) });
  const { Name, ...rest } = echo;
  const next = page.isTruncated ? markerOf(page.last) : undefined;
  answerXml(res, 'ListMultipartUploadsResult', {
    Bucket: Name,
    ...rest,
    KeyMarker: shown(marker),
    UploadIdMarker: after ?? undefined,
    MaxUploads: max,
    IsTruncated: page.isTruncated,
    NextKeyMarker: next === undefined ? undefined : shown(next),
    NextUploadIdMarker: page.isTruncated && page.last !== undefined && 'id' in page.last ? page.last.id : undefined,
    Upload: page.items.map((upload) => ({
      Key: shown(upload.key),
      UploadId: upload.id,
      StorageClass: 'STANDARD',
      Initiated: new Date(upload.started).toISOString(),
      ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
      ChecksumType: upload.checksum?.type,
    })),
    CommonPrefixes: page.prefixes.map((told) => ({ Prefix: shown(told) })),
  });
};

/** ListParts: pages by part number. */
export const listParts = (rooms: StoreRooms, req: S3Request, res: ServerResponse): void => {
  const upload = uploadOf(rooms, req);
  const max = pageSize(req, 'max-parts');
  const marker = Number(req.query.get('part-number-marker') ?? 0);
  const rest = rooms.uploads.parts(upload.id).filter((part) => part.number > marker);
  const parts = rest.slice(0, max);
  answerXml(res, 'ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: rest.length > max ? parts.at(-1)?.number : undefined,
    MaxParts: max,
    IsTruncated: rest.length > max,
    ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
    ChecksumType: upload.checksum?.type,
    Part: parts.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...Object.fromEntries(
        Object.entries(part.checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]),
      ),
    })),
  });
};
