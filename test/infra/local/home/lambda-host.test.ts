import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openFunctionLogs } from '../../../../infra/local/lambda/function-log.ts';
import { createLambdaHost, type LambdaHost } from '../../../../infra/local/lambda/host.ts';
import { handClock, temporaryFolders } from './a-folder.ts';

const day = 86_400_000;
const hosts: LambdaHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

describe('the functions of the home', () => {
  const folder = temporaryFolders();

  /** A host of functions given as the source of their handler's body. */
  function aHost(sources: Record<string, string>, o: { timeoutMs?: number; mostAlive?: number } = {}) {
    const dir = folder();
    const functions = Object.entries(sources).map(([name, body]) => {
      mkdirSync(join(dir, name));
      const code = `let calls = 0; export const handler = async (event, context) => { calls += 1; ${body} };`;
      writeFileSync(join(dir, name, 'index.mjs'), body.startsWith('export') ? body : code);
      const arn = `arn:aws:lambda:eu-north-1:000000000000:function:${name}`;
      const environment = { OWN: name };
      return {
        ...{ name, arn, entry: '', assets: [], handler: 'handler', environment },
        ...{ timeoutMs: o.timeoutMs ?? 5_000, memoryMb: 128 },
      };
    });
    const clock = handClock();
    const logs = openFunctionLogs({ dir: join(dir, 'logs'), onFailure: () => undefined });
    const mostAlive = o.mostAlive ?? 8;
    const host = createLambdaHost({ functions, bundles: dir, env: { COMMON: 'all' }, clock, logs, mostAlive });
    hosts.push(host);
    const linesOf = async (name: string) => {
      await host.close();
      await logs.close();
      const text = readFileSync(join(dir, 'logs', `${name}.log`), 'utf8');
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    return { host, clock, linesOf };
  }

  it('answer by name and by ARN, with an environment of their own and nothing of ours', async () => {
    const { host } = aHost({ Env: 'return [event.a, { ...process.env }, context.functionName];' });
    const env = { COMMON: 'all', OWN: 'Env', AWS_LAMBDA_FUNCTION_NAME: 'Env', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' };
    expect(await host.invoke('Env', { a: 1 })).toEqual({ payload: [1, env, 'Env'] });
    expect(await host.invoke('arn:aws:lambda:eu-north-1:000000000000:function:Env:$LATEST', { a: 2 })).toEqual({
      payload: [2, env, 'Env'],
    });
  });

  it('see the moved clock at once, also one that is moved while they live', async () => {
    const { host, clock } = aHost({ Now: 'return Date.now();' });
    await host.invoke('Now', {});
    Atomics.store(new BigInt64Array(clock.shared), 0, BigInt(30 * day));
    const result = await host.invoke('Now', {});
    const now = 'payload' in result ? Number(result.payload) : 0;
    expect(now - Date.now()).toBeGreaterThan(30 * day - 5_000);
  });

  it('report what they throw as Lambda does', async () => {
    const { host } = aHost({
      Named: "const e = new Error('no'); e.name = 'CullingTooEarly'; throw e;",
      Text: "throw 'plain';",
    });
    expect(await host.invoke('Named', {})).toEqual({
      functionError: { errorType: 'CullingTooEarly', errorMessage: 'no', trace: expect.any(Array) },
    });
    expect(await host.invoke('Text', {})).toEqual({
      functionError: { errorType: 'string', errorMessage: 'plain', trace: [] },
    });
  });

  it('are ended at their timeout even in an endless loop, and start anew', async () => {
    const { host } = aHost({ Loop: 'if (event.loop) for (;;); return calls;' }, { timeoutMs: 300 });
    expect(await host.invoke('Loop', { loop: true })).toEqual({
      functionError: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0.30 seconds$/),
        trace: [],
      },
    });
    expect(await host.invoke('Loop', {})).toEqual({ payload: 1 });
  });

  it('do not suffer from the timeout of another invocation: they are made again in a new thread', async () => {
    const body = 'if (event.hang || calls === 3) await new Promise(() => {}); return [event.n, calls];';
    const { host } = aHost({ Shared: body }, { timeoutMs: 400 });
    expect(await host.invoke('Shared', { n: 1 })).toEqual({ payload: [1, 1] });
    const hanging = host.invoke('Shared', { hang: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const beside = host.invoke('Shared', { n: 3 });
    expect(await hanging).toMatchObject({ functionError: { errorType: 'Sandbox.Timedout' } });
    expect(await beside).toEqual({ payload: [3, 1] });
  });

  it('that crash or exit are function errors, and start anew', async () => {
    const { host } = aHost({
      Crash:
        "if (event.now) { setTimeout(() => { throw new TypeError('late'); }, 0); await new Promise(() => {}); } return calls;",
      Exit: 'if (event.now) process.exit(3); return calls;',
    });
    expect(await host.invoke('Crash', { now: true })).toMatchObject({
      functionError: { errorType: 'TypeError', errorMessage: 'late' },
    });
    expect(await host.invoke('Crash', {})).toEqual({ payload: 1 });
    expect(await host.invoke('Exit', { now: true })).toMatchObject({
      functionError: {
        errorType: 'Runtime.ExitError',
        errorMessage: 'Error: Runtime exited with error: exit status 3',
      },
    });
    expect(await host.invoke('Exit', {})).toEqual({ payload: 1 });
  });

  it('that cannot be loaded say why', async () => {
    const { host } = aHost({
      Other: 'export const other = 1;',
      Broken: "export const handler = 1; throw new Error('at load');",
    });
    expect(await host.invoke('Other', {})).toMatchObject({ functionError: { errorType: 'Runtime.HandlerNotFound' } });
    expect(await host.invoke('Broken', {})).toMatchObject({ functionError: { errorMessage: 'at load' } });
    await expect(host.invoke('Nobody', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('share one thread among the invocations of a function, and threads are given up when there are too many', async () => {
    const body = 'return calls;';
    const { host } = aHost({ A: body, B: body, C: body }, { mostAlive: 2 });
    expect(await Promise.all([host.invoke('A', {}), host.invoke('A', {})])).toEqual([{ payload: 1 }, { payload: 2 }]);
    await host.invoke('B', {});
    await host.invoke('C', {});
    expect([await host.invoke('C', {}), await host.invoke('A', {})]).toEqual([{ payload: 2 }, { payload: 1 }]);
  });

  it('write their lines to a file of their own, as JSON', async () => {
    const { host, linesOf } = aHost({
      Talk: `console.log('hej'); console.error(JSON.stringify({ step: 'x' })); return 1;`,
    });
    await host.invoke('Talk', {});
    await host.idle();
    const lines = await linesOf('Talk');
    expect(lines.map(({ source, message }) => [source, message])).toEqual(
      expect.arrayContaining([
        ['stdout', 'hej'],
        ['stderr', { step: 'x' }],
        ['platform', { requestId: expect.any(String), durationMs: expect.any(Number), status: 'success' }],
      ]),
    );
  });
});
