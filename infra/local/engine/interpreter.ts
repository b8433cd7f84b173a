import type { Execution } from './executions.ts';
import { failState } from './fail-state.ts';
import type { Frame } from './frames.ts';
import { readJson } from './json.ts';
import { callError, type Invoke, type LambdaResult, type TaskCall } from './lambda-call.ts';
import { endWait, runState } from './run-state.ts';
import { StateError } from './state-error.ts';
import { callOf, completeTask, takeAnswer, taskFailed } from './task-state.ts';
import { takeTurn } from './turn.ts';
import { openVisit, readAttempts, type Visit, type Workshop } from './visit.ts';

/** The moves an execution can make. Each is called under the lock of the execution, and stores all it does. */
export interface Interpreter {
  /** Makes the next move that is possible now, deadlines first; the call is a task that is to be made after it. */
  advance(execution: number): Promise<{ moved: boolean; call?: number }>;
  /** Lets every deadline that has passed take effect. */
  expire(execution: number): Promise<void>;
  succeed(frame: Frame, output: string): Promise<void>;
  fail(frame: Frame, error: string | undefined, cause: string | undefined): Promise<void>;
  answer(call: TaskCall, answer: LambdaResult | { rejected: unknown }): Promise<void>;
  /** The call that a task frame waits for; undefined when it was made, or the frame has moved on. */
  openCall(frame: number): { call: TaskCall; make: (invoke: Invoke) => Promise<LambdaResult> } | undefined;
}

export const createInterpreter = (shop: Workshop): Interpreter => {
  const running = (id: number): Execution | undefined => {
    const execution = shop.executions.byId(id);
    return execution?.status === 'RUNNING' ? execution : undefined;
  };

  /** Runs a move; when the state fails, its error goes to Retry and Catch. */
  const attempt = async (visit: Visit, move: () => Promise<void>): Promise<void> => {
    try {
      await move();
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      await failState(shop, visit, error);
    }
  };

  const expireFrame = async (execution: Execution, frame: Frame, now: number): Promise<void> => {
    const visit = openVisit(shop, execution, frame);
    const { state } = visit;
    if (frame.phase === 'waiting' && state.Type === 'Wait') return attempt(visit, () => endWait(shop, visit, state));
    if (frame.phase === 'task' && state.Type === 'Task') {
      const { timeoutAt, heartbeatAt } = frame;
      const isHeartbeat = heartbeatAt !== null && heartbeatAt <= now && (timeoutAt === null || heartbeatAt < timeoutAt);
      const name = isHeartbeat ? 'States.HeartbeatTimeout' : 'States.Timeout';
      return failState(shop, visit, taskFailed(visit, state, name, undefined, 'TimedOut'));
    }
    frame.phase = 'ready';
    frame.wakeAt = null;
    shop.frames.save(frame);
  };

  /** The earliest deadline first, so that a clock that jumped tells the same story as one that went slowly. */
  const expireOne = async (execution: Execution): Promise<boolean> => {
    const now = shop.now();
    const frame = shop.frames.due(execution.id, now);
    const dueAt = frame === undefined ? undefined : Math.min(...dueTimes(frame));
    const { deadlineAt } = execution;
    if (deadlineAt !== null && deadlineAt <= now && (dueAt === undefined || deadlineAt <= dueAt)) {
      takeTurn(shop, execution, (turn) => turn.close('TIMED_OUT', { error: 'States.Timeout' }));
      return true;
    }
    if (frame === undefined) return false;
    await expireFrame(execution, frame, now);
    return true;
  };

  const withTask = async (
    frame: Frame,
    move: (visit: Visit, state: Extract<Visit['state'], { Type: 'Task' }>) => Promise<void>,
  ): Promise<void> => {
    const execution = running(frame.execution);
    if (execution === undefined) return;
    const visit = openVisit(shop, execution, frame);
    const { state } = visit;
    if (state.Type !== 'Task') throw new Error(`the frame ${frame.id} is not in a task`);
    await attempt(visit, () => move(visit, state));
  };

  return {
    async advance(id) {
      const execution = running(id);
      if (execution === undefined) return { moved: false };
      if (await expireOne(execution)) return { moved: true };
      const frame = shop.frames.runnable(id);
      if (frame === undefined) return { moved: false };
      const visit = openVisit(shop, execution, frame);
      await attempt(visit, () => runState(shop, visit));
      return { moved: true, ...(frame.phase === 'task' ? { call: frame.id } : {}) };
    },
    async expire(id) {
      for (let execution = running(id); execution !== undefined; execution = running(id)) {
        if (!(await expireOne(execution))) return;
      }
    },
    succeed: (frame, output) => withTask(frame, (visit, state) => completeTask(shop, visit, state, readJson(output))),
    fail: (frame, error, cause) =>
      withTask(frame, async (visit, state) => {
        throw taskFailed(visit, state, error, cause);
      }),
    async answer(call, answer) {
      const frame = shop.frames.byId(call.frame);
      const isCurrent = frame?.phase === 'task' && frame.scheduledEvent === call.scheduledEvent;
      if (frame === undefined || !isCurrent || frame.state !== call.stateName) return;
      await withTask(frame, async (visit, state) => {
        if (!('rejected' in answer)) return takeAnswer(shop, visit, state, answer);
        const { error, cause } = callError(answer.rejected);
        throw taskFailed(visit, state, error, cause);
      });
    },
    openCall(id) {
      const frame = shop.frames.byId(id);
      const execution = frame === undefined ? undefined : running(frame.execution);
      const isOpen = frame?.phase === 'task' && frame.dispatched === 0 && frame.arguments !== null;
      if (frame === undefined || execution === undefined || !isOpen || frame.arguments === null) return undefined;
      const { state } = openVisit(shop, execution, frame);
      if (state.Type !== 'Task' || frame.scheduledEvent === null) return undefined;
      const call: TaskCall = {
        frame: frame.id,
        scheduledEvent: frame.scheduledEvent,
        executionArn: execution.arn,
        stateName: frame.state,
        token: frame.token ?? undefined,
        attempt: readAttempts(frame).reduce((sum, made) => sum + made, 0),
      };
      const { functionArn, payload } = callOf(state, readJson(frame.arguments));
      // Async, so that a function that throws at once is a rejection like any other.
      return { call, make: async (invoke) => invoke(functionArn, payload, call) };
    },
  };
};

const dueTimes = (frame: Frame): number[] =>
  [frame.wakeAt, frame.timeoutAt, frame.heartbeatAt].filter((at) => at !== null);
