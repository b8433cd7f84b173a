import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { z } from 'zod';

const SCHEMA = `
create table if not exists buckets (
  name text primary key, created integer not null, settings text not null
) strict;
create table if not exists versions (
  seq integer primary key autoincrement,
  bucket text not null references buckets(name), key text not null, version text not null,
  latest integer not null, marker integer not null, size integer not null, etag text not null,
  headers text not null, checksums text not null, tags text not null, encryption text, lock text, modified integer not null,
  unique (bucket, key, version)
) strict;
create index if not exists versions_by_key on versions (bucket, key, seq desc);
create index if not exists latest_by_key on versions (bucket, key) where latest = 1;
create table if not exists uploads (
  id text primary key, bucket text not null references buckets(name), key text not null,
  headers text not null, tags text not null, checksum text, encryption text, started integer not null
) strict;
create index if not exists uploads_by_key on uploads (bucket, key, id);
create table if not exists parts (
  upload text not null references uploads(id) on delete cascade, number integer not null,
  size integer not null, etag text not null, checksums text not null, modified integer not null,
  primary key (upload, number)
) strict;
create table if not exists pieces (
  id text primary key, size integer not null, wrapped blob,
  version integer references versions(seq) on delete cascade,
  upload text, part integer, position integer not null,
  foreign key (upload, part) references parts(upload, number) on delete cascade
) strict;
create index if not exists pieces_by_version on pieces (version, position);
create index if not exists pieces_by_part on pieces (upload, part);
create table if not exists outbox (seq integer primary key autoincrement, event text not null) strict;
`;

/** Typed rows out of SQLite: every row is parsed by the schema that is given with the question. */
export interface Database {
  rows<S extends z.ZodType>(schema: S, sql: string, ...values: SQLInputValue[]): z.output<S>[];
  row<S extends z.ZodType>(schema: S, sql: string, ...values: SQLInputValue[]): z.output<S> | undefined;
  /** Row by row, for listings that stop early. */
  each<S extends z.ZodType>(schema: S, sql: string, ...values: SQLInputValue[]): Generator<z.output<S>>;
  /** @returns the row id of an insert. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All or nothing, and on disk when it returns. Runs to its end without letting another request in. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens the object index: write-ahead log, synced at every commit, freed pages overwritten. */
export const openDatabase = (file: string): Database => {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;');
  db.exec(SCHEMA);
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    const made = db.prepare(sql);
    prepared.set(sql, made);
    return made;
  };
  return {
    rows: (schema, sql, ...values) =>
      statement(sql)
        .all(...values)
        .map((row) => schema.parse(row)),
    row: (schema, sql, ...values) => {
      const row = statement(sql).get(...values);
      return row === undefined ? undefined : schema.parse(row);
    },
    *each(schema, sql, ...values) {
      for (const row of statement(sql).iterate(...values)) yield schema.parse(row);
    },
    run: (sql, ...values) => Number(statement(sql).run(...values).lastInsertRowid),
    transaction(work) {
      db.exec('begin immediate');
      try {
        const result = work();
        db.exec('commit');
        return result;
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
    close: () => db.close(),
  };
};
