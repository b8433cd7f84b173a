import type { Database } from './database.ts';
import type { Json, JsonObject } from './json.ts';
import { readJson } from './json.ts';

interface EventRow {
  id: number;
  at: number;
  type: string;
  previous: number;
  details: string;
}

export interface HistoryEvent {
  id: number;
  previousEventId: number;
  /** Seconds since 1970, as on the wire. */
  timestamp: number;
  type: string;
  [details: `${string}EventDetails`]: JsonObject;
}

export interface History {
  append(execution: number, event: EventRow): void;
  /** Events after (or, in reverse order, before) the event `from`. */
  page(execution: number, query: { from: number; limit: number; reverse: boolean; data: boolean }): HistoryEvent[];
}

const withoutDetails = new Set([
  'LambdaFunctionStarted',
  'MapStateAborted',
  'MapStateFailed',
  'MapStateSucceeded',
  'ParallelStateAborted',
  'ParallelStateFailed',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'TaskStateAborted',
  'WaitStateAborted',
]);

const detailsKey = (type: string): `${string}EventDetails` => {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
};

const executionData = new Set(['input', 'output', 'parameters', 'assignedVariables']);
const truncatable: Record<string, string> = { input: 'inputDetails', output: 'outputDetails' };

const shown = (details: Record<string, Json>, data: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(details).flatMap(([key, value]): [string, Json][] => {
      const about: [string, Json][] = truncatable[key] === undefined ? [] : [[truncatable[key], { truncated: false }]];
      return executionData.has(key) && !data ? [] : [[key, value], ...about];
    }),
  );

const present = (row: EventRow, data: boolean): HistoryEvent => {
  const event: HistoryEvent = {
    id: row.id,
    previousEventId: row.previous,
    timestamp: row.at / 1000,
    type: row.type,
  };
  if (!withoutDetails.has(row.type)) event[detailsKey(row.type)] = shown(readJson(row.details) as JsonObject, data);
  return event;
};

/** The events of GetExecutionHistory, by the names and shapes of the Step Functions API reference. */
export const createHistory = (db: Database): History => ({
  append(execution, { id, at, type, previous, details }) {
    db.run(
      'insert into history (execution, id, at, type, previous, details) values (?, ?, ?, ?, ?, ?)',
      ...[execution, id, at, type, previous, details],
    );
  },
  page(execution, { from, limit, reverse, data }) {
    const rows = reverse
      ? db.all<EventRow>(
          'select * from history where execution = ? and id < ? order by id desc limit ?',
          execution,
          from,
          limit,
        )
      : db.all<EventRow>(
          'select * from history where execution = ? and id > ? order by id limit ?',
          execution,
          from,
          limit,
        );
    return rows.map((row) => present(row, data));
  },
});
