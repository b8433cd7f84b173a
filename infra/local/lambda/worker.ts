// Runs one function in a thread of its own, by Node's own type stripping: the loader of the main thread stays there.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { moveDate } from '../clock/moved-date.ts';
import type { Answer, FunctionError, Invocation, WorkerData } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const own: WorkerData = workerData;
const say = (answer: Answer) => parentPort?.postMessage(answer);

/** As Lambda's runtime for Node words what a handler threw. */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

async function load(): Promise<Handler> {
  const bundle: Record<string, unknown> = await import(pathToFileURL(own.file).href);
  const handler = bundle[own.handler];
  if (typeof handler === 'function') return (event, context) => handler(event, context);
  const missing = new Error(`index.${own.handler} is undefined or not exported`);
  missing.name = 'Runtime.HandlerNotFound';
  throw missing;
}

async function run(handler: Handler, { id, payload, timeoutMs }: Invocation): Promise<void> {
  // Real time: a clock that is moved while a function runs does not use up its time.
  const deadline = performance.now() + timeoutMs;
  const context = {
    functionName: own.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: own.functionArn,
    memoryLimitInMB: String(own.memoryMb),
    awsRequestId: id,
    logGroupName: `/aws/lambda/${own.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
  try {
    const result = await handler(JSON.parse(payload), context);
    say({ kind: 'result', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    say({ kind: 'error', id, error: describe(error) });
  }
}

moveDate(own.clock);
try {
  const handler = await load();
  parentPort?.on('message', (invocation: Invocation) => void run(handler, invocation));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'unloadable', error: describe(error) });
}
