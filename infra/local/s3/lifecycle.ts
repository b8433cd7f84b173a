import { z } from 'zod';
import type { Bucket } from './buckets.ts';
import type { ParsedLifecycleRule } from './lifecycle-rules.ts';
import { S3Error } from './s3-error.ts';
import type { StoreRooms } from './store-rooms.ts';
import { UploadRow } from './uploads.ts';
import { type ObjectVersion, VersionRow } from './versions.ts';

const DAY = 24 * 60 * 60 * 1000;

/** S3 rounds up to the next midnight UTC. */
const dueAt = (since: number, days: number): number => Math.ceil((since + days * DAY) / DAY) * DAY;

const inScope = (
  rule: ParsedLifecycleRule,
  { key, tags, size }: Pick<ObjectVersion, 'key' | 'tags' | 'size'>,
): boolean =>
  key.startsWith(rule.Prefix ?? '') &&
  (rule.TagFilters ?? []).every((wanted) => tags.some((tag) => tag.Key === wanted.Key && tag.Value === wanted.Value)) &&
  size > (rule.ObjectSizeGreaterThan ?? -1) &&
  size < (rule.ObjectSizeLessThan ?? Number.POSITIVE_INFINITY);

const isExpired = (rule: ParsedLifecycleRule, { modified }: ObjectVersion, now: number): boolean =>
  (rule.ExpirationInDays !== undefined && dueAt(modified, rule.ExpirationInDays) <= now) ||
  (rule.ExpirationDate !== undefined && Date.parse(rule.ExpirationDate) <= now);

/** Removes one version or adds a marker; a locked version stays and is tried again next time. */
const remove = (rooms: StoreRooms, bucket: Bucket, key: string, versionId?: string): string[] => {
  try {
    return rooms.db.transaction(() => rooms.versions.remove(bucket, key, versionId).dropped);
  } catch (error) {
    if (error instanceof S3Error && error.code === 'AccessDenied') return [];
    throw error;
  }
};

const expireCurrent = (rooms: StoreRooms, bucket: Bucket, rule: ParsedLifecycleRule): string[] =>
  rooms.db
    .rows(VersionRow, 'select * from versions where bucket = ? and latest = 1 and marker = 0', bucket.name)
    .filter((version) => inScope(rule, version) && isExpired(rule, version, rooms.now()))
    .flatMap(({ key }) => remove(rooms, bucket, key));

/** A version's time as a noncurrent one begins when the next one was made. */
const Noncurrent = VersionRow.extend({ since: z.number(), newer: z.number() });
const NONCURRENT = `
  select * from (
    select *, lag(modified) over w as since, row_number() over w - 2 as newer from versions where bucket = ?
    window w as (partition by key order by seq desc)
  ) where latest = 0 and since is not null order by seq`;

const expireNoncurrent = (rooms: StoreRooms, bucket: Bucket, rule: ParsedLifecycleRule): string[] => {
  const days = rule.NoncurrentVersionExpiration?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays;
  if (days === undefined) return [];
  const keep = rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions ?? 0;
  return rooms.db
    .rows(Noncurrent, NONCURRENT, bucket.name)
    .filter((version) => version.newer >= keep && inScope(rule, version) && dueAt(version.since, days) <= rooms.now())
    .flatMap(({ key, version }) => remove(rooms, bucket, key, version));
};

const LONE_MARKERS = `
  select * from versions as v where bucket = ? and latest = 1 and marker = 1
  and not exists (select 1 from versions as o where o.bucket = v.bucket and o.key = v.key and o.seq <> v.seq)`;

/** A delete marker with nothing left behind it. A rule with tags never fits one: markers have none. */
const removeLoneMarkers = (rooms: StoreRooms, bucket: Bucket, rule: ParsedLifecycleRule): string[] =>
  rooms.db
    .rows(VersionRow, LONE_MARKERS, bucket.name)
    .filter((marker) => inScope(rule, marker))
    .filter((marker) => rule.ExpiredObjectDeleteMarker === true || isExpired(rule, marker, rooms.now()))
    .flatMap(({ key, version }) => remove(rooms, bucket, key, version));

const abortUploads = (rooms: StoreRooms, bucket: Bucket, rule: ParsedLifecycleRule): string[] => {
  const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
  if (days === undefined || (rule.TagFilters ?? []).length > 0) return [];
  return rooms.db
    .rows(UploadRow, 'select * from uploads where bucket = ?', bucket.name)
    .filter(({ key, started }) => key.startsWith(rule.Prefix ?? '') && dueAt(started, days) <= rooms.now())
    .flatMap(({ id }) => rooms.db.transaction(() => rooms.uploads.remove(id)));
};

/**
 * Applies every enabled rule once, at the store's own time.
 *
 * @returns blob ids that nothing points at any longer.
 */
export const runLifecycle = (rooms: StoreRooms): string[] =>
  rooms.buckets
    .all()
    .flatMap((bucket) =>
      (bucket.settings.lifecycle ?? [])
        .filter((rule) => rule.Status === 'Enabled')
        .flatMap((rule) => [
          ...expireCurrent(rooms, bucket, rule),
          ...expireNoncurrent(rooms, bucket, rule),
          ...removeLoneMarkers(rooms, bucket, rule),
          ...abortUploads(rooms, bucket, rule),
        ]),
    );
