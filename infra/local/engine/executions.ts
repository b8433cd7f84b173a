import type { Database } from './database.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One run of a machine. Times are milliseconds since 1970; input and output are JSON text. */
export interface Execution {
  id: number;
  arn: string;
  machine: string;
  name: string;
  roleArn: string;
  /** The version it started with: running executions keep it when the machine is updated. */
  definition: string;
  status: ExecutionStatus;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  startedAt: number;
  stoppedAt: number | null;
  /** Only while running, so that the index of deadlines holds nothing else. */
  deadlineAt: number | null;
  /** How many history events were written; also the id of the last one. */
  events: number;
}

export interface Executions {
  byId(id: number): Execution | undefined;
  byArn(arn: string): Execution | undefined;
  /** Returns the id. */
  insert(execution: Omit<Execution, 'id'>): number;
  save(execution: Execution): void;
  /** Newest first, older than `before`. */
  page(machine: string, status: string | undefined, before: number, limit: number): Execution[];
  overdue(now: number): number[];
  nextDeadline(): number | undefined;
}

export const createExecutions = (db: Database): Executions => {
  const byId = (id: number) => db.one<Execution>('select * from executions where id = ?', id);
  return {
    byId,
    byArn: (arn) => db.one<Execution>('select * from executions where arn = ?', arn),
    insert(e) {
      return db.run(
        `insert into executions (arn, machine, name, roleArn, definition, status, input, startedAt, deadlineAt, events)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[e.arn, e.machine, e.name, e.roleArn, e.definition, e.status, e.input, e.startedAt, e.deadlineAt, e.events],
      );
    },
    save(e) {
      db.run(
        'update executions set status = ?, output = ?, error = ?, cause = ?, stoppedAt = ?, deadlineAt = ?, events = ? where id = ?',
        ...[e.status, e.output, e.error, e.cause, e.stoppedAt, e.deadlineAt, e.events, e.id],
      );
    },
    page: (machine, status, before, limit) =>
      db.all<Execution>(
        `select * from executions where machine = ?1 and id < ?2 and (?3 is null or status = ?3) order by id desc limit ?4`,
        ...[machine, before, status ?? null, limit],
      ),
    overdue: (now) =>
      db.all<{ id: number }>('select id from executions where deadlineAt <= ?', now).map((row) => row.id),
    nextDeadline: () =>
      db.one<{ at: number | null }>('select min(deadlineAt) as at from executions where deadlineAt is not null')?.at ??
      undefined,
  };
};
