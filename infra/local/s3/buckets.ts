import { z } from 'zod';
import { CorsRule } from './cors.ts';
import type { Database } from './database.ts';
import { LifecycleRule } from './lifecycle-rules.ts';
import { S3Error } from './s3-error.ts';

const Settings = z.object({
  versioning: z.enum(['Enabled', 'Suspended']).optional(),
  /** Default encryption; `keyId` only with `aws:kms`. */
  encryption: z.object({ algorithm: z.enum(['AES256', 'aws:kms']), keyId: z.string().optional() }).optional(),
  lifecycle: z.array(LifecycleRule).optional(),
  cors: z.array(CorsRule).optional(),
  policy: z.unknown().optional(),
  /** Configurations that are kept and given back as they came, by subresource name. */
  documents: z.record(z.string(), z.string()).default({}),
});
export type BucketSettings = z.output<typeof Settings>;

const Row = z.object({
  name: z.string(),
  created: z.number(),
  settings: z.string().transform((text) => Settings.parse(JSON.parse(text))),
});
export type Bucket = z.output<typeof Row>;

export interface Buckets {
  all(): Bucket[];
  find(name: string): Bucket | undefined;
  /** @throws S3Error `NoSuchBucket` */
  get(name: string): Bucket;
  /** @throws S3Error `InvalidBucketName` */
  create(name: string, settings?: Partial<BucketSettings>): void;
  change(name: string, settings: Partial<BucketSettings>): void;
  /** @throws S3Error `BucketNotEmpty` */
  remove(name: string): void;
}

export const openBuckets = (db: Database, now: () => number): Buckets => {
  const find = (name: string) => db.row(Row, 'select * from buckets where name = ?', name);
  const get = (name: string): Bucket => {
    const bucket = find(name);
    if (!bucket) throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist');
    return bucket;
  };
  return {
    all: () => db.rows(Row, 'select * from buckets order by name'),
    find,
    get,
    create(name, settings = {}) {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
        throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.');
      const whole = JSON.stringify({ documents: {}, ...settings });
      db.run('insert into buckets (name, created, settings) values (?, ?, ?)', name, now(), whole);
    },
    change(name, settings) {
      const whole = JSON.stringify({ ...get(name).settings, ...settings });
      db.run('update buckets set settings = ? where name = ?', whole, name);
    },
    remove(name) {
      const One = z.object({ one: z.number() });
      const used =
        db.row(One, 'select 1 as one from versions where bucket = ? limit 1', name) ??
        db.row(One, 'select 1 as one from uploads where bucket = ? limit 1', name);
      if (used) throw new S3Error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty');
      db.run('delete from buckets where name = ?', name);
    },
  };
};
