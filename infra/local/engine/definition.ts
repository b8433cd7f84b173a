import type { Json, JsonObject } from './json.ts';

/** Amazon States Language as this engine accepts it: JSONata, inline Map, Lambda tasks. Field names are the language's own. */

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number | undefined;
  MaxAttempts?: number | undefined;
  BackoffRate?: number | undefined;
  MaxDelaySeconds?: number | undefined;
  JitterStrategy?: 'FULL' | 'NONE' | undefined;
}

/** What a state, a choice rule or a catcher hands on. */
export interface Handover {
  Output?: Json | undefined;
  Assign?: JsonObject | undefined;
}

export interface Catcher extends Handover {
  ErrorEquals: string[];
  Next: string;
}

export interface ChoiceRule extends Handover {
  Condition: string | boolean;
  Next: string;
}

interface Step extends Handover {
  Next?: string | undefined;
  End?: true | undefined;
}

interface Guarded extends Step {
  Retry?: Retrier[] | undefined;
  Catch?: Catcher[] | undefined;
}

/** A whole number, or a JSONata expression that yields one. */
export type NumberOrExpression = number | string;

export interface TaskState extends Guarded {
  Type: 'Task';
  Resource: string;
  Arguments?: Json | undefined;
  TimeoutSeconds?: NumberOrExpression | undefined;
  HeartbeatSeconds?: NumberOrExpression | undefined;
}
export interface PassState extends Step {
  Type: 'Pass';
}
export interface WaitState extends Step {
  Type: 'Wait';
  Seconds?: NumberOrExpression | undefined;
  Timestamp?: string | undefined;
}
export interface ChoiceState extends Handover {
  Type: 'Choice';
  Choices: ChoiceRule[];
  Default?: string | undefined;
}
export interface SucceedState {
  Type: 'Succeed';
  Output?: Json | undefined;
}
export interface FailState {
  Type: 'Fail';
  Error?: string | undefined;
  Cause?: string | undefined;
}
export interface ParallelState extends Guarded {
  Type: 'Parallel';
  Branches: Branch[];
  Arguments?: Json | undefined;
}
export interface MapState extends Guarded {
  Type: 'Map';
  ItemProcessor: Branch;
  Items?: Json | undefined;
  ItemSelector?: Json | undefined;
  MaxConcurrency?: NumberOrExpression | undefined;
}

export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

export interface Branch {
  StartAt: string;
  States: Record<string, State>;
}

export interface Definition extends Branch {
  TimeoutSeconds?: number | undefined;
}

/** A definition that was checked. State names are unique in the whole machine, so one map finds them all. */
export interface Machine {
  startAt: string;
  timeoutSeconds: number | undefined;
  states: ReadonlyMap<string, State>;
}

export const isWaitingForToken = (state: TaskState): boolean => state.Resource.endsWith('.waitForTaskToken');

/** `lambda` with `invoke…` for the optimised integration; undefined for a Lambda function's own ARN. */
export const integrationOf = (state: TaskState): { resourceType: string; resource: string } | undefined => {
  const resource = /:states:::lambda:(.+)$/.exec(state.Resource)?.[1];
  return resource === undefined ? undefined : { resourceType: 'lambda', resource };
};
