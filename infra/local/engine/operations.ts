import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Execution } from './executions.ts';
import { type Json, type JsonObject, readJson } from './json.ts';
import { maxPayloadBytes } from './limits.ts';
import type { MachineRow } from './machines.ts';
import { checkExecutionArn, checkName, machineArn, machineNameOf } from './names.ts';
import { pageSize, readPageToken, writePageToken } from './paging.ts';
import type { Workflows } from './workflows.ts';

/** The operations of the Step Functions API that the engine answers, by name. Requests are checked strictly. */
export type Operations = Record<string, (body: Json) => JsonObject | Promise<JsonObject>>;

const seconds = (at: number): number => at / 1000;

const payload = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) <= maxPayloadBytes,
    `Member must have length less than or equal to ${maxPayloadBytes}`,
  );
const paging = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().min(1).max(1024).optional() };
const errorAndCause = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };
const taskToken = z.string().min(1).max(2048);
const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).optional();

const request = {
  CreateStateMachine: z.strictObject({
    name: z.string(),
    definition: z.string(),
    roleArn: z.string().min(1).max(256),
    type: z.enum(['STANDARD', 'EXPRESS']).optional(),
  }),
  UpdateStateMachine: z.strictObject({
    stateMachineArn: z.string(),
    definition: z.string().optional(),
    roleArn: z.string().min(1).max(256).optional(),
  }),
  DescribeStateMachine: z.strictObject({ stateMachineArn: z.string(), includedData }),
  ListStateMachines: z.strictObject(paging),
  StartExecution: z.strictObject({
    stateMachineArn: z.string(),
    name: z.string().optional(),
    input: payload.optional(),
  }),
  StopExecution: z.strictObject({ executionArn: z.string(), ...errorAndCause }),
  DescribeExecution: z.strictObject({ executionArn: z.string(), includedData }),
  ListExecutions: z.strictObject({
    ...paging,
    stateMachineArn: z.string(),
    statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
  }),
  GetExecutionHistory: z.strictObject({
    ...paging,
    executionArn: z.string(),
    reverseOrder: z.boolean().optional(),
    includeExecutionData: z.boolean().optional(),
  }),
  SendTaskSuccess: z.strictObject({ taskToken, output: payload }),
  SendTaskFailure: z.strictObject({ taskToken, ...errorAndCause }),
  SendTaskHeartbeat: z.strictObject({ taskToken }),
};

const read = <Shape>(schema: z.ZodType<Shape>, body: Json): Shape => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.message} at '${issue.path.map(String).join('.')}'`);
  throw new ApiError('ValidationException', `${problems.length} validation error detected: ${problems.join('; ')}`);
};

const checkJson = (text: string, name: 'InvalidExecutionInput' | 'InvalidOutput'): string => {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new ApiError(name, `Invalid JSON in the ${name === 'InvalidOutput' ? 'output' : 'input'}`);
  }
};

/** Leaves out what is null or undefined, as the wire does. */
const present = (fields: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] != null));

export const createOperations = ({ shop, start, stop, succeed, fail, heartbeat }: Workflows): Operations => {
  const { machines, executions, history, home } = shop;

  const findMachine = (arn: string): MachineRow => {
    const machine = machines.find(machineNameOf(arn));
    if (machine !== undefined && machineArn(home, machine.name) === arn) return machine;
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  };
  const findExecution = (arn: string): Execution => {
    const execution = executions.byArn(checkExecutionArn(arn));
    if (execution !== undefined) return execution;
    throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  };
  const listed = (execution: Execution) => ({
    executionArn: execution.arn,
    stateMachineArn: machineArn(home, execution.machine),
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    stopDate: execution.stoppedAt === null ? undefined : seconds(execution.stoppedAt),
    redriveCount: 0,
  });

  return {
    CreateStateMachine(body) {
      const { name, definition, roleArn, type } = read(request.CreateStateMachine, body);
      if (type === 'EXPRESS') throw new ApiError('StateMachineTypeNotSupported', 'Only STANDARD is implemented');
      const known = machines.find(checkName(name));
      if (known !== undefined && (machines.text(known.definition) !== definition || known.roleArn !== roleArn)) {
        throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${machineArn(home, name)}'`);
      }
      const machine = known ?? machines.put(name, definition, roleArn, shop.now());
      return { stateMachineArn: machineArn(home, name), creationDate: seconds(machine.createdAt) };
    },
    UpdateStateMachine(body) {
      const { stateMachineArn, definition, roleArn } = read(request.UpdateStateMachine, body);
      const { name, ...old } = findMachine(stateMachineArn);
      const text = definition ?? machines.text(old.definition);
      const machine = machines.put(name, text, roleArn ?? old.roleArn, shop.now());
      return { updateDate: seconds(machine.updatedAt) };
    },
    DescribeStateMachine(body) {
      const { stateMachineArn, includedData: included } = read(request.DescribeStateMachine, body);
      const machine = findMachine(stateMachineArn);
      return present({
        stateMachineArn,
        name: machine.name,
        definition: included === 'METADATA_ONLY' ? undefined : machines.text(machine.definition),
        roleArn: machine.roleArn,
        type: 'STANDARD',
        status: 'ACTIVE',
        creationDate: seconds(machine.createdAt),
      });
    },
    ListStateMachines(body) {
      const { maxResults, nextToken } = read(request.ListStateMachines, body);
      const size = pageSize(maxResults);
      const rows = machines.page(nextToken === undefined ? '' : readPageToken(nextToken, 'machines'), size + 1);
      const shown = rows.slice(0, size);
      return present({
        stateMachines: shown.map(({ name, createdAt }) => ({
          stateMachineArn: machineArn(home, name),
          name,
          type: 'STANDARD',
          creationDate: seconds(createdAt),
        })),
        nextToken: rows.length > size ? writePageToken('machines', shown.at(-1)?.name ?? '') : undefined,
      });
    },
    StartExecution(body) {
      const { stateMachineArn, name, input } = read(request.StartExecution, body);
      const machine = findMachine(stateMachineArn);
      const checked = checkName(name ?? randomUUID());
      const execution = start(machine, checked, checkJson(input ?? '{}', 'InvalidExecutionInput'));
      return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
    },
    async StopExecution(body) {
      const { executionArn, error, cause } = read(request.StopExecution, body);
      const execution = await stop(findExecution(executionArn), error, cause);
      return { stopDate: seconds(execution.stoppedAt ?? shop.now()) };
    },
    DescribeExecution(body) {
      const { executionArn, includedData: included } = read(request.DescribeExecution, body);
      const execution = findExecution(executionArn);
      const { input, output, error, cause } = execution;
      const data = included === 'METADATA_ONLY' ? {} : { input, output, error, cause };
      const has = { included: included !== 'METADATA_ONLY' };
      return present({
        ...listed(execution),
        ...data,
        inputDetails: has,
        outputDetails: output === null ? undefined : has,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Redrive is not implemented',
      });
    },
    ListExecutions(body) {
      const { stateMachineArn, statusFilter, maxResults, nextToken } = read(request.ListExecutions, body);
      const { name } = findMachine(stateMachineArn);
      const kind = `executions:${name}:${statusFilter ?? ''}`;
      const size = pageSize(maxResults);
      const before = nextToken === undefined ? Number.MAX_SAFE_INTEGER : Number(readPageToken(nextToken, kind));
      const rows = executions.page(name, statusFilter, before, size + 1);
      const shown = rows.slice(0, size);
      return present({
        executions: shown.map((row) => present(listed(row))),
        nextToken: rows.length > size ? writePageToken(kind, String(shown.at(-1)?.id)) : undefined,
      });
    },
    GetExecutionHistory(body) {
      const { executionArn, reverseOrder = false, ...asked } = read(request.GetExecutionHistory, body);
      const execution = findExecution(executionArn);
      const kind = `history:${execution.id}:${reverseOrder}`;
      const limit = pageSize(asked.maxResults);
      const first = reverseOrder ? Number.MAX_SAFE_INTEGER : 0;
      const from = asked.nextToken === undefined ? first : Number(readPageToken(asked.nextToken, kind));
      const data = asked.includeExecutionData ?? true;
      const rows = history.page(execution.id, { from, limit: limit + 1, reverse: reverseOrder, data });
      const events = rows.slice(0, limit);
      return present({
        events: readJson(JSON.stringify(events)),
        nextToken: rows.length > limit ? writePageToken(kind, String(events.at(-1)?.id)) : undefined,
      });
    },
    async SendTaskSuccess(body) {
      const { taskToken: token, output } = read(request.SendTaskSuccess, body);
      await succeed(token, checkJson(output, 'InvalidOutput'));
      return {};
    },
    async SendTaskFailure(body) {
      const { taskToken: token, error, cause } = read(request.SendTaskFailure, body);
      await fail(token, error, cause);
      return {};
    },
    async SendTaskHeartbeat(body) {
      await heartbeat(read(request.SendTaskHeartbeat, body).taskToken);
      return {};
    },
  };
};
