import { randomUUID } from 'node:crypto';
import { beginAt } from './begin-at.ts';
import type { HistoryEvent } from './history.ts';
import { type Json, readJson } from './json.ts';
import type { LambdaResult, TaskCall } from './lambda-call.ts';
import { roleArn } from './names.ts';
import type { Edge } from './visit.ts';
import { openWorkflows, type Workflows } from './workflows.ts';

export type { Edge } from './visit.ts';

/** How a task that waits for a token is answered, after its function was called. */
export type TokenAnswer =
  /** SendTaskSuccess with this output. */
  | { answer: unknown }
  /** SendTaskFailure. */
  | { failure: { error: string; cause?: string } }
  /** Nobody answers, so that the clock runs into the heartbeat, the task's or the execution's time limit. */
  | { timeout: true };

export interface TaskContext {
  /** The task token, in a `.waitForTaskToken` state. */
  token?: string;
  /** 0 at the first call of this visit, 1 at its first retry. */
  attempt: number;
  /** How many times the state's function was called in this walk before, retries and loops included. */
  calls: number;
  /** Milliseconds since 1970 by the walk's clock. */
  now: number;
}

/**
 * Stands in for the Lambda function of one state and gets what that would get as its event. It returns the function's
 * payload, or throws an Error whose `name` is the error that Retry and Catch see. In a `.waitForTaskToken` state it may
 * return a `TokenAnswer`; anything else is a payload and leaves the answer to `answer`. `{ timeout: true }` from a state
 * without token is a function that does not come back before the state's TimeoutSeconds.
 */
export type WalkTask = (payload: Json, context: TaskContext) => unknown;

export interface WalkOptions {
  /** Amazon States Language, as text or parsed. */
  definition: string | object;
  /** `{}` when left out. */
  input?: unknown;
  /** By state name. A task state that is reached and not named here ends the walk with an error. */
  tasks: Record<string, WalkTask>;
  /** Begins in another state of the outermost level than StartAt. */
  startAt?: string;
  /** Where the clock stands at the beginning (2026-01-01T00:00:00Z). It moves only when nothing else can happen. */
  now?: Date;
  /** For jitter and `$random()` (0.5). */
  random?: () => number;
  /** Answers tokens whose state's task did not; without it they wait for their time limit. */
  answer?: (waiting: { stateName: string; token: string; payload: Json; attempt: number }) => TokenAnswer;
  /** Ends the execution as aborted after this many jumps of the clock (1000). */
  maxJumps?: number;
}

export interface Walk {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** The states in the order they were entered, loops and iterations repeated; a retry does not enter again. */
  visited: string[];
  /** The ways out that were taken, in order. */
  edges: Edge[];
  /** The variables that were assigned, in order, as they were after each assignment. */
  assigned: { stateName: string; name: string; value: Json }[];
  /** As GetExecutionHistory gives it. */
  history: HistoryEvent[];
  /** Milliseconds between start and end by the walk's clock. */
  elapsed: number;
}

const isTokenAnswer = (value: unknown): value is TokenAnswer =>
  typeof value === 'object' && value !== null && ('answer' in value || 'failure' in value || 'timeout' in value);

const functionError = (error: unknown): LambdaResult => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { functionError: { errorType: name, errorMessage: message, trace: [] } };
};

/**
 * Runs one execution of a definition to its end, in memory, with a clock that jumps to the next deadline whenever
 * nothing else can happen: a wait of thirty days takes no time, and an unanswered token runs into its time limit.
 *
 * @throws {ApiError} InvalidDefinition
 * @throws {Error} when a task state is reached that `tasks` does not name
 */
export const walk = async (options: WalkOptions): Promise<Walk> => {
  const { definition, input = {}, tasks, startAt, random = () => 0.5, maxJumps = 1000 } = options;
  const startedAt = (options.now ?? new Date('2026-01-01T00:00:00Z')).getTime();
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const edges: Edge[] = [];
  const calls = new Map<string, number>();
  const unnamed = new Set<string>();
  let clock = startedAt;
  const home = { region: 'eu-north-1', account: '000000000000' };

  const workflows = openWorkflows({
    file: ':memory:',
    home,
    now: () => clock,
    random,
    invoke: (_functionArn, payload, call) => invoke(payload, call),
    onTransition: () => {},
    onEdge: (edge) => edges.push(edge),
  });
  const { shop, scheduler } = workflows;

  /** Lets time pass until the call has timed out. */
  const outlive = ({ frame }: TaskCall): void => {
    clock = shop.frames.byId(frame)?.timeoutAt ?? scheduler.nextDeadline() ?? clock;
  };

  const invoke = async (payload: Json, call: TaskCall): Promise<LambdaResult> => {
    const { stateName, attempt, token } = call;
    const task = tasks[stateName];
    if (task === undefined) unnamed.add(stateName);
    const before = calls.get(stateName) ?? 0;
    calls.set(stateName, before + 1);
    let given: unknown;
    try {
      given = await task?.(payload, { attempt, calls: before, now: clock, ...(token === undefined ? {} : { token }) });
    } catch (error) {
      return functionError(error);
    }
    if (token === undefined) {
      if (!isTokenAnswer(given) || !('timeout' in given)) return { payload: given };
      outlive(call);
      return { payload: null };
    }
    const answer = isTokenAnswer(given) ? given : options.answer?.({ stateName, token, payload, attempt });
    if (answer !== undefined) await give(workflows, token, answer);
    return { payload: isTokenAnswer(given) ? null : given };
  };

  try {
    const machine = shop.machines.put(
      'walk',
      startAt === undefined ? text : beginAt(text, startAt),
      roleArn(home),
      clock,
    );
    const { arn, id } = workflows.start(machine, randomUUID(), JSON.stringify(input));
    for (let jumps = 0; ; jumps += 1) {
      await scheduler.idle();
      const execution = shop.executions.byArn(arn);
      if (execution === undefined) throw new Error(`the execution ${arn} is gone`);
      if (unnamed.size > 0) throw new Error(`no task is given for the state ${[...unnamed].join(', ')}`);
      if (execution.status !== 'RUNNING') {
        const history = shop.history.page(id, { from: 0, limit: execution.events, reverse: false, data: true });
        return {
          status: execution.status,
          output: execution.output === null ? undefined : readJson(execution.output),
          error: execution.error ?? undefined,
          cause: execution.cause ?? undefined,
          visited: history.flatMap((event) => enteredState(event) ?? []),
          edges,
          assigned: history.flatMap(assignedIn),
          history,
          elapsed: (execution.stoppedAt ?? clock) - startedAt,
        };
      }
      if (jumps >= maxJumps)
        await workflows.stop(execution, 'Walk.TooLong', `more than ${maxJumps} jumps of the clock`);
      else clock = Math.max(clock, scheduler.nextDeadline() ?? clock);
    }
  } finally {
    await workflows.close();
  }
};

const give = async (workflows: Workflows, token: string, answer: TokenAnswer): Promise<void> => {
  if ('answer' in answer) await workflows.succeed(token, JSON.stringify(answer.answer) ?? 'null');
  else if ('failure' in answer) await workflows.fail(token, answer.failure.error, answer.failure.cause);
};

const enteredState = (event: HistoryEvent): string | undefined => {
  const name = event.stateEnteredEventDetails?.name;
  return typeof name === 'string' ? name : undefined;
};

const assignedIn = (event: HistoryEvent): Walk['assigned'] => {
  const { name: stateName, assignedVariables } = event.stateExitedEventDetails ?? {};
  if (typeof stateName !== 'string' || typeof assignedVariables !== 'object') return [];
  return Object.entries(assignedVariables ?? {}).map(([name, value]) => ({
    stateName,
    name,
    value: readJson(String(value)),
  }));
};
