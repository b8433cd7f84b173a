import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaResult } from './lambda-call.ts';
import { checkName, machineArn, roleArn } from './names.ts';
import { createOperations } from './operations.ts';
import { handleRequest } from './wire.ts';
import { openWorkflows } from './workflows.ts';

export type { LambdaResult } from './lambda-call.ts';

export interface EngineOptions {
  /** The SQLite file that holds everything; ':memory:' for one that is forgotten. */
  file: string;
  /** Milliseconds since 1970. May jump forward; call `wake` then. */
  now: () => number;
  /**
   * Calls a Lambda function by its ARN or name. A rejection means that it could not be called
   * (`Lambda.SdkClientException`, or the error's own name if that is one of Lambda's).
   */
  invoke: (functionArn: string, payload: unknown) => Promise<LambdaResult>;
  /** Between 0 and 1, for jitter and `$random()`. */
  random?: () => number;
  region?: string;
  account?: string;
  /** Told of every history event, after it is stored. */
  onTransition?: (e: { executionArn: string; type: string; stateName?: string }) => void;
}

export interface Engine {
  /** Answers the AWS JSON 1.0 requests of Step Functions. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /**
   * Creates the machine, or gives it a new definition; running executions keep the one they started with.
   *
   * @returns its ARN
   * @throws {ApiError} InvalidDefinition, InvalidName
   */
  createStateMachine(name: string, definition: string): string;
  /** The clock was moved: look at the deadlines now. */
  wake(): void;
  /** Resolves when nothing is ready or in flight: only deadlines to come and tokens are left. */
  idle(): Promise<void>;
  /** Milliseconds since 1970. */
  nextDeadline(): number | undefined;
  /** Stops the timers, waits for the calls in flight and closes the file. Unfinished executions go on when it is opened again. */
  close(): Promise<void>;
}

/** A durable engine for Standard workflows in JSONata mode (docs/adr/0010). */
export const createEngine = (options: EngineOptions): Engine => {
  const { region = 'eu-north-1', account = '000000000000' } = options;
  const home = { region, account };
  const workflows = openWorkflows({
    file: options.file,
    home,
    now: options.now,
    random: options.random ?? Math.random,
    invoke: (functionArn, payload) => options.invoke(functionArn, payload),
    onTransition: options.onTransition ?? (() => {}),
    onEdge: () => {},
  });
  const { shop, scheduler } = workflows;
  const operations = createOperations(workflows);
  return {
    handle: (req, res) => handleRequest(operations, req, res),
    createStateMachine(name, definition) {
      shop.machines.put(checkName(name), definition, roleArn(home), shop.now());
      return machineArn(home, name);
    },
    wake: scheduler.wake,
    idle: scheduler.idle,
    nextDeadline: scheduler.nextDeadline,
    close: workflows.close,
  };
};
