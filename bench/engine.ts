import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import jsonata from 'jsonata';
import { z } from 'zod';
import { roleArn } from '../infra/local/engine/names.ts';
import { openWorkflows, type Workflows } from '../infra/local/engine/workflows.ts';

export interface EngineFigure {
  name: string;
  value: number;
  unit: string;
  /** The value that must not be passed. */
  limit?: number;
  /** Cost in relation to the bare work, independent of the machine. */
  ratio?: number;
}

const waitingExecutions = 10_000;
const home = { region: 'eu-north-1', account: '000000000000' };
const expression = '$states.input.n + 1';
const passing = { Type: 'Pass', Output: { n: `{% ${expression} %}` } };

/** Ten states that each evaluate one expression. */
const chain = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'S0',
  States: Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`S${i}`, { ...passing, ...(i < 9 ? { Next: `S${i + 1}` } : { End: true }) }]),
  ),
});
const waiting = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 2_592_000,
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    },
  },
});

const open = (file: string): Workflows =>
  openWorkflows({
    file,
    home,
    now: Date.now,
    random: Math.random,
    invoke: async () => ({ payload: null }),
    onTransition: () => {},
    onEdge: () => {},
  });

const measureTransitions = async (file: string): Promise<EngineFigure> => {
  const executions = 100;
  const workflows = open(file);
  const machine = workflows.shop.machines.put('chain', chain, roleArn(home), Date.now());
  const began = performance.now();
  for (let i = 0; i < executions; i += 1) workflows.start(machine, `e${i}`, '{"n":0}');
  await workflows.scheduler.idle();
  const perTransition = (performance.now() - began) / (executions * 10);
  await workflows.close();

  const bare = jsonata(expression);
  const evaluations = 5000;
  const bareBegan = performance.now();
  for (let i = 0; i < evaluations; i += 1) await bare.evaluate(undefined, { states: { input: { n: i } } });
  const perEvaluation = (performance.now() - bareBegan) / evaluations;
  return {
    name: 'engine: durable transitions, against the bare expression',
    value: Math.round(1000 / perTransition),
    unit: '1/s',
    ratio: Number((perTransition / perEvaluation).toFixed(1)),
  };
};

const heap = (): number => {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
};

/** In a process that is killed: many executions that wait, and what they cost in memory. */
const fill = async (file: string): Promise<void> => {
  const workflows = open(file);
  const machine = workflows.shop.machines.put('waiting', waiting, roleArn(home), Date.now());
  const warmUp = async (from: number, to: number) => {
    for (let i = from; i < to; i += 1) {
      workflows.start(machine, `w${i}`, '{}');
      if (i % 100 === 99) await workflows.scheduler.idle();
    }
    await workflows.scheduler.idle();
  };
  await warmUp(0, 100);
  const [before, rss] = [heap(), process.memoryUsage.rss()];
  await warmUp(100, waitingExecutions + 100);
  const bytes = Math.max((heap() - before) / waitingExecutions, 0);
  const resident = Math.max((process.memoryUsage.rss() - rss) / waitingExecutions, 0);
  // As if the kill came before any of the functions had answered: every call is to be made again.
  workflows.shop.db.run('update frames set dispatched = 0');
  process.stdout.write(`${JSON.stringify({ bytes, resident })}\n`);
  setInterval(() => {}, 60_000);
};

/** In the next process: until every call is made again and an old token can be answered. */
const recover = async (file: string): Promise<void> => {
  const began = performance.now();
  const workflows = open(file);
  await workflows.scheduler.idle();
  const token = workflows.shop.db.one<{ token: string }>('select token from frames order by id limit 1')?.token ?? '';
  await workflows.succeed(token, '"answered"');
  await workflows.scheduler.idle();
  process.stdout.write(`${JSON.stringify({ ms: performance.now() - began })}\n`);
  await workflows.close();
};

/** Starts this file in a process of its own and gives the first line it prints; then kills it. */
const inProcess = async (part: 'fill' | 'recover', file: string): Promise<unknown> => {
  const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), part, file], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const first = once(createInterface({ input: child.stdout }), 'line');
  const [line] = await Promise.race([first, gone.then(() => ['null'])]);
  child.kill('SIGKILL');
  await gone;
  return JSON.parse(String(line));
};

/**
 * What the workflow engine costs: a durable transition in relation to evaluating its expression, the memory of an
 * execution that waits (at most 10 kB), and taking up ten thousand of them after a kill (at most 10 s).
 */
export const benchEngine = async (): Promise<EngineFigure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'engine-bench-'));
  try {
    const transitions = await measureTransitions(join(folder, 'chain.db'));
    const file = join(folder, 'waiting.db');
    const { bytes, resident } = z
      .object({ bytes: z.number(), resident: z.number() })
      .parse(await inProcess('fill', file));
    const { ms } = z.object({ ms: z.number() }).parse(await inProcess('recover', file));
    const kilobytes = (value: number) => Number((value / 1000).toFixed(2));
    return [
      transitions,
      { name: 'engine: heap of a waiting execution', value: kilobytes(bytes), unit: 'kB', limit: 10 },
      { name: 'engine: resident memory of a waiting execution', value: kilobytes(resident), unit: 'kB', limit: 10 },
      {
        name: 'engine: taking up 10 000 executions whose calls a kill cut off',
        value: Number((ms / 1000).toFixed(2)),
        unit: 's',
        limit: 10,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const [, script, part, file] = process.argv;
if (script === fileURLToPath(import.meta.url) && file !== undefined) {
  if (part === 'fill') await fill(file);
  if (part === 'recover') await recover(file);
}
