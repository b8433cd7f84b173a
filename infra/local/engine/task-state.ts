import { integrationOf, isWaitingForToken, type TaskState } from './definition.ts';
import { queryError } from './evaluate.ts';
import { isJsonObject, type Json, toJson } from './json.ts';
import type { LambdaResult } from './lambda-call.ts';
import { leaveState, onward } from './leave-state.ts';
import { isTooBig, withinPayloadLimit } from './limits.ts';
import { StateError } from './state-error.ts';
import { createTaskToken } from './task-token.ts';
import { takeTurn } from './turn.ts';
import { bindingsOf, type Visit, type Workshop } from './visit.ts';

/**
 * Evaluates the arguments of a task and stores them with its deadlines and its token. The function is called after
 * that is stored, so that a call that may have happened is always known.
 *
 * @throws {StateError} States.QueryEvaluationError, States.DataLimitExceeded, States.Runtime
 */
export const startTask = async (shop: Workshop, visit: Visit, state: TaskState): Promise<void> => {
  const { frame } = visit;
  const token = isWaitingForToken(state) ? createTaskToken(visit.execution.id) : null;
  const bindings = bindingsOf(shop, visit, token === null ? {} : { token });
  const args =
    state.Arguments === undefined ? visit.input : await shop.evaluator.value(state.Arguments, bindings, 'Arguments');
  const text = withinPayloadLimit(JSON.stringify(args), `The input of the task '${frame.state}'`);
  const call = callOf(state, args);
  const seconds = async (field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Promise<number | null> => {
    const value = state[field];
    return value === undefined ? null : shop.evaluator.whole(value, 1, bindings, field);
  };
  const timeout = await seconds('TimeoutSeconds');
  const heartbeat = await seconds('HeartbeatSeconds');
  const now = shop.now();

  takeTurn(shop, visit.execution, (turn) => {
    turn.begin(visit);
    const limits = {
      ...(timeout === null ? {} : { timeoutInSeconds: timeout }),
      ...(heartbeat === null ? {} : { heartbeatInSeconds: heartbeat }),
    };
    const integration = integrationOf(state);
    const scheduledEvent =
      integration === undefined
        ? turn.record(frame, 'LambdaFunctionScheduled', { resource: call.functionArn, input: text, ...limits })
        : turn.record(frame, 'TaskScheduled', {
            ...integration,
            region: shop.home.region,
            parameters: text,
            ...limits,
          });
    turn.record(frame, integration === undefined ? 'LambdaFunctionStarted' : 'TaskStarted', { ...integration });
    Object.assign(frame, {
      phase: 'task',
      arguments: text,
      token,
      dispatched: 0,
      scheduledEvent,
      wakeAt: null,
      timeoutAt: timeout === null ? null : now + timeout * 1000,
      heartbeatAt: heartbeat === null ? null : now + heartbeat * 1000,
      heartbeatSeconds: heartbeat,
    });
    shop.frames.save(frame);
  });
};

/** Which function a task calls, and with what. */
export const callOf = (state: TaskState, args: Json): { functionArn: string; payload: Json } => {
  if (integrationOf(state) === undefined) return { functionArn: state.Resource, payload: args };
  const name = isJsonObject(args) ? args.FunctionName : undefined;
  if (!isJsonObject(args) || typeof name !== 'string') {
    throw queryError('lambda:invoke needs a FunctionName that is a string.', 'Arguments');
  }
  const other = Object.keys(args).find((key) => key !== 'FunctionName' && key !== 'Payload');
  if (other !== undefined) {
    throw new StateError('States.Runtime', `The argument '${other}' of lambda:invoke is not implemented.`);
  }
  return { functionArn: name, payload: args.Payload ?? {} };
};

/** Takes the answer of a called function; for a task with a token it only says that the token was handed over. */
export const takeAnswer = async (
  shop: Workshop,
  visit: Visit,
  state: TaskState,
  answer: LambdaResult,
): Promise<void> => {
  if ('functionError' in answer) {
    const { errorType, errorMessage, trace } = answer.functionError;
    throw taskFailed(visit, state, errorType, JSON.stringify({ errorType, errorMessage, trace: trace ?? [] }));
  }
  const payload = toJson(answer.payload);
  if (!isWaitingForToken(state)) {
    const isPlain = integrationOf(state) === undefined;
    return completeTask(shop, visit, state, isPlain ? payload : invokeResult(payload));
  }
  takeTurn(shop, visit.execution, (turn) => {
    turn.record(visit.frame, 'TaskSubmitted', {
      ...integrationOf(state),
      output: JSON.stringify(invokeResult(payload)),
    });
    visit.frame.dispatched = 1;
    shop.frames.save(visit.frame);
  });
};

const invokeResult = (payload: Json): Json => ({ ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 });

/** Leaves the state with the result of its task. @throws {StateError} when the result is too large or Output fails */
export const completeTask = async (shop: Workshop, visit: Visit, state: TaskState, result: Json): Promise<void> => {
  const output = JSON.stringify(result);
  if (isTooBig(output)) {
    const cause = `The task '${visit.frame.state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    throw taskFailed(visit, state, 'States.DataLimitExceeded', cause);
  }
  const integration = integrationOf(state);
  visit.pending.push(
    integration === undefined
      ? { type: 'LambdaFunctionSucceeded', details: { output } }
      : { type: 'TaskSucceeded', details: { ...integration, output } },
  );
  await leaveState(shop, visit, { handover: state, otherwise: result, ...onward(state), seen: { result } });
};

/** The error of a task, with the event that tells of it noted on the visit. */
export const taskFailed = (
  visit: Visit,
  state: TaskState,
  error: string | undefined,
  cause: string | undefined,
  outcome: 'Failed' | 'TimedOut' = 'Failed',
): StateError => {
  const integration = integrationOf(state);
  visit.pending.push({
    type: integration === undefined ? `LambdaFunction${outcome}` : `Task${outcome}`,
    details: { ...integration, error, cause },
  });
  return new StateError(error, cause);
};
