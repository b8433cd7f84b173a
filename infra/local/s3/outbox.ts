import { z } from 'zod';
import type { Database } from './database.ts';

export const CREATION_REASONS = ['PutObject', 'PostObject', 'CopyObject', 'CompleteMultipartUpload'] as const;
const ObjectCreated = z.object({
  bucket: z.string(),
  key: z.string(),
  size: z.number(),
  etag: z.string(),
  /** Absent in a bucket that never had versioning. */
  versionId: z.string().optional(),
  reason: z.enum(CREATION_REASONS),
});
/** A new object is on disk. May be told more than once, and in another order than it happened. */
export type ObjectCreated = z.infer<typeof ObjectCreated>;
export type CreationReason = ObjectCreated['reason'];

const Row = z.object({ seq: z.number(), event: z.string().transform((text) => ObjectCreated.parse(JSON.parse(text))) });

const AT_ONCE = 16;
const RETRY_AFTER = 5_000;
const CLOSE_WITHIN = 5_000;

export interface Outbox {
  /** Notes the event inside the caller's transaction. */
  append(event: ObjectCreated): void;
  /** Hands on whatever is noted and not already being handed on. Returns at once. */
  deliver(): void;
  /** Starts nothing more and waits for what is being handed on, five seconds at the most; the rest is told at the next start. */
  close(): Promise<void>;
}

/** Tells of new objects at least once: a row goes only when the listener's promise has resolved. */
export const openOutbox = (db: Database, listener: ((event: ObjectCreated) => Promise<void>) | undefined): Outbox => {
  const underWay = new Map<number, Promise<void>>();
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;

  const handOn = async (seq: number, event: ObjectCreated): Promise<void> => {
    try {
      await listener?.(event);
      if (underWay.has(seq)) db.run('delete from outbox where seq = ?', seq);
      underWay.delete(seq);
      deliver();
    } catch {
      // The row stays. The listener has its own log; what matters here is only to come back.
      underWay.delete(seq);
      retry ??= setTimeout(() => {
        retry = undefined;
        deliver();
      }, RETRY_AFTER).unref();
    }
  };
  const deliver = (): void => {
    if (isClosed || !listener || underWay.size >= AT_ONCE) return;
    for (const { seq, event } of db.rows(Row, 'select seq, event from outbox order by seq limit 100')) {
      if (underWay.size >= AT_ONCE) return;
      if (!underWay.has(seq))
        underWay.set(
          seq,
          Promise.resolve().then(() => handOn(seq, event)),
        );
    }
  };

  return {
    append(event) {
      if (listener) db.run('insert into outbox (event) values (?)', JSON.stringify(event));
    },
    deliver,
    async close() {
      isClosed = true;
      clearTimeout(retry);
      let limit: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        limit = setTimeout(resolve, CLOSE_WITHIN);
      });
      await Promise.race([Promise.all(underWay.values()), late]);
      clearTimeout(limit);
      underWay.clear();
    },
  };
};
