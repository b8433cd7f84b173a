import type { Database } from './database.ts';

/**
 * - `queued`: a Map iteration that waits for its turn
 * - `ready`: the state is to be carried out, for the first time or again
 * - `waiting`: until `wakeAt`, in a Wait state
 * - `retrying`: until `wakeAt`, then ready
 * - `task`: a Lambda function is called, or a token is out
 * - `forked`: its branches or iterations run
 * - `joined`: they are done, their results stand in `result`
 * - `done`: a branch or iteration that ended, with its output in `result`
 */
export type Phase = 'queued' | 'ready' | 'waiting' | 'retrying' | 'task' | 'forked' | 'joined' | 'done';

/** One active branch: the root of an execution, a branch of a Parallel, an iteration of a Map. */
export interface Frame {
  id: number;
  execution: number;
  parent: number | null;
  /** Index among the branches or iterations of the parent. */
  position: number;
  state: string;
  input: string;
  /** The variables of this scope alone; outer scopes are read from the parents, which stand still meanwhile. */
  variables: string;
  /** `{ Index, Value }` of a Map iteration. */
  item: string | null;
  phase: Phase;
  enteredAt: number | null;
  wakeAt: number | null;
  timeoutAt: number | null;
  heartbeatAt: number | null;
  heartbeatSeconds: number | null;
  token: string | null;
  /** The evaluated arguments of the task, so that a call that is made again is the same call. */
  arguments: string | null;
  /** 1 when the Lambda function that got the token has answered; 0 means it is called again after a crash. */
  dispatched: 0 | 1;
  /** The history event that scheduled the task; tells an answer to this call from an answer to an earlier one. */
  scheduledEvent: number | null;
  /** Attempts made by each retrier of the state. */
  attempts: string;
  lastEvent: number;
  result: string | null;
  total: number;
  done: number;
}

export interface Frames {
  byId(id: number): Frame | undefined;
  byToken(token: string): Frame | undefined;
  root(execution: number): Frame | undefined;
  children(parent: number): Frame[];
  nextQueued(parent: number): Frame | undefined;
  /** The next frame of an execution that can go on now. */
  runnable(execution: number): Frame | undefined;
  /** The frame of an execution whose deadline passed first. */
  due(execution: number, now: number): Frame | undefined;
  insert(frame: Omit<Frame, 'id'>): void;
  save(frame: Frame): void;
  deleteChildren(parent: number): void;
  deleteAll(execution: number): void;
  executionsDue(now: number): number[];
  executionsRunnable(): number[];
  toDispatch(): { id: number; execution: number }[];
  nextDeadline(): number | undefined;
}

/** What a state starts with; keeps the place of the frame in its execution. */
export const fresh = {
  phase: 'ready',
  enteredAt: null,
  wakeAt: null,
  timeoutAt: null,
  heartbeatAt: null,
  heartbeatSeconds: null,
  token: null,
  arguments: null,
  dispatched: 0,
  scheduledEvent: null,
  attempts: '[]',
  result: null,
  total: 0,
  done: 0,
} as const satisfies Partial<Frame>;

export const dueAtOf = (f: Pick<Frame, 'wakeAt' | 'timeoutAt' | 'heartbeatAt'>): number | null => {
  const times = [f.wakeAt, f.timeoutAt, f.heartbeatAt].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
};

const columns = `execution, parent, position, state, input, variables, item, phase, enteredAt, wakeAt, timeoutAt, heartbeatAt,
  dueAt, heartbeatSeconds, token, arguments, dispatched, scheduledEvent, attempts, lastEvent, result, total, done`;
const names = columns.split(',').map((name) => name.trim());
const insertSql = `insert into frames (${columns}) values (${names.map(() => '?').join(', ')})`;
const updateSql = `update frames set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`;

const values = (f: Omit<Frame, 'id'>) => [
  ...[f.execution, f.parent, f.position, f.state, f.input, f.variables, f.item, f.phase, f.enteredAt, f.wakeAt],
  ...[f.timeoutAt, f.heartbeatAt, dueAtOf(f), f.heartbeatSeconds, f.token, f.arguments, f.dispatched],
  ...[f.scheduledEvent, f.attempts, f.lastEvent, f.result, f.total, f.done],
];

export const createFrames = (db: Database): Frames => {
  const executions = (sql: string, ...args: number[]) =>
    db.all<{ execution: number }>(sql, ...args).map((row) => row.execution);
  return {
    byId: (id) => db.one<Frame>('select * from frames where id = ?', id),
    byToken: (token) => db.one<Frame>('select * from frames where token = ?', token),
    root: (execution) => db.one<Frame>('select * from frames where execution = ? and parent is null', execution),
    children: (parent) => db.all<Frame>('select * from frames where parent = ? order by position', parent),
    nextQueued: (parent) =>
      db.one<Frame>(`select * from frames where parent = ? and phase = 'queued' order by position limit 1`, parent),
    runnable: (execution) =>
      db.one<Frame>(
        `select * from frames where execution = ? and phase in ('ready', 'joined') order by id limit 1`,
        execution,
      ),
    due: (execution, now) =>
      db.one<Frame>(
        'select * from frames where execution = ? and dueAt <= ? order by dueAt, id limit 1',
        execution,
        now,
      ),
    insert: (frame) => void db.run(insertSql, ...values(frame)),
    save: (frame) => void db.run(updateSql, ...values(frame), frame.id),
    deleteChildren: (parent) =>
      void db.run(
        `with recursive below (id) as (
           select id from frames where parent = ? union all select f.id from frames f join below on f.parent = below.id
         ) delete from frames where id in (select id from below)`,
        parent,
      ),
    deleteAll: (execution) => void db.run('delete from frames where execution = ?', execution),
    executionsDue: (now) => executions('select distinct execution from frames where dueAt <= ?', now),
    executionsRunnable: () => executions(`select distinct execution from frames where phase in ('ready', 'joined')`),
    toDispatch: () =>
      db.all<{ id: number; execution: number }>(
        `select id, execution from frames where phase = 'task' and dispatched = 0`,
      ),
    nextDeadline: () =>
      db.one<{ at: number | null }>('select min(dueAt) as at from frames where dueAt is not null')?.at ?? undefined,
  };
};
