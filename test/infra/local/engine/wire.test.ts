import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machine, pass, succeed, task, tokenTask } from './a-machine.ts';
import { type EngineHome, openEngineHome } from './an-engine.ts';

const arnOf = (name: string) => `arn:aws:states:eu-north-1:000000000000:stateMachine:${name}`;
const executionArn = (name: string) => `arn:aws:states:eu-north-1:000000000000:execution:wait:${name}`;
const roleArn = 'arn:aws:iam::000000000000:role/local';
const waiting = machine({
  A: tokenTask({
    TimeoutSeconds: 100,
    HeartbeatSeconds: 20,
    Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
  }),
});

let home: EngineHome;
let token = '';

beforeEach(async () => {
  home = await openEngineHome(async (_arn, payload) => {
    if (typeof payload === 'object' && payload !== null && 'token' in payload) token = String(payload.token);
    return { payload };
  });
  home.engine.createStateMachine('wait', JSON.stringify(waiting));
  home.engine.createStateMachine('echo', JSON.stringify(machine({ A: task() })));
});
afterEach(() => home[Symbol.asyncDispose]());

const start = async (name: string, stateMachine = 'wait', input = '{}') => {
  const started = await home.client.send(
    new StartExecutionCommand({ stateMachineArn: arnOf(stateMachine), name, input }),
  );
  await home.engine.idle();
  return started;
};
const describeExecution = (name: string) =>
  home.client.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));

describe('a state machine', () => {
  const definition = JSON.stringify(machine({ A: succeed }));
  const create = (name: string, text = definition) =>
    home.client.send(new CreateStateMachineCommand({ name, definition: text, roleArn }));

  it('is created, and created again with the same definition', async () => {
    expect((await create('m')).stateMachineArn).toBe(arnOf('m'));
    expect((await create('m')).stateMachineArn).toBe(arnOf('m'));
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['another definition under its name', () => create('wait'), 'StateMachineAlreadyExists'],
    ['a definition that is not implemented', () => create('m', '{}'), 'InvalidDefinition'],
    ['a name with a space', () => create('m m'), 'InvalidName'],
    ['a name of 81 characters', () => create('m'.repeat(81)), 'InvalidName'],
    ['a name with a colon', () => create('m:m'), 'InvalidName'],
    [
      'EXPRESS',
      () => home.client.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn, type: 'EXPRESS' })),
      'StateMachineTypeNotSupported',
    ],
    [
      'a field that is not implemented',
      () => home.client.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn, publish: true })),
      'ValidationException',
    ],
    [
      'an update of nothing',
      () => home.client.send(new UpdateStateMachineCommand({ stateMachineArn: arnOf('m'), definition })),
      'StateMachineDoesNotExist',
    ],
    [
      'a look at nothing',
      () => home.client.send(new DescribeStateMachineCommand({ stateMachineArn: arnOf('m') })),
      'StateMachineDoesNotExist',
    ],
    [
      'an ARN that is none',
      () => home.client.send(new DescribeStateMachineCommand({ stateMachineArn: 'm' })),
      'InvalidArn',
    ],
  ])('refuses %s', async (_what, request, name) => {
    await expect(request()).rejects.toMatchObject({ name });
  });

  it('is described, updated and listed, page by page', async () => {
    await home.client.send(new UpdateStateMachineCommand({ stateMachineArn: arnOf('echo'), definition }));
    const described = await home.client.send(new DescribeStateMachineCommand({ stateMachineArn: arnOf('echo') }));
    expect(described).toMatchObject({ name: 'echo', definition, type: 'STANDARD', status: 'ACTIVE' });
    const first = await home.client.send(new ListStateMachinesCommand({ maxResults: 1 }));
    const second = await home.client.send(new ListStateMachinesCommand({ maxResults: 1, nextToken: first.nextToken }));
    expect([first, second].map((page) => page.stateMachines?.map((m) => m.name))).toEqual([['echo'], ['wait']]);
    expect(second.nextToken).toBeUndefined();
  });

  it('that is updated leaves running executions with the definition they began with', async () => {
    await start('old');
    home.engine.createStateMachine('wait', definition);
    await home.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '"answered"' }));
    expect(await describeExecution('old')).toMatchObject({ status: 'SUCCEEDED', output: '"answered"' });
    await start('new');
    expect(await describeExecution('new')).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
  });
});

describe('an execution', () => {
  it('runs to its end and is described', async () => {
    const { executionArn: arn } = await start('one', 'echo', '{"x":1}');
    const described = await home.client.send(new DescribeExecutionCommand({ executionArn: arn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"x":1}',
      output: '{"x":1}',
      name: 'one',
      stateMachineArn: arnOf('echo'),
    });
    expect(described.startDate).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  it('started again by the same name and input while it runs is the same', async () => {
    const first = await start('one');
    expect((await start('one')).executionArn).toBe(first.executionArn);
    await expect(start('one', 'wait', '{"other":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['of a machine that does not exist', () => start('x', 'nothing'), 'StateMachineDoesNotExist'],
    ['with input that is not JSON', () => start('x', 'wait', '{'), 'InvalidExecutionInput'],
    [
      'with more input than 256 KiB',
      () => start('x', 'wait', JSON.stringify('å'.repeat(131_072))),
      'ValidationException',
    ],
    ['with a bracket in its name', () => start('x[1]'), 'InvalidName'],
    ['with a line break in its name', () => start('x\ny'), 'InvalidName'],
    ['with a name of 81 characters', () => start('x'.repeat(81)), 'InvalidName'],
    ['by a name that ended', () => start('done', 'echo').then(() => start('done', 'echo')), 'ExecutionAlreadyExists'],
  ])('is not started %s', async (_what, request, name) => {
    await expect(request()).rejects.toMatchObject({ name });
  });

  it('takes exactly 256 KiB of input, and a name of 80 characters', async () => {
    const { executionArn: arn } = await start('x'.repeat(80), 'wait', JSON.stringify('x'.repeat(262_142)));
    expect((await home.client.send(new DescribeExecutionCommand({ executionArn: arn }))).status).toBe('RUNNING');
  });

  it('is stopped once, with the error and cause it was given', async () => {
    await start('one');
    const stop = () =>
      home.client.send(new StopExecutionCommand({ executionArn: executionArn('one'), error: 'Withdrawn', cause: 'c' }));
    const first = await stop();
    home.clock.now += 1000;
    expect(await stop()).toMatchObject({ stopDate: first.stopDate });
    expect(await describeExecution('one')).toMatchObject({ status: 'ABORTED', error: 'Withdrawn', cause: 'c' });
    await expect(home.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }))).rejects.toMatchObject(
      { name: 'TaskTimedOut' },
    );
  });

  it.each<[string, (executionArn: string) => Promise<unknown>]>([
    ['DescribeExecution', (executionArn) => home.client.send(new DescribeExecutionCommand({ executionArn }))],
    ['StopExecution', (executionArn) => home.client.send(new StopExecutionCommand({ executionArn }))],
    ['GetExecutionHistory', (executionArn) => home.client.send(new GetExecutionHistoryCommand({ executionArn }))],
  ])('that does not exist is refused by %s', async (_operation, send) => {
    await expect(send(executionArn('nothing'))).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(send('nothing')).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  it('is listed newest first, by status, page by page', async () => {
    for (const name of ['a', 'b', 'c']) await start(name);
    await home.client.send(new StopExecutionCommand({ executionArn: executionArn('b') }));
    const list = (more: object) =>
      home.client.send(new ListExecutionsCommand({ stateMachineArn: arnOf('wait'), ...more }));
    expect((await list({})).executions?.map((e) => e.name)).toEqual(['c', 'b', 'a']);
    expect((await list({ statusFilter: 'ABORTED' })).executions?.map((e) => e.name)).toEqual(['b']);
    const first = await list({ statusFilter: 'RUNNING', maxResults: 1 });
    const second = await list({ statusFilter: 'RUNNING', maxResults: 1, nextToken: first.nextToken });
    expect([first, second].map((page) => page.executions?.[0]?.name)).toEqual(['c', 'a']);
    expect(second.nextToken).toBeUndefined();
    await expect(list({ nextToken: first.nextToken })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(list({ maxResults: 1001 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('tells its history page by page, backwards, and without data', async () => {
    await start('one', 'echo', '{"x":1}');
    const executionArn = 'arn:aws:states:eu-north-1:000000000000:execution:echo:one';
    const tell = (more: object = {}) => home.client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
    const { events = [] } = await tell();
    const types = [
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ];
    expect(events.map((event) => event.type)).toEqual(types);
    expect(events.map((event) => event.previousEventId)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-north-1',
    });
    expect(events[1]?.stateEnteredEventDetails).toEqual({
      name: 'A',
      input: '{"x":1}',
      inputDetails: { truncated: false },
    });
    const first = await tell({ maxResults: 4 });
    const second = await tell({ maxResults: 4, nextToken: first.nextToken });
    expect([...(first.events ?? []), ...(second.events ?? [])]).toEqual(events);
    expect((await tell({ reverseOrder: true })).events?.map((event) => event.type)).toEqual(types.toReversed());
    expect(JSON.stringify((await tell({ includeExecutionData: false })).events)).not.toContain('"x"');
  });
});

describe('a task token', () => {
  beforeEach(() => start('one'));
  const success = (taskToken: string, output = '{"signed":true}') =>
    home.client.send(new SendTaskSuccessCommand({ taskToken, output }));

  it('is answered once', async () => {
    await success(token);
    await expect(success(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect(await describeExecution('one')).toMatchObject({ status: 'SUCCEEDED', output: '{"signed":true}' });
  });

  it('is answered with a failure', async () => {
    await home.client.send(new SendTaskFailureCommand({ taskToken: token, error: 'Refused', cause: 'no' }));
    expect(await describeExecution('one')).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no' });
  });

  it('is kept alive by heartbeats, until the time limit of the task', async () => {
    for (let i = 0; i < 5; i += 1) {
      home.clock.now += 19_000;
      await home.client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    }
    expect((await describeExecution('one')).status).toBe('RUNNING');
    home.clock.now += 5000;
    await expect(home.client.send(new SendTaskHeartbeatCommand({ taskToken: token }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    expect(await describeExecution('one')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('is too late after its deadline, also when nobody looked at the clock in between', async () => {
    home.clock.now += 20_000;
    await expect(success(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect(await describeExecution('one')).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });

  it('times out when the clock was moved and the engine woken', async () => {
    expect(home.engine.nextDeadline()).toBe(home.clock.now + 20_000);
    home.clock.now += 20_000;
    home.engine.wake();
    await home.engine.idle();
    expect((await describeExecution('one')).error).toBe('States.HeartbeatTimeout');
  });

  it('is answered by one of two who answer at the same time', async () => {
    const answers = await Promise.allSettled([success(token, '1'), success(token, '2')]);
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('that is text of another kind is invalid', async () => {
    await expect(success('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('with a changed letter is invalid', async () => {
    await expect(success((token.startsWith('B') ? 'C' : 'B') + token.slice(1))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('of another engine belongs to no task', async () => {
    const taken = token;
    await using other = await openEngineHome(async () => ({ payload: null }));
    await expect(
      other.client.send(new SendTaskSuccessCommand({ taskToken: taken, output: '1' })),
    ).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });

  it('is not answered with output that is not JSON, or too large', async () => {
    await expect(success(token, 'signed')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await expect(success(token, JSON.stringify('x'.repeat(262_144)))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect((await describeExecution('one')).status).toBe('RUNNING');
  });
});

describe('the wire', () => {
  const post = (target: string, body: string) =>
    fetch(home.url, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
      body,
    });

  it.each([
    ['AWSStepFunctions.CreateActivity', '{}', 'UnknownOperationException'],
    ['AWSStepFunctions.constructor', '{}', 'UnknownOperationException'],
    ['Other.StartExecution', '{}', 'UnknownOperationException'],
    ['AWSStepFunctions.StartExecution', '{', 'SerializationException'],
    ['AWSStepFunctions.StartExecution', '{}', 'ValidationException'],
  ])('answers %s %s with %s', async (target, body, name) => {
    const response = await post(target, body);
    expect([response.status, await response.json()]).toEqual([
      400,
      { __type: `com.amazonaws.states#${name}`, message: expect.any(String) },
    ]);
  });
});

describe('a function that cannot be called', () => {
  it.each([
    [Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' }), 'Lambda.ResourceNotFoundException'],
    [Object.assign(new Error('busy'), { name: 'Lambda.TooManyRequestsException' }), 'Lambda.TooManyRequestsException'],
    [new TypeError('fetch failed'), 'Lambda.SdkClientException'],
  ])('fails its task with the name that Retry expects (%s)', async (rejection, name) => {
    await using other = await openEngineHome(() => Promise.reject(rejection));
    const stateMachineArn = other.engine.createStateMachine('m', JSON.stringify(machine({ A: task() })));
    const { executionArn: arn } = await other.client.send(new StartExecutionCommand({ stateMachineArn }));
    await other.engine.idle();
    expect((await other.client.send(new DescribeExecutionCommand({ executionArn: arn }))).error).toBe(name);
  });
});

it('tells its listener of every transition after it is stored', async () => {
  const seen: string[] = [];
  await using other = await openEngineHome(async () => ({ payload: 1 }), {
    onTransition: (e) => seen.push(`${e.type} ${e.stateName ?? ''}`),
  });
  const stateMachineArn = other.engine.createStateMachine('m', JSON.stringify(machine({ A: pass() })));
  await other.client.send(new StartExecutionCommand({ stateMachineArn }));
  await other.engine.idle();
  expect(seen).toEqual(['ExecutionStarted ', 'PassStateEntered A', 'PassStateExited A', 'ExecutionSucceeded ']);
});
