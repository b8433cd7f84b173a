import type { Execution, ExecutionStatus } from './executions.ts';
import { type Frame, fresh } from './frames.ts';
import type { Json } from './json.ts';
import { maxHistoryEvents } from './limits.ts';
import type { Edge, Transition, Visit, Workshop } from './visit.ts';

type Details = Record<string, Json | undefined>;

/** One transition of one execution: everything in it is written in one transaction, or not at all. */
export interface Turn {
  /** Writes a history event of a frame; returns its id. */
  record(frame: Frame, type: string, details?: Details): number;
  /** Writes what happened to the state before this turn: that it was entered, that its task answered. */
  begin(visit: Visit): void;
  /** Writes the first event of an execution; returns its id. */
  start(details: Details): number;
  follow(edge: Edge): void;
  /** Gives up everything under a frame, with the events that say so. */
  abandonChildren(frame: Frame): void;
  /** Ends the execution; everything still active in it is given up. */
  close(status: Exclude<ExecutionStatus, 'RUNNING'>, outcome: Outcome): void;
}

interface Outcome {
  output?: string;
  error?: string | undefined;
  cause?: string | undefined;
}

const eventOfStatus = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** Runs one transition and tells the listeners about it after it is stored. */
export const takeTurn = (shop: Workshop, execution: Execution, work: (turn: Turn) => void): void => {
  const transitions: Transition[] = [];
  const edges: Edge[] = [];
  shop.db.transaction(() => {
    work(createTurn(shop, execution, transitions, edges));
    if (execution.status === 'RUNNING' && execution.events >= maxHistoryEvents) {
      createTurn(shop, execution, transitions, edges).close('FAILED', {
        error: 'States.Runtime',
        cause: `The execution reached the maximum number of history events (${maxHistoryEvents}).`,
      });
    }
    shop.executions.save(execution);
  });
  for (const edge of edges) shop.onEdge(edge);
  for (const transition of transitions) shop.onTransition(transition);
};

const createTurn = (shop: Workshop, execution: Execution, transitions: Transition[], edges: Edge[]): Turn => {
  const append = (type: string, previous: number, details: Details, stateName?: string): number => {
    execution.events += 1;
    shop.history.append(execution.id, {
      id: execution.events,
      at: shop.now(),
      type,
      previous,
      details: JSON.stringify(details),
    });
    transitions.push({ executionArn: execution.arn, type, ...(stateName === undefined ? {} : { stateName }) });
    return execution.events;
  };

  const record = (frame: Frame, type: string, details: Details = {}): number => {
    frame.lastEvent = append(type, frame.lastEvent, details, frame.state);
    return frame.lastEvent;
  };

  const abandon = (frame: Frame, parent: Frame | undefined): void => {
    abandonChildrenOf(frame);
    const type = shop.machines.version(execution.definition).states.get(frame.state)?.Type;
    const isEntered = frame.enteredAt !== null && frame.phase !== 'done';
    if (isEntered && (type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map')) {
      record(frame, `${type}StateAborted`);
    }
    if (parent !== undefined && frame.phase !== 'done' && frame.phase !== 'queued' && isMap(parent)) {
      record(frame, 'MapIterationAborted', { name: parent.state, index: frame.position });
    }
  };

  const isMap = (frame: Frame) => shop.machines.version(execution.definition).states.get(frame.state)?.Type === 'Map';

  const abandonChildrenOf = (frame: Frame): void => {
    if (frame.phase !== 'forked' && frame.phase !== 'joined') return;
    for (const child of shop.frames.children(frame.id)) abandon(child, frame);
  };

  return {
    record,
    begin({ frame, enteredAt, pending }) {
      frame.enteredAt = enteredAt;
      for (const { type, details } of pending) record(frame, type, details);
      pending.length = 0;
    },
    start: (details) => append('ExecutionStarted', 0, details),
    follow: (edge) => void edges.push(edge),
    abandonChildren(frame) {
      abandonChildrenOf(frame);
      shop.frames.deleteChildren(frame.id);
    },
    close(status, { output, error, cause }) {
      const root = shop.frames.root(execution.id);
      if (root !== undefined && status !== 'SUCCEEDED') abandon(root, undefined);
      shop.frames.deleteAll(execution.id);
      Object.assign(execution, {
        status,
        output: output ?? null,
        error: error ?? null,
        cause: cause ?? null,
        stoppedAt: shop.now(),
        deadlineAt: null,
      } satisfies Partial<Execution>);
      append(eventOfStatus[status], root?.lastEvent ?? 0, status === 'SUCCEEDED' ? { output } : { error, cause });
    },
  };
};

/** Puts a frame at the beginning of a state. */
export const moveTo = (frame: Frame, state: string, input: string): void => {
  Object.assign(frame, fresh, { state, input });
};
