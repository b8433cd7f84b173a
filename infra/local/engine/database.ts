import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

const schema = `
create table if not exists definitions (hash text primary key, text text not null);
create table if not exists machines (
  name text primary key, definition text not null, roleArn text not null, createdAt integer not null, updatedAt integer not null
);
create table if not exists executions (
  id integer primary key, arn text not null unique, machine text not null, name text not null, roleArn text not null,
  definition text not null, status text not null, input text not null, output text, error text, cause text,
  startedAt integer not null, stoppedAt integer, deadlineAt integer, events integer not null
);
create index if not exists executionsOfMachine on executions (machine, id);
create index if not exists executionDeadlines on executions (deadlineAt) where deadlineAt is not null;
create table if not exists frames (
  id integer primary key, execution integer not null, parent integer, position integer not null, state text not null,
  input text not null, variables text not null, item text, phase text not null, enteredAt integer, wakeAt integer,
  timeoutAt integer, heartbeatAt integer, dueAt integer, heartbeatSeconds integer, token text unique, arguments text,
  dispatched integer not null, scheduledEvent integer, attempts text not null, lastEvent integer not null, result text,
  total integer not null, done integer not null
);
create index if not exists framesOfExecution on frames (execution, phase);
create index if not exists framesOfParent on frames (parent, position) where parent is not null;
create index if not exists framesDue on frames (dueAt) where dueAt is not null;
create index if not exists framesRunnable on frames (execution) where phase in ('ready', 'joined');
create index if not exists framesToDispatch on frames (execution) where phase = 'task' and dispatched = 0;
create table if not exists history (
  execution integer not null, id integer not null, at integer not null, type text not null, previous integer not null,
  details text not null, primary key (execution, id)
) without rowid;
`;

/** One SQLite file. Writes are durable when the transaction returns: WAL with synchronous=FULL. */
export interface Database {
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  /** The id of the row that was inserted last. */
  run(sql: string, ...values: SQLInputValue[]): number;
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** @param file a path, or ':memory:' */
export const openDatabase = (file: string): Database => {
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal; pragma synchronous = full;');
  db.exec(schema);
  const statements = new Map<string, StatementSync>();

  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    // The casts are the border to SQLite: the columns are those of the schema above, which only this folder writes.
    one: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
    transaction(work) {
      db.exec('begin immediate');
      try {
        const result = work();
        db.exec('commit');
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec('rollback');
        throw error;
      }
    },
    close: () => db.close(),
  };
};
