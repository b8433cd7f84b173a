import { ApiError } from './api-error.ts';

const forbidden = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/\ufffe\uffff]|\p{Cs}/u;

/**
 * Names of machines and executions: 1–80 characters, none of those the API reference of StartExecution lists.
 *
 * @throws {ApiError} InvalidName
 */
export const checkName = (name: string): string => {
  if (name.length < 1 || name.length > 80 || forbidden.test(name)) {
    throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
  }
  return name;
};

export interface Home {
  region: string;
  account: string;
}

export const machineArn = ({ region, account }: Home, name: string): string =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

export const executionArn = ({ region, account }: Home, machine: string, name: string): string =>
  `arn:aws:states:${region}:${account}:execution:${machine}:${name}`;

export const roleArn = ({ account }: Home): string => `arn:aws:iam::${account}:role/local-workflow-engine`;

/** @throws {ApiError} InvalidArn when the text is not the ARN of a state machine. */
export const machineNameOf = (arn: string): string => {
  const name = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:([^:]{1,80})$/.exec(arn)?.[1];
  if (name === undefined) throw new ApiError('InvalidArn', `Invalid Arn: '${arn}'`);
  return name;
};

/** @throws {ApiError} InvalidArn when the text is not the ARN of an execution. */
export const checkExecutionArn = (arn: string): string => {
  if (!/^arn:aws[\w-]*:states:[\w-]+:\d{12}:execution:[^:]{1,80}:[^:]{1,80}$/.test(arn)) {
    throw new ApiError('InvalidArn', `Invalid Arn: '${arn}'`);
  }
  return arn;
};
