import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { piecesOfVersion } from './pieces.ts';
import { encryptionHeaders, readSealed } from './protection.ts';
import { notImplemented, preconditionFailed, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import type { ObjectVersion } from './versions.ts';
import { checksumHeaders, setHeaders } from './write-object.ts';

export interface ByteRange {
  from: number;
  to: number;
}

/**
 * The range that a header asks for; undefined for none, or for one that is not understood (RFC 9110 §14.2: then all is sent).
 *
 * @throws S3Error `InvalidRange`
 */
export const parseRange = (header: string | undefined, size: number): ByteRange | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from > to)
    throw new S3Error('InvalidRange', 416, 'The requested range is not satisfiable', {
      'content-range': `bytes */${size}`,
    });
  return { from, to };
};

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** @returns whether the answer is 304. @throws S3Error `PreconditionFailed` */
const isNotModified = (header: (name: string) => string | undefined, { etag, modified }: ObjectVersion): boolean => {
  const names = (value: string) =>
    value.split(',').some((item) => ['*', etag].includes(item.trim().replace(/^W\//, '').replaceAll('"', '')));
  const [match, noneMatch] = [header('if-match'), header('if-none-match')];
  const [since, unmodified] = [
    Date.parse(header('if-modified-since') ?? ''),
    Date.parse(header('if-unmodified-since') ?? ''),
  ];
  if (match === undefined ? seconds(modified) > seconds(unmodified) : !names(match)) throw preconditionFailed();
  return noneMatch === undefined ? seconds(modified) <= seconds(since) : names(noneMatch);
};

/** GET and HEAD of an object. */
export const readObject = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<void> => {
  if (req.query.has('partNumber')) throw notImplemented('Reading by part number');
  rooms.buckets.get(req.bucket);
  const object = rooms.versions.pick(req.bucket, req.key, req.query.get('versionId') ?? undefined);
  setHeaders(res, {
    ...object.headers,
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-version-id': rooms.buckets.get(req.bucket).settings.versioning ? object.version : undefined,
    'x-amz-tagging-count': object.tags.length > 0 ? `${object.tags.length}` : undefined,
    'x-amz-object-lock-mode': object.lock?.mode,
    'x-amz-object-lock-retain-until-date': object.lock?.until,
    ...encryptionHeaders(object.encryption),
  });
  if (isNotModified(req.header, object)) {
    res.writeHead(304).end();
    return;
  }
  for (const [name, value] of req.query)
    if (name.startsWith('response-')) res.setHeader(name.slice('response-'.length), value);
  const range = parseRange(req.header('range'), object.size);
  const { from, to } = range ?? { from: 0, to: object.size - 1 };
  if (range) res.setHeader('content-range', `bytes ${from}-${to}/${object.size}`);
  else if (req.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED')
    setHeaders(res, checksumHeaders(object.checksums));
  const start = () => {
    res.setHeader('content-length', to - from + 1);
    res.statusCode = range ? 206 : 200;
  };
  if (req.method === 'HEAD') {
    start();
    res.end();
    return;
  }
  const content = readSealed(rooms, req.bucket, piecesOfVersion(rooms.db, object.seq), from, to);
  start();
  await pipeline(content, res);
};
