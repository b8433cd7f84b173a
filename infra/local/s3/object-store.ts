import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { DataKeys } from '../kms/data-keys.ts';
import { openBlobFiles } from './blob-files.ts';
import { type BucketSettings, openBuckets } from './buckets.ts';
import { applyCors, CorsRule } from './cors.ts';
import { openDatabase } from './database.ts';
import { runLifecycle } from './lifecycle.ts';
import { LifecycleRule } from './lifecycle-rules.ts';
import { type ObjectCreated, openOutbox } from './outbox.ts';
import { pieceIds } from './pieces.ts';
import { postObject } from './post-object.ts';
import { route } from './routes.ts';
import { S3Error } from './s3-error.ts';
import { answerEmpty, parseRequest, type S3Request } from './s3-request.ts';
import { enforceSignatureAge } from './signature-age.ts';
import { type Credentials, verifyRequest } from './signature-v4.ts';
import type { StoreRooms } from './store-rooms.ts';
import { openUploads } from './uploads.ts';
import { openVersions } from './versions.ts';
import { xmlDocument } from './xml.ts';

export type { CorsRule } from './cors.ts';
export type { LifecycleRule } from './lifecycle-rules.ts';
export type { ObjectCreated } from './outbox.ts';

export interface BucketOptions {
  name: string;
  versioned?: boolean;
  /** Objects are sealed with this key (`aws:kms`) unless a request says otherwise. */
  kmsKeyId?: string;
  /** `LifecycleConfiguration.Rules` of `AWS::S3::Bucket`. */
  lifecycle?: LifecycleRule[];
  /** `CorsConfiguration.CorsRules` of `AWS::S3::Bucket`. */
  cors?: CorsRule[];
  /** A bucket policy. Kept; of its conditions `s3:signatureAge` in a Deny is enforced. */
  policy?: unknown;
}

/** A wire-compatible S3 for one machine, path-style addresses only. */
export interface ObjectStore {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Makes the bucket, or brings the settings of one that exists in line; its objects stay. */
  createBucket(o: BucketOptions): void;
  /** Applies the lifecycle rules of all buckets, at the time of `now`. */
  lifecycle(): void;
  /** Stops telling of new objects, waits for what is under way, and closes the files. Stop the server first. */
  close(): Promise<void>;
}

export interface ObjectStoreOptions {
  dir: string;
  /** Epoch milliseconds. */
  now: () => number;
  credentials: Credentials;
  region?: string;
  /** Where data keys come from. Without it objects lie unsealed and `aws:kms` is refused. */
  dataKeys?: DataKeys;
  /** Told of each new object at least once, until its promise resolves; also after a restart. */
  onObjectCreated?: (event: ObjectCreated) => Promise<void>;
}

const DRAIN_AT_MOST = 64 * 1024 * 1024;

/** Reads on for a while, so that the sender gets to hear the refusal instead of a broken connection. */
const drain = async (req: IncomingMessage): Promise<void> => {
  let left = DRAIN_AT_MOST;
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      left -= Buffer.byteLength(chunk);
      if (left < 0) return;
    }
  } catch {
    // The sender is gone; nobody is left to tell.
  }
};

const refuse = async (req: IncomingMessage, res: ServerResponse, error: unknown): Promise<void> => {
  if (res.headersSent || req.socket.destroyed) {
    // Half an object must not look like a whole one.
    res.destroy();
    return;
  }
  if (!req.complete) await drain(req);
  const known =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', 500, 'We encountered an internal error. Please try again.');
  if (known !== error) console.error('s3', error instanceof Error ? error.stack : 'unknown failure');
  for (const name of res.getHeaderNames())
    if (!/^(access-control-|vary$|x-amz-request-id$|date$)/.test(name)) res.removeHeader(name);
  const body = xmlDocument('Error', {
    Code: known.code,
    Message: known.message,
    RequestId: `${res.getHeader('x-amz-request-id')}`,
  });
  res.writeHead(known.status, {
    ...known.headers,
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    ...(req.complete ? {} : { connection: 'close' }),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
};

const settingsOf = (o: BucketOptions): Partial<BucketSettings> => ({
  ...(o.versioned ? { versioning: 'Enabled' } : {}),
  ...(o.kmsKeyId === undefined ? {} : { encryption: { algorithm: 'aws:kms', keyId: o.kmsKeyId } }),
  lifecycle: o.lifecycle?.map((rule) => LifecycleRule.parse(rule)),
  cors: o.cors?.map((rule) => CorsRule.parse(rule)),
  policy: o.policy,
});

/** Opens the store in its directory, removes what a crash left unfinished, and tells again of objects whose news did not arrive. */
export const createObjectStore = (o: ObjectStoreOptions): ObjectStore => {
  const { dir, now, credentials, region = 'eu-north-1' } = o;
  mkdirSync(dir, { recursive: true });
  const db = openDatabase(join(dir, 'objects.db'));
  const blobs = openBlobFiles(dir);
  blobs.keepOnly(pieceIds(db));
  const outbox = openOutbox(db, o.onObjectCreated);
  const rooms: StoreRooms = {
    db,
    blobs,
    outbox,
    now,
    region,
    dataKeys: o.dataKeys,
    buckets: openBuckets(db, now),
    versions: openVersions(db, outbox, now),
    uploads: openUploads(db, now),
  };
  outbox.deliver();

  const answer = async (req: S3Request, res: ServerResponse): Promise<void> => {
    const settings = rooms.buckets.find(req.bucket)?.settings;
    const fits = applyCors(settings?.cors ?? [], req.http, res);
    if (req.method === 'OPTIONS') {
      if (!fits) throw new S3Error('AccessForbidden', 403, 'CORSResponse: This CORS request is not allowed.');
      return answerEmpty(res);
    }
    const rules = { credentials, region, now: now() };
    const isForm =
      req.method === 'POST' && req.key === '' && /^multipart\/form-data/i.test(req.header('content-type') ?? '');
    if (isForm) return postObject(rooms, req, res, rules);
    const signed = verifyRequest(req.http, req.query, rules);
    if (signed.by === 'query') enforceSignatureAge(settings?.policy, req, signed.ageMs);
    await route(rooms, req, res);
  };

  return {
    async handle(req, res) {
      res.setHeader('x-amz-request-id', randomBytes(8).toString('hex').toUpperCase());
      // SDKs set their clocks by this header when a signature is refused as too old or too new.
      res.setHeader('date', new Date(now()).toUTCString());
      try {
        await answer(parseRequest(req), res);
      } catch (error) {
        await refuse(req, res, error);
      }
    },
    createBucket(options) {
      if (options.kmsKeyId !== undefined && !o.dataKeys)
        throw new Error(`Bucket ${options.name} asks for a key, and the store has no key store`);
      if (rooms.buckets.find(options.name)) rooms.buckets.change(options.name, settingsOf(options));
      else rooms.buckets.create(options.name, settingsOf(options));
    },
    lifecycle() {
      // The records are gone when this returns; files follow, and what a crash leaves of them goes at the next start.
      void blobs.remove(runLifecycle(rooms));
    },
    async close() {
      await outbox.close();
      db.close();
    },
  };
};
