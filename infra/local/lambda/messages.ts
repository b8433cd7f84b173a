/** What the host gives a worker at birth. */
export interface WorkerData {
  /** The bundle, an absolute path. */
  file: string;
  handler: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  /** The moved clock, see `moveDate`. */
  clock: SharedArrayBuffer;
}

/** Host → worker. */
export interface Invocation {
  id: string;
  payload: string;
  timeoutMs: number;
}

/** An error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** Worker → host. A worker that cannot load its handler says so instead of `ready`. */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'unloadable'; error: FunctionError }
  | { kind: 'result'; id: string; payload: string }
  | { kind: 'error'; id: string; error: FunctionError };
