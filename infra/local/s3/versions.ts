import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Bucket } from './buckets.ts';
import type { Checksums } from './checksums.ts';
import type { Database } from './database.ts';
import type { CreationReason, Outbox } from './outbox.ts';
import { piecesOfVersion } from './pieces.ts';
import { accessDenied, preconditionFailed, S3Error } from './s3-error.ts';

const json = <S extends z.ZodType>(schema: S) =>
  z.string().transform((text): z.output<S> => schema.parse(JSON.parse(text)));
export const Tag = z.object({ Key: z.string(), Value: z.string() });
export type Tag = z.infer<typeof Tag>;
export const Encryption = z.object({
  algorithm: z.enum(['AES256', 'aws:kms']),
  keyArn: z.string(),
  bucketKey: z.boolean().optional(),
});
export type Encryption = z.infer<typeof Encryption>;
export const Lock = z.object({ mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), until: z.string() });
export type Lock = z.infer<typeof Lock>;
const truth = z.number().transform((value) => value === 1);

export const VersionRow = z.object({
  seq: z.number(),
  bucket: z.string(),
  key: z.string(),
  version: z.string(),
  latest: truth,
  marker: truth,
  size: z.number(),
  etag: z.string(),
  headers: json(z.record(z.string(), z.string())),
  checksums: json(z.record(z.string(), z.string())),
  tags: json(z.array(Tag)),
  encryption: json(Encryption).nullable(),
  lock: json(Lock).nullable(),
  modified: z.number(),
});
/** One version of an object, or a delete marker. `version` is `null` (the word) where versioning was not on. */
export type ObjectVersion = z.output<typeof VersionRow>;

export interface NewVersion {
  key: string;
  size: number;
  etag: string;
  headers: Record<string, string>;
  checksums: Checksums & { type?: string };
  tags: Tag[];
  encryption: Encryption | undefined;
  lock?: Lock | undefined;
  reason: CreationReason;
}

export interface Conditions {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

export interface Removed {
  versionId?: string;
  isMarker: boolean;
}

export interface Versions {
  current(bucket: string, key: string): ObjectVersion | undefined;
  /** What a GET of this key and version means. @throws S3Error `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` */
  pick(bucket: string, key: string, versionId: string | undefined): ObjectVersion;
  /** @throws S3Error `PreconditionFailed` */
  expect(bucket: string, key: string, conditions: Conditions): void;
  /** Must run in a transaction; `attach` gives the pieces to the new row. @returns blob ids that nothing points at any longer. */
  add(
    bucket: Bucket,
    o: NewVersion,
    conditions: Conditions,
    attach: (seq: number) => void,
  ): { versionId?: string; dropped: string[] };
  /** Deletes as S3 does: a marker in a versioned bucket, the version itself when it is named. Must run in a transaction. */
  remove(
    bucket: Bucket,
    key: string,
    versionId?: string,
    o?: { mayBypass: boolean },
  ): { removed: Removed; dropped: string[] };
  change(version: ObjectVersion, change: { tags?: Tag[]; lock?: Lock }): void;
}

const noSuchKey = (headers?: Record<string, string>) =>
  new S3Error('NoSuchKey', 404, 'The specified key does not exist.', headers);

export const openVersions = (db: Database, outbox: Outbox, now: () => number): Versions => {
  const current = (bucket: string, key: string) =>
    db.row(VersionRow, 'select * from versions where bucket = ? and key = ? and latest = 1', bucket, key);
  const named = (bucket: string, key: string, version: string) =>
    db.row(VersionRow, 'select * from versions where bucket = ? and key = ? and version = ?', bucket, key, version);

  const removeRow = (version: ObjectVersion): string[] => {
    const dropped = piecesOfVersion(db, version.seq).map(({ id }) => id);
    db.run('delete from versions where seq = ?', version.seq);
    if (version.latest)
      db.run(
        'update versions set latest = 1 where seq = (select max(seq) from versions where bucket = ? and key = ?)',
        version.bucket,
        version.key,
      );
    return dropped;
  };
  const expectUnlocked = ({ lock }: ObjectVersion, mayBypass: boolean): void => {
    if (!lock || Date.parse(lock.until) <= now() || (lock.mode === 'GOVERNANCE' && mayBypass)) return;
    throw accessDenied('Access Denied because object protected by object lock.');
  };
  const expect = (bucket: string, key: string, { ifMatch, ifNoneMatch }: Conditions): void => {
    if (ifMatch === undefined && ifNoneMatch === undefined) return;
    const there = current(bucket, key);
    const object = there?.marker ? undefined : there;
    if (ifNoneMatch !== undefined && object && (ifNoneMatch === '*' || ifNoneMatch === `"${object.etag}"`))
      throw preconditionFailed();
    if (ifMatch === undefined) return;
    if (!object) throw noSuchKey();
    if (ifMatch !== '*' && ifMatch.replaceAll('"', '') !== object.etag) throw preconditionFailed();
  };

  const insert = (bucket: Bucket, key: string, row: { marker: boolean; o?: NewVersion }) => {
    const { versioning } = bucket.settings;
    const version = versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
    const replaced = version === 'null' ? named(bucket.name, key, 'null') : undefined;
    const dropped = replaced ? removeRow(replaced) : [];
    db.run('update versions set latest = 0 where bucket = ? and key = ? and latest = 1', bucket.name, key);
    const { o } = row;
    const seq = db.run(
      `insert into versions (bucket, key, version, latest, marker, size, etag, headers, checksums, tags, encryption, lock, modified)
       values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      bucket.name,
      key,
      version,
      row.marker ? 1 : 0,
      o?.size ?? 0,
      o?.etag ?? '',
      JSON.stringify(o?.headers ?? {}),
      JSON.stringify(o?.checksums ?? {}),
      JSON.stringify(o?.tags ?? []),
      o?.encryption ? JSON.stringify(o.encryption) : null,
      o?.lock ? JSON.stringify(o.lock) : null,
      now(),
    );
    return { seq, dropped, ...(versioning === undefined ? {} : { versionId: version }) };
  };

  return {
    current,
    expect,
    pick(bucket, key, versionId) {
      const found = versionId === undefined ? current(bucket, key) : named(bucket, key, versionId);
      if (!found)
        throw versionId === undefined
          ? noSuchKey()
          : new S3Error('NoSuchVersion', 404, 'The specified version does not exist.');
      if (!found.marker) return found;
      const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.version };
      if (versionId === undefined) throw noSuchKey(headers);
      throw new S3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', headers);
    },
    add(bucket, o, conditions, attach) {
      expect(bucket.name, o.key, conditions);
      const { seq, dropped, versionId } = insert(bucket, o.key, { marker: false, o });
      attach(seq);
      const { key, size, etag, reason } = o;
      outbox.append({
        bucket: bucket.name,
        key,
        size,
        etag,
        reason,
        ...(versionId === undefined ? {} : { versionId }),
      });
      return { dropped, ...(versionId === undefined ? {} : { versionId }) };
    },
    remove(bucket, key, versionId, { mayBypass } = { mayBypass: false }) {
      if (versionId !== undefined) {
        const there = named(bucket.name, key, versionId);
        if (there) expectUnlocked(there, mayBypass);
        const dropped = there ? removeRow(there) : [];
        return { removed: { versionId, isMarker: there?.marker ?? false }, dropped };
      }
      if (bucket.settings.versioning !== undefined) {
        const { dropped, versionId: marker } = insert(bucket, key, { marker: true });
        return { removed: { isMarker: true, ...(marker === undefined ? {} : { versionId: marker }) }, dropped };
      }
      const there = current(bucket.name, key);
      if (there) expectUnlocked(there, mayBypass);
      return { removed: { isMarker: false }, dropped: there ? removeRow(there) : [] };
    },
    change(version, { tags = version.tags, lock = version.lock ?? undefined }) {
      db.run(
        'update versions set tags = ?, lock = ? where seq = ?',
        JSON.stringify(tags),
        lock ? JSON.stringify(lock) : null,
        version.seq,
      );
    },
  };
};
