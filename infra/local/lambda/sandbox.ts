import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FunctionSpec } from '../template/deployment.ts';
import { eachLine, type FunctionLogs } from './function-log.ts';
import type { Answer, FunctionError, WorkerData } from './messages.ts';

/** What an invocation ended in; the payload is JSON text. */
export type SandboxResult = { payload: string } | { functionError: FunctionError };

/** The sandbox died under an invocation that was not at fault; it may be made again in a new one. */
export class SandboxGone extends Error {
  override readonly name = 'SandboxGone';
}

interface Pending {
  settle(result: SandboxResult): void;
  abandon(error: Error): void;
}

/** One function in one thread. Invocations share it: a handler that waits lets the others run, as one that computes does not. */
export interface Sandbox {
  /** @throws SandboxGone when another invocation's timeout, or the end of the home, took the thread away. */
  invoke(payload: string): Promise<SandboxResult>;
  /** How many invocations run. */
  busy(): number;
  isAlive(): boolean;
  end(): Promise<void>;
}

/** Lambda answers six megabytes at most. */
const maxResponseBytes = 6_291_556;
/** Lambda gives a function ten seconds to load, apart from the time of the invocation. */
const initTimeoutMs = 10_000;

/** @param o.env the whole environment of the function; nothing of ours leaks in. */
export function openSandbox(o: {
  spec: FunctionSpec;
  file: string;
  env: Record<string, string>;
  clock: SharedArrayBuffer;
  logs: FunctionLogs;
}): Sandbox {
  const { spec, logs } = o;
  const pending = new Map<string, Pending>();
  let alive = true;
  let isLoaded = false;
  let initError: FunctionError | undefined;

  const workerData: WorkerData = {
    file: o.file,
    handler: spec.handler,
    functionName: spec.name,
    functionArn: spec.arn,
    memoryMb: spec.memoryMb,
    clock: o.clock,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    env: o.env,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
  });
  eachLine(worker.stdout, (message) => logs.write(spec.name, 'stdout', message));
  eachLine(worker.stderr, (message) => logs.write(spec.name, 'stderr', message));

  const ready = Promise.withResolvers<void>();
  const initTimer = setTimeout(() => {
    die({ errorType: 'Sandbox.Timedout', errorMessage: 'Init timed out after 10.00 seconds', trace: [] });
    void worker.terminate();
  }, initTimeoutMs);

  /** Nothing more comes from the thread: whoever still waits gets this error. */
  const die = (error: FunctionError) => {
    alive = false;
    clearTimeout(initTimer);
    if (!isLoaded) initError ??= error;
    ready.resolve();
    for (const one of pending.values()) one.settle({ functionError: error });
  };
  worker.on('message', (answer: Answer) => {
    switch (answer.kind) {
      case 'ready':
        clearTimeout(initTimer);
        isLoaded = true;
        return ready.resolve();
      case 'unloadable':
        // Nothing was asked of it yet, so its words are those of the code alone.
        logs.write(spec.name, 'platform', { unloadable: answer.error.errorType, because: answer.error.errorMessage });
        die(answer.error);
        return void worker.terminate();
      case 'result':
        return pending.get(answer.id)?.settle(withinLimit(answer.payload));
      case 'error':
        return pending.get(answer.id)?.settle({ functionError: answer.error });
    }
  });
  worker.on('error', (error) => {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const outOfMemory = 'code' in Object(error) && Object(error).code === 'ERR_WORKER_OUT_OF_MEMORY';
    logs.write(spec.name, 'platform', { crashed: name });
    die({
      errorType: outOfMemory ? 'Runtime.OutOfMemory' : name,
      errorMessage: outOfMemory ? 'Error: Runtime exited with error: signal: killed' : message,
      trace: outOfMemory ? [] : stack.split('\n'),
    });
  });
  worker.on('exit', (code) =>
    die({
      errorType: 'Runtime.ExitError',
      errorMessage: `Error: Runtime exited ${code === 0 ? 'without providing a reason' : `with error: exit status ${code}`}`,
      trace: [],
    }),
  );

  /** A thread has one life: what else ran in it is told to go to another. */
  const timeOut = (id: string) => {
    alive = false;
    const seconds = (spec.timeoutMs / 1_000).toFixed(2);
    const errorMessage = `RequestId: ${id} Error: Task timed out after ${seconds} seconds`;
    pending.get(id)?.settle({ functionError: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } });
    for (const one of pending.values()) one.abandon(new SandboxGone());
    void worker.terminate();
  };

  const run = async (payload: string): Promise<SandboxResult> => {
    const id = randomUUID();
    const startedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<SandboxResult>();
    const timer = setTimeout(() => timeOut(id), spec.timeoutMs);
    pending.set(id, { settle: resolve, abandon: reject });
    worker.postMessage({ id, payload, timeoutMs: spec.timeoutMs });
    try {
      const result = await promise;
      const status = 'payload' in result ? 'success' : result.functionError.errorType;
      logs.write(spec.name, 'platform', {
        requestId: id,
        durationMs: Math.round(performance.now() - startedAt),
        status,
      });
      return result;
    } finally {
      clearTimeout(timer);
      pending.delete(id);
    }
  };

  let waiting = 0;
  return {
    async invoke(payload) {
      waiting += 1;
      try {
        await ready.promise;
        if (!alive) {
          if (initError) return { functionError: initError };
          throw new SandboxGone();
        }
        return await run(payload);
      } finally {
        waiting -= 1;
      }
    },
    busy: () => waiting,
    isAlive: () => alive,
    async end() {
      alive = false;
      clearTimeout(initTimer);
      for (const one of pending.values()) one.abandon(new SandboxGone());
      await worker.terminate();
    },
  };
}

function withinLimit(payload: string): SandboxResult {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= maxResponseBytes) return { payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
  return { functionError: { errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] } };
}
