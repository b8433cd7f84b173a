import { messageOf } from './expression-text.ts';
import type { Json } from './json.ts';

/** What a Lambda function answered: its payload, or the error it threw as Lambda reports it. */
export type LambdaResult =
  | { payload: unknown }
  | { functionError: { errorType: string; errorMessage: string; trace?: string[] } };

export interface TaskCall {
  frame: number;
  scheduledEvent: number;
  executionArn: string;
  stateName: string;
  token: string | undefined;
  /** How many times the state was retried before this call. */
  attempt: number;
}

/** Calls a function by its ARN or name. A rejection means that it could not be called, not that it failed. */
export type Invoke = (functionArn: string, payload: Json, call: TaskCall) => Promise<LambdaResult>;

/** The error name that Step Functions gives a call that never reached the function. */
export const callError = (error: unknown): { error: string; cause: string } => {
  const name = error instanceof Error ? error.name : '';
  const known = name.startsWith('Lambda.') || name === 'Error' || name === '' ? name : `Lambda.${name}`;
  return { error: /^Lambda\.\w+Exception$/.test(known) ? known : 'Lambda.SdkClientException', cause: messageOf(error) };
};
