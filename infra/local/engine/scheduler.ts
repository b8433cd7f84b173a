import { setImmediate as nextLoop } from 'node:timers/promises';
import type { Interpreter } from './interpreter.ts';
import type { Invoke, TaskCall } from './lambda-call.ts';
import type { Lock } from './lock.ts';
import type { Workshop } from './visit.ts';

/** setTimeout fires at once beyond 24.8 days, and a moved clock can pass a deadline while it sleeps. */
const longestSleep = 60 * 60 * 1000;
const pauseAfterFault = 1000;
const executionsAtOnce = 32;
const movesBetweenBreaths = 8;
/** Lambda's own default for an account; what is over it waits here instead of being throttled. */
const callsAtOnce = 1000;

export interface Scheduler {
  /** Something may be possible in this execution. */
  kick(execution: number): void;
  /** Runs work on an execution between its moves, then lets it go on. */
  within<Result>(execution: number, work: () => Promise<Result>): Promise<Result>;
  /** Takes up everything that a stopped engine left unfinished. */
  recover(): void;
  wake(): void;
  idle(): Promise<void>;
  nextDeadline(): number | undefined;
  stop(): Promise<void>;
}

/** Keeps executions moving: which may move now, whose calls are out, and when the next deadline is. */
export const createScheduler = (shop: Workshop, interpreter: Interpreter, lock: Lock, invoke: Invoke): Scheduler => {
  const waiting = new Set<number>();
  const active = new Set<number>();
  const calls = new Map<string, Promise<void>>();
  const callsToMake = new Set<number>();
  let visitors = 0;
  let idlers: (() => void)[] = [];
  let sleep: NodeJS.Timeout | undefined;
  let fault: NodeJS.Timeout | undefined;
  let stopping = false;

  const nextDeadline = (): number | undefined => {
    const times = [shop.frames.nextDeadline(), shop.executions.nextDeadline()].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  };

  const kick = (execution: number): void => {
    if (stopping) return;
    waiting.add(execution);
    pump();
  };

  const pump = (): void => {
    for (const execution of waiting) {
      if (active.size >= executionsAtOnce) return;
      if (active.has(execution)) continue;
      waiting.delete(execution);
      active.add(execution);
      void lock
        .run(execution, () => moveOn(execution))
        .catch(report)
        .finally(() => {
          active.delete(execution);
          pump();
          settle();
        });
    }
  };

  const moveOn = async (execution: number): Promise<void> => {
    for (let moves = 1; !stopping; moves += 1) {
      const { moved, call } = await interpreter.advance(execution);
      if (call !== undefined) dispatch(call);
      if (!moved) return;
      if (moves % movesBetweenBreaths === 0) await nextLoop();
    }
  };

  const dispatch = (frame: number): void => {
    if (stopping) return;
    if (calls.size >= callsAtOnce) {
      callsToMake.add(frame);
      return;
    }
    const open = interpreter.openCall(frame);
    const key = `${frame}:${open?.call.scheduledEvent}`;
    if (open === undefined || calls.has(key)) return;
    calls.set(
      key,
      settleCall(open.call, open.make(invoke))
        .catch(report)
        .finally(() => {
          calls.delete(key);
          for (const next of callsToMake) {
            if (calls.size >= callsAtOnce) break;
            callsToMake.delete(next);
            dispatch(next);
          }
          settle();
        }),
    );
  };

  const settleCall = async (call: TaskCall, answering: ReturnType<Invoke>): Promise<void> => {
    const answer = await answering.catch((rejected: unknown) => ({ rejected }));
    const execution = shop.frames.byId(call.frame)?.execution;
    if (execution === undefined) return;
    await lock.run(execution, async () => {
      // An answer that comes after the deadline comes too late, also when the deadline was not looked at yet.
      await interpreter.expire(execution);
      await interpreter.answer(call, answer);
    });
    kick(execution);
  };

  /** The store failed (a full disk, say): nothing was lost, the move is made again in a while. */
  const report = (error: unknown): void => {
    console.error('engine: a move could not be stored', error);
    if (!stopping) fault ??= setTimeout(recover, pauseAfterFault).unref();
  };

  const recover = (): void => {
    fault = undefined;
    if (stopping) return;
    for (const execution of shop.frames.executionsRunnable()) kick(execution);
    for (const frame of shop.frames.toDispatch()) dispatch(frame.id);
    wake();
  };

  const wake = (): void => {
    if (stopping) return;
    const now = shop.now();
    for (const execution of shop.frames.executionsDue(now)) kick(execution);
    for (const execution of shop.executions.overdue(now)) kick(execution);
    settle();
  };

  const settle = (): void => {
    if (stopping) return;
    const next = nextDeadline() ?? Number.POSITIVE_INFINITY;
    const left = next - shop.now();
    clearTimeout(sleep);
    if (next < Number.POSITIVE_INFINITY) {
      sleep = setTimeout(wake, Math.min(Math.max(left, 1), longestSleep)).unref();
    }
    if (left <= 0 || active.size + waiting.size + calls.size + visitors > 0) return;
    const resolved = idlers;
    idlers = [];
    for (const resolve of resolved) resolve();
  };

  const drained = async (): Promise<void> => {
    while (active.size + calls.size + visitors > 0) {
      await Promise.all(calls.values());
      await nextLoop();
    }
  };

  return {
    kick,
    async within(execution, work) {
      visitors += 1;
      try {
        return await lock.run(execution, work);
      } finally {
        visitors -= 1;
        kick(execution);
        settle();
      }
    },
    recover,
    wake,
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        wake();
      }),
    nextDeadline,
    async stop() {
      stopping = true;
      clearTimeout(sleep);
      clearTimeout(fault);
      waiting.clear();
      await drained();
    },
  };
};
