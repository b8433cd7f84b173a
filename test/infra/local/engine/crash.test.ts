import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { branch, machine, pass, task, tokenTask } from './a-machine.ts';
import { clientOf } from './an-engine.ts';

const kills = 12;
const startedBetweenKills = 3;

const Call = z.strictObject({
  functionArn: z.string(),
  payload: z.looseObject({ name: z.string().optional(), token: z.string().optional(), n: z.number().optional() }),
});

const definition = machine({
  Fork: {
    Type: 'Parallel',
    Branches: [
      branch({
        Each: {
          Type: 'Map',
          Items: [1, 2, 3, 4, 5],
          MaxConcurrency: 2,
          End: true,
          ItemSelector: { n: '{% $states.context.Map.Item.Value * $states.input.k %}' },
          ItemProcessor: branch({ Double: task({ Output: '{% $states.result.Payload.n * 2 %}' }) }),
        },
      }),
      branch({
        Once: task({ Output: '{% $states.result.Payload.k %}', Next: 'Rest' }),
        Rest: { Type: 'Wait', Seconds: 20, End: true },
      }),
    ],
    Assign: { sum: '{% $sum($states.result[0]) %}' },
    Next: 'Ask',
  },
  Ask: tokenTask({
    Arguments: {
      FunctionName: 'ask',
      Payload: { name: '{% $states.context.Execution.Name %}', token: '{% $states.context.Task.Token %}' },
    },
    Next: 'Wait',
  }),
  Wait: { Type: 'Wait', Seconds: 30, Next: 'Tell' },
  Tell: pass({ Output: { sum: '{% $sum %}', answer: '{% $states.input %}' } }),
});

let folder: string;
let functions: Server;
let engine: ChildProcess | undefined;
let client: SFNClient;
/** While true, functions take their calls and never answer. */
let isHolding = false;
let payloads: unknown[] = [];
/** By execution name: every token its function was given. */
const tokens = new Map<string, Set<string>>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
  functions = createServer(async (req, res) => {
    const { payload } = Call.parse(await json(req));
    if (payload.name !== undefined && payload.token !== undefined) {
      tokens.set(payload.name, (tokens.get(payload.name) ?? new Set()).add(payload.token));
    }
    payloads.push(payload);
    if (isHolding) return;
    await pause(Math.random() * 5);
    res.end(JSON.stringify(payload));
  });
  functions.listen(0, '127.0.0.1');
  await once(functions, 'listening');
});

afterEach(async () => {
  await killEngine();
  functions.closeAllConnections();
  functions.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  tokens.clear();
  payloads = [];
  isHolding = false;
});

const clockStart = Date.now();

const startEngine = async (): Promise<void> => {
  const address = functions.address();
  if (typeof address !== 'object' || address === null) throw new Error('the functions have no port');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'engine-process.ts')], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ENGINE_FILE: join(folder, 'engine.db'),
      FUNCTIONS_URL: `http://127.0.0.1:${address.port}`,
      CLOCK_START: String(clockStart),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  engine = child;
  const [port] = await once(child.stdout, 'data');
  client = clientOf(`http://127.0.0.1:${String(port).trim()}`);
};

const killEngine = async (): Promise<void> => {
  if (engine === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
  const gone = once(engine, 'exit');
  engine.kill('SIGKILL');
  await gone;
  client.destroy();
};

const stateMachineArn = 'arn:aws:states:eu-north-1:000000000000:stateMachine:crash';
const executionArn = (name: string) => `arn:aws:states:eu-north-1:000000000000:execution:crash:${name}`;

/** A request that the kill may cut off; it is made again in the next life of the engine. */
const attempt = async (request: () => Promise<unknown>): Promise<boolean> => {
  try {
    await request();
    return true;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'TaskTimedOut') return true;
    if (error instanceof Error && ('code' in error || name === 'TimeoutError')) return false;
    throw error;
  }
};

it('every execution goes on after a kill at any point, with the same token', async () => {
  const started = new Set<string>();
  const answered = new Set<string>();

  const answerSome = (share: number) =>
    Promise.all(
      [...tokens].map(async ([name, given]) => {
        const [taskToken] = given;
        if (answered.has(name) || Math.random() > share || taskToken === undefined) return;
        const output = JSON.stringify(`signed ${name}`);
        if (await attempt(() => client.send(new SendTaskSuccessCommand({ taskToken, output })))) answered.add(name);
      }),
    );
  const startSome = async (life: number) => {
    for (let i = 0; i < startedBetweenKills; i += 1) {
      const name = `e${life}-${i}`;
      started.add(name);
      const input = JSON.stringify({ k: started.size });
      await attempt(() => client.send(new StartExecutionCommand({ stateMachineArn, name, input })));
    }
  };
  /** Starts that a kill cut off are made again; those that were stored are the same execution. */
  const startAllAgain = async () => {
    for (const [i, name] of [...started].entries()) {
      const input = JSON.stringify({ k: i + 1 });
      const again = client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      await again.catch((error: Error) => expect(error.name).toBe('ExecutionAlreadyExists'));
    }
  };

  for (let life = 0; life < kills; life += 1) {
    await startEngine();
    if (life === 0) {
      const created = {
        name: 'crash',
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/local',
      };
      await client.send(new CreateStateMachineCommand(created));
    }
    const work = Promise.all([startSome(life), answerSome(0.3)]);
    await pause(Math.random() * 60);
    await killEngine();
    await work;
  }

  await startEngine();
  await startAllAgain();
  const outcome = async (name: string) =>
    client.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
  await expect
    .poll(
      async () => {
        await answerSome(1);
        return (await Promise.all([...started].map(outcome))).filter((e) => e.status === 'RUNNING').length;
      },
      { timeout: 30_000, interval: 20 },
    )
    .toBe(0);

  expect(started.size).toBe(kills * startedBetweenKills);
  for (const [i, name] of [...started].entries()) {
    const { status, output } = await outcome(name);
    expect({ name, status, output: JSON.parse(output ?? 'null') }).toEqual({
      name,
      status: 'SUCCEEDED',
      output: { sum: 30 * (i + 1), answer: `signed ${name}` },
    });
    expect(tokens.get(name)?.size).toBe(1);
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn: executionArn(name) }));
    expect(events.map((event) => event.id)).toEqual(events.map((_, id) => id + 1));
    expect(events.filter((event) => event.type === 'MapIterationSucceeded')).toHaveLength(5);
  }
});

it('a call that a kill cut off is made again with the same token and the same arguments', async () => {
  const token = '{% $states.context.Task.Token %}';
  const ask = machine({
    Ask: tokenTask({ Arguments: { FunctionName: 'ask', Payload: { name: 'one', token, once: '{% $uuid() %}' } } }),
  });
  const created = { name: 'crash', definition: JSON.stringify(ask), roleArn: 'arn:aws:iam::000000000000:role/local' };
  isHolding = true;
  await startEngine();
  await client.send(new CreateStateMachineCommand(created));
  await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one' }));
  await expect.poll(() => payloads.length, { timeout: 5000, interval: 5 }).toBe(1);
  await killEngine();

  await startEngine();
  await expect.poll(() => payloads.length, { timeout: 5000, interval: 5 }).toBe(2);
  expect(payloads[1]).toEqual(payloads[0]);
  const [taskToken = ''] = tokens.get('one') ?? [];
  await client.send(new SendTaskSuccessCommand({ taskToken, output: '"signed"' }));
  const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn: executionArn('one') }));
  expect([status, output]).toEqual(['SUCCEEDED', '"signed"']);
});
