import { ApiError } from './api-error.ts';
import { type Database, openDatabase } from './database.ts';
import { createEvaluator } from './evaluate.ts';
import { createExecutions, type Execution } from './executions.ts';
import { createFrames, type Frame, fresh } from './frames.ts';
import { createHistory } from './history.ts';
import { createInterpreter, type Interpreter } from './interpreter.ts';
import type { Invoke } from './lambda-call.ts';
import { maxExecutionMs } from './limits.ts';
import { createLock } from './lock.ts';
import { createMachines, type MachineRow } from './machines.ts';
import { executionArn, type Home } from './names.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { executionOfToken } from './task-token.ts';
import { takeTurn } from './turn.ts';
import type { Edge, Transition, Workshop } from './visit.ts';

export interface WorkflowOptions {
  file: string;
  home: Home;
  now: () => number;
  random: () => number;
  invoke: Invoke;
  onTransition: (transition: Transition) => void;
  onEdge: (edge: Edge) => void;
}

/** The engine without its wire: what the API and the walker do to machines, executions and tokens. */
export interface Workflows {
  shop: Workshop;
  scheduler: Scheduler;
  start(machine: MachineRow, name: string, input: string): Execution;
  stop(execution: Execution, error: string | undefined, cause: string | undefined): Promise<Execution>;
  /** @throws {ApiError} InvalidToken, TaskDoesNotExist, TaskTimedOut – as every use of a token */
  succeed(token: string, output: string): Promise<void>;
  fail(token: string, error: string | undefined, cause: string | undefined): Promise<void>;
  heartbeat(token: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file and takes up whatever was left unfinished in it. */
export const openWorkflows = (options: WorkflowOptions): Workflows => {
  const db = openDatabase(options.file);
  const shop: Workshop = {
    ...options,
    db,
    machines: createMachines(db),
    executions: createExecutions(db),
    frames: createFrames(db),
    history: createHistory(db),
    evaluator: createEvaluator(options),
  };
  const interpreter = createInterpreter(shop);
  const scheduler = createScheduler(shop, interpreter, createLock(), options.invoke);
  scheduler.recover();
  return {
    shop,
    scheduler,
    start: (machine, name, input) => start(shop, scheduler, machine, name, input),
    stop: (execution, error, cause) =>
      scheduler.within(execution.id, async () => {
        await interpreter.expire(execution.id);
        const current = shop.executions.byId(execution.id) ?? execution;
        if (current.status === 'RUNNING') {
          takeTurn(shop, current, (turn) => turn.close('ABORTED', { error, cause }));
        }
        return current;
      }),
    succeed: (token, output) =>
      useToken(shop, scheduler, interpreter, token, (frame) => interpreter.succeed(frame, output)),
    fail: (token, error, cause) =>
      useToken(shop, scheduler, interpreter, token, (frame) => interpreter.fail(frame, error, cause)),
    heartbeat: (token) =>
      useToken(shop, scheduler, interpreter, token, async (frame) => {
        if (frame.heartbeatSeconds === null) return;
        shop.frames.save({ ...frame, heartbeatAt: shop.now() + frame.heartbeatSeconds * 1000 });
      }),
    close: () => close(scheduler, db),
  };
};

const close = async (scheduler: Scheduler, db: Database): Promise<void> => {
  await scheduler.stop();
  db.close();
};

const start = (shop: Workshop, scheduler: Scheduler, machine: MachineRow, name: string, input: string): Execution => {
  const arn = executionArn(shop.home, machine.name, name);
  const known = shop.executions.byArn(arn);
  if (known !== undefined) {
    if (known.status === 'RUNNING' && known.input === input) return known;
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
  const now = shop.now();
  const { startAt, timeoutSeconds } = shop.machines.version(machine.definition);
  const execution: Execution = {
    id: 0,
    arn,
    machine: machine.name,
    name,
    roleArn: machine.roleArn,
    definition: machine.definition,
    status: 'RUNNING',
    input,
    output: null,
    error: null,
    cause: null,
    startedAt: now,
    stoppedAt: null,
    deadlineAt: now + Math.min(maxExecutionMs, (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000),
    events: 0,
  };
  takeTurn(shop, execution, (turn) => {
    execution.id = shop.executions.insert(execution);
    const root: Omit<Frame, 'id'> = {
      ...fresh,
      execution: execution.id,
      parent: null,
      position: 0,
      state: startAt,
      input,
      variables: '{}',
      item: null,
      lastEvent: 0,
    };
    root.lastEvent = turn.start({ input, roleArn: machine.roleArn });
    shop.frames.insert(root);
  });
  scheduler.kick(execution.id);
  return execution;
};

const useToken = (
  shop: Workshop,
  scheduler: Scheduler,
  interpreter: Interpreter,
  token: string,
  use: (frame: Frame) => Promise<void>,
): Promise<void> => {
  const id = executionOfToken(token);
  if (id === undefined) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  if (shop.executions.byId(id) === undefined) {
    throw new ApiError('TaskDoesNotExist', "Task does not exist: 'The task of this token does not exist'");
  }
  return scheduler.within(id, async () => {
    await interpreter.expire(id);
    const frame = shop.frames.byToken(token);
    if (frame?.phase !== 'task') {
      throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    await use(frame);
  });
};
