import { join } from 'node:path';
import type { HomeClock } from '../clock/clock.ts';
import type { FunctionSpec } from '../template/deployment.ts';
import type { FunctionLogs } from './function-log.ts';
import type { FunctionError } from './messages.ts';
import { openSandbox, type Sandbox, SandboxGone, type SandboxResult } from './sandbox.ts';

/** Each takes some twenty megabytes, one that reads PDF files a hundred, and a sixth of a second to start. */
const mostAlive = 4;
/** A thread that nobody has called for so long is ended: assignments wait for months, and threads need not. */
const idleMs = 15_000;

/** What a function answered (JSON), or the error it ended in as Lambda reports it. */
export type LambdaResult = { payload: unknown } | { functionError: FunctionError };

/** The functions of the deployment, each in a thread that starts when it is first called. */
export interface LambdaHost {
  /**
   * @param name the function's name or ARN.
   * @param event any JSON.
   * @throws UnknownFunction
   */
  invoke(name: string, event: unknown): Promise<LambdaResult>;
  /** How many invocations run or wait for their thread. */
  busy(): number;
  /** Resolves when no invocation runs. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

class UnknownFunction extends Error {
  override readonly name = 'ResourceNotFoundException';
  constructor(functionName: string) {
    super(`Function not found: ${functionName}`);
  }
}

/**
 * @param o.bundles the folder with `<function>/index.mjs`.
 * @param o.env what every function gets beside its own environment: region, credentials, endpoints.
 */
export function createLambdaHost(o: {
  functions: readonly FunctionSpec[];
  bundles: string;
  env: Record<string, string>;
  clock: HomeClock;
  logs: FunctionLogs;
  mostAlive?: number;
}): LambdaHost {
  const specs = new Map(o.functions.flatMap((spec) => [[spec.name, spec] as const, [spec.arn, spec] as const]));
  /** In the order of their last use. */
  const sandboxes = new Map<string, Sandbox>();
  const usedAt = new Map<string, number>();
  const idleWaiters = new Set<() => void>();
  let running = 0;
  let closed = false;

  const sandboxOf = (spec: FunctionSpec): Sandbox => {
    const open = sandboxes.get(spec.name);
    sandboxes.delete(spec.name);
    const sandbox = open?.isAlive() ? open : start(spec);
    sandboxes.set(spec.name, sandbox);
    evict();
    return sandbox;
  };
  const start = (spec: FunctionSpec) =>
    openSandbox({
      spec,
      file: join(o.bundles, spec.name, 'index.mjs'),
      env: {
        ...o.env,
        ...spec.environment,
        AWS_LAMBDA_FUNCTION_NAME: spec.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
      },
      clock: o.clock.shared,
      logs: o.logs,
    });
  /** Ends the threads that were used longest ago. One that works is left alone, even if there are too many for a while. */
  const evict = () => {
    const [newest] = [...sandboxes.keys()].slice(-1);
    for (const [name, sandbox] of sandboxes) {
      if (sandboxes.size <= (o.mostAlive ?? mostAlive)) return;
      if (sandbox.busy() > 0 || name === newest) continue;
      sandboxes.delete(name);
      void sandbox.end();
    }
  };

  /** Ends whatever has rested long enough. Sleeps by the machine's clock: it is memory that it minds, not assignments. */
  const rest = setInterval(() => {
    for (const [name, sandbox] of sandboxes) {
      if (sandbox.busy() > 0 || performance.now() - (usedAt.get(name) ?? 0) < idleMs) continue;
      sandboxes.delete(name);
      void sandbox.end();
    }
  }, idleMs / 3);
  rest.unref();

  const attempt = async (spec: FunctionSpec, payload: string): Promise<SandboxResult> => {
    for (;;) {
      try {
        return await sandboxOf(spec).invoke(payload);
      } catch (error) {
        if (!(error instanceof SandboxGone) || closed) throw error;
      }
    }
  };
  return {
    async invoke(name, event) {
      const spec = specs.get(name.replace(/:\$LATEST$/, ''));
      if (!spec) throw new UnknownFunction(name);
      running += 1;
      try {
        const result = await attempt(spec, JSON.stringify(event) ?? 'null');
        return 'payload' in result ? { payload: JSON.parse(result.payload) } : result;
      } finally {
        running -= 1;
        usedAt.set(spec.name, performance.now());
        evict();
        if (running === 0) for (const wake of idleWaiters) wake();
      }
    },
    busy: () => running,
    async idle() {
      while (running > 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        idleWaiters.add(resolve);
        await promise;
        idleWaiters.delete(resolve);
      }
    },
    async close() {
      closed = true;
      clearInterval(rest);
      await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.end()));
    },
  };
}
