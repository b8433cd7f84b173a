import type { ServerResponse } from 'node:http';
import { S3Error } from './s3-error.ts';
import { answerXml, type S3Request } from './s3-request.ts';
import { encodeUri } from './signature-v4.ts';
import type { StoreRooms } from './store-rooms.ts';
import { type ObjectVersion, VersionRow } from './versions.ts';
import type { XmlValue } from './xml.ts';

/** `max-keys` and its kin: 1000 unless less is asked for. @throws S3Error `InvalidArgument` */
export const pageSize = (req: S3Request, name: string): number => {
  const size = Number(req.query.get(name) ?? 1000);
  if (!Number.isInteger(size) || size < 0) throw new S3Error('InvalidArgument', 400, `${name} is not valid`);
  return Math.min(size, 1000);
};

export interface Page<T> {
  items: T[];
  prefixes: string[];
  /** Where the next page begins: after this item, or after everything under this prefix. */
  last: T | { prefix: string } | undefined;
  isTruncated: boolean;
}

/** Takes one page out of rows in key order, rolling what lies behind a delimiter up into common prefixes. */
export const rollUp = <T extends { key: string }>(
  rows: Iterable<T>,
  o: { prefix: string; delimiter: string; max: number; afterPrefix?: string | undefined },
): Page<T> => {
  const page: Page<T> = { items: [], prefixes: [], last: undefined, isTruncated: false };
  let rolled = o.afterPrefix;
  for (const row of rows) {
    if (!row.key.startsWith(o.prefix)) break;
    if (rolled !== undefined && row.key.startsWith(rolled)) continue;
    if (page.items.length + page.prefixes.length >= o.max) {
      page.isTruncated = o.max > 0;
      break;
    }
    const cut = o.delimiter === '' ? -1 : row.key.indexOf(o.delimiter, o.prefix.length);
    if (cut >= 0) {
      rolled = row.key.slice(0, cut + o.delimiter.length);
      page.prefixes.push(rolled);
      page.last = { prefix: rolled };
    } else {
      page.items.push(row);
      page.last = row;
    }
  }
  return page;
};

/** A marker that ends with the delimiter is a common prefix that has been told: its keys are passed over. */
export const toldPrefix = (marker: string, delimiter: string): string | undefined =>
  delimiter !== '' && marker.endsWith(delimiter) ? marker : undefined;

export const markerOf = <T extends { key: string }>(last: Page<T>['last']): string | undefined =>
  last === undefined ? undefined : 'prefix' in last ? last.prefix : last.key;

export const scope = (req: S3Request) => {
  const isEncoded = req.query.get('encoding-type') === 'url';
  const shown = (text: string) => (isEncoded ? encodeUri(text).replaceAll('%2F', '/') : text);
  const prefix = req.query.get('prefix') ?? '';
  const delimiter = req.query.get('delimiter') ?? '';
  const echo = {
    Name: req.bucket,
    Prefix: shown(prefix),
    Delimiter: delimiter === '' ? undefined : shown(delimiter),
    EncodingType: isEncoded ? 'url' : undefined,
  };
  return { prefix, delimiter, shown, echo };
};

const objectXml = (row: ObjectVersion, shown: (text: string) => string): { [name: string]: XmlValue } => ({
  Key: shown(row.key),
  LastModified: new Date(row.modified).toISOString(),
  ...(row.marker ? {} : { ETag: `"${row.etag}"`, Size: row.size, StorageClass: 'STANDARD' }),
});
const prefixesXml = (prefixes: readonly string[], shown: (text: string) => string): XmlValue =>
  prefixes.map((prefix) => ({ Prefix: shown(prefix) }));

/** ListObjectsV2, and ListObjects for those who still ask so. */
export const listObjects = (rooms: StoreRooms, req: S3Request, res: ServerResponse): void => {
  const { prefix, delimiter, shown, echo } = scope(req);
  const max = pageSize(req, 'max-keys');
  const isSecond = req.query.get('list-type') === '2';
  const token = req.query.get('continuation-token');
  const marker =
    token === null
      ? (req.query.get(isSecond ? 'start-after' : 'marker') ?? '')
      : Buffer.from(token, 'base64url').toString();
  const rows = rooms.db.each(
    VersionRow,
    'select * from versions where bucket = ? and latest = 1 and marker = 0 and key > ? and key >= ? order by key',
    req.bucket,
    marker,
    prefix,
  );
  const { items, prefixes, last, isTruncated } = rollUp(rows, {
    prefix,
    delimiter,
    max,
    afterPrefix: toldPrefix(marker, delimiter),
  });
  const next = isTruncated ? markerOf(last) : undefined;
  answerXml(res, 'ListBucketResult', {
    ...echo,
    MaxKeys: max,
    IsTruncated: isTruncated,
    Contents: items.map((row) => objectXml(row, shown)),
    CommonPrefixes: prefixesXml(prefixes, shown),
    ...(isSecond
      ? {
          KeyCount: items.length + prefixes.length,
          StartAfter: req.query.get('start-after') ?? undefined,
          ContinuationToken: token ?? undefined,
          NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString('base64url'),
        }
      : { Marker: shown(marker), NextMarker: next === undefined ? undefined : shown(next) }),
  });
};

/** ListObjectVersions: newest first within a key; pages by key marker and version id marker. */
export const listVersions = (rooms: StoreRooms, req: S3Request, res: ServerResponse): void => {
  const { prefix, delimiter, shown, echo } = scope(req);
  const max = pageSize(req, 'max-keys');
  const marker = req.query.get('key-marker') ?? '';
  const version = req.query.get('version-id-marker');
  const from =
    version === null
      ? undefined
      : rooms.db.row(
          VersionRow,
          'select * from versions where bucket = ? and key = ? and version = ?',
          req.bucket,
          marker,
          version,
        );
  const rows = rooms.db.each(
    VersionRow,
    'select * from versions where bucket = ? and (key > ? or (key = ? and seq < ?)) and key >= ? order by key, seq desc',
    req.bucket,
    marker,
    marker,
    from?.seq ?? 0,
    prefix,
  );
  const { items, prefixes, last, isTruncated } = rollUp(rows, {
    prefix,
    delimiter,
    max,
    afterPrefix: toldPrefix(marker, delimiter),
  });
  const next = isTruncated ? markerOf(last) : undefined;
  const rowXml = (row: ObjectVersion) => ({ ...objectXml(row, shown), VersionId: row.version, IsLatest: row.latest });
  answerXml(res, 'ListVersionsResult', {
    ...echo,
    KeyMarker: shown(marker),
    VersionIdMarker: version ?? undefined,
    MaxKeys: max,
    IsTruncated: isTruncated,
    NextKeyMarker: next === undefined ? undefined : shown(next),
    NextVersionIdMarker: isTruncated && last !== undefined && 'version' in last ? last.version : undefined,
    Version: items.filter((row) => !row.marker).map(rowXml),
    DeleteMarker: items.filter((row) => row.marker).map(rowXml),
    CommonPrefixes: prefixesXml(prefixes, shown),
  });
};
