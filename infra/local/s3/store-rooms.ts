import type { DataKeys } from '../kms/data-keys.ts';
import type { BlobFiles } from './blob-files.ts';
import type { Buckets } from './buckets.ts';
import type { Database } from './database.ts';
import type { Outbox } from './outbox.ts';
import type { Uploads } from './uploads.ts';
import type { Versions } from './versions.ts';

/** What every operation of the store works with. */
export interface StoreRooms {
  db: Database;
  blobs: BlobFiles;
  buckets: Buckets;
  versions: Versions;
  uploads: Uploads;
  outbox: Outbox;
  dataKeys: DataKeys | undefined;
  /** Epoch milliseconds. */
  now: () => number;
  region: string;
}
