import { S3Error } from './s3-error.ts';
import { Lock, type Tag } from './versions.ts';

const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];
const MAX_METADATA = 2048;

/** Headers that are kept with an object and given back with it. `names` are all names that were sent. */
export const objectHeaders = (
  header: (name: string) => string | undefined,
  names: Iterable<string>,
): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = header(name);
    if (value !== undefined) kept[name] = value;
  }
  const encoding = kept['content-encoding']
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');
  if (encoding) kept['content-encoding'] = encoding;
  else delete kept['content-encoding'];
  let size = 0;
  for (const name of names) {
    const value = name.startsWith('x-amz-meta-') ? header(name) : undefined;
    if (value === undefined) continue;
    size += Buffer.byteLength(name) - 'x-amz-meta-'.length + Buffer.byteLength(value);
    kept[name] = value;
  }
  if (size > MAX_METADATA)
    throw new S3Error('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size');
  kept['content-type'] ??= 'binary/octet-stream';
  return kept;
};

/** @throws S3Error `InvalidTag` for more than ten tags, double keys or values that are too long. */
export const expectTags = (tags: Tag[]): Tag[] => {
  const keys = new Set(tags.map((tag) => tag.Key));
  const isTooLong = tags.some((tag) => tag.Key.length < 1 || tag.Key.length > 128 || tag.Value.length > 256);
  if (tags.length > 10 || keys.size < tags.length || isTooLong)
    throw new S3Error('InvalidTag', 400, 'The tags are not valid');
  return tags;
};

/** The `x-amz-tagging` header, which is written as a query string. */
export const tagsFromHeader = (header: string | undefined): Tag[] =>
  expectTags([...new URLSearchParams(header ?? '')].map(([Key, Value]) => ({ Key, Value })));

/** @throws S3Error `InvalidArgument` */
export const lockFromHeaders = (header: (name: string) => string | undefined): Lock | undefined => {
  const mode = header('x-amz-object-lock-mode');
  if (mode === undefined) return undefined;
  const lock = Lock.safeParse({ mode, until: header('x-amz-object-lock-retain-until-date') });
  if (!lock.success || Number.isNaN(Date.parse(lock.data.until)))
    throw new S3Error('InvalidArgument', 400, 'The object lock headers are not valid');
  return lock.data;
};
