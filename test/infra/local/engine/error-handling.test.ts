import { describe, expect, it } from 'vitest';
import { decideRetry, matchesError, retryDelay } from '../../../../infra/local/engine/error-policy.ts';
import { type WalkTask, walk } from '../../../../infra/local/engine/walk.ts';
import { branch, type Fields, functionArn, machine, pass, succeed, task, thrown, tokenTask } from './a-machine.ts';

describe('an error name in Retry or Catch', () => {
  it.each<[string, string, string | undefined, boolean]>([
    ['matches itself', 'LinkExpired', 'LinkExpired', true],
    ['matches no other', 'LinkExpired', 'LinkMissing', false],
    ['is case-sensitive', 'linkexpired', 'LinkExpired', false],
    ['States.ALL matches an error of our own', 'States.ALL', 'LinkExpired', true],
    ['States.ALL matches an error without name', 'States.ALL', undefined, true],
    ['States.ALL matches a timeout', 'States.ALL', 'States.Timeout', true],
    ['States.ALL matches an evaluation error', 'States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL does not match States.DataLimitExceeded', 'States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded matches itself', 'States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.ALL does not match States.Runtime', 'States.ALL', 'States.Runtime', false],
    ['nothing handles States.Runtime', 'States.Runtime', 'States.Runtime', false],
    ['States.TaskFailed matches an error of our own', 'States.TaskFailed', 'LinkExpired', true],
    ['States.TaskFailed does not match States.Timeout', 'States.TaskFailed', 'States.Timeout', false],
    [
      'States.TaskFailed does not match States.DataLimitExceeded',
      'States.TaskFailed',
      'States.DataLimitExceeded',
      false,
    ],
    ['States.Timeout matches a missed heartbeat', 'States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout does not match a timeout', 'States.HeartbeatTimeout', 'States.Timeout', false],
  ])('%s', (_what, name, error, matches) => {
    expect(matchesError([name], error)).toBe(matches);
  });
});

describe('the pause before a retry', () => {
  it.each<[string, Fields, number[]]>([
    ['is 1, 2, 4 seconds by default', {}, [1000, 2000, 4000]],
    ['begins with the interval', { IntervalSeconds: 5 }, [5000, 10_000, 20_000]],
    ['grows by the rate', { IntervalSeconds: 2, BackoffRate: 1.5 }, [2000, 3000, 4500]],
    ['stays equal with rate 1', { IntervalSeconds: 3, BackoffRate: 1 }, [3000, 3000, 3000]],
    ['is never longer than the greatest', { IntervalSeconds: 4, MaxDelaySeconds: 10 }, [4000, 8000, 10_000]],
    [
      'is drawn from the whole of it with full jitter',
      { IntervalSeconds: 4, JitterStrategy: 'FULL' },
      [1000, 2000, 4000],
    ],
    ['is not drawn without jitter', { IntervalSeconds: 4, JitterStrategy: 'NONE' }, [4000, 8000, 16_000]],
  ])('%s', (_what, fields, delays) => {
    const retrier = { ErrorEquals: ['E'], ...fields };
    expect([0, 1, 2].map((attempt) => retryDelay(retrier, attempt, () => 0.25))).toEqual(delays);
  });

  it('is decided by the first retrier that names the error, each counting its own', () => {
    const retriers = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
    ];
    const decide = (error: string, attempts: number[]) => decideRetry(retriers, error, attempts, Math.random);
    expect(decide('A', [])).toEqual({ delay: 1000, attempts: [1, 0] });
    expect(decide('A', [1, 0])).toBeUndefined();
    expect(decide('B', [1, 0])).toEqual({ delay: 1000, attempts: [1, 1] });
    expect(decide('B', [1, 2])).toBeUndefined();
  });
});

/** Fails with these errors, one a call, and then returns 'done'. */
const failing =
  (...errors: string[]): WalkTask =>
  (_payload, { calls }) => {
    const name = errors[calls];
    if (name !== undefined) throw thrown(name);
    return 'done';
  };

describe('a task that fails', () => {
  const retried = (Retry: Fields[], ...errors: string[]) =>
    walk({ definition: machine({ A: task({ Retry }) }), tasks: { A: failing(...errors) } });

  it('is retried until it succeeds, after the pauses the definition says', async () => {
    const { status, elapsed, edges } = await retried([{ ErrorEquals: ['E'] }], 'E', 'E', 'E');
    expect({ status, elapsed }).toEqual({ status: 'SUCCEEDED', elapsed: 7000 });
    expect(edges.map((edge) => edge.via)).toEqual(['Retry', 'Retry', 'Retry', 'End']);
  });

  it('fails with its last error when its attempts are used up', async () => {
    expect(await retried([{ ErrorEquals: ['E'], MaxAttempts: 1 }], 'E', 'E')).toMatchObject({
      status: 'FAILED',
      error: 'E',
    });
  });

  it('is not retried with MaxAttempts 0', async () => {
    const { status, elapsed } = await retried([{ ErrorEquals: ['E'], MaxAttempts: 0 }], 'E');
    expect({ status, elapsed }).toEqual({ status: 'FAILED', elapsed: 0 });
  });

  it('is not retried for another error', async () => {
    expect(await retried([{ ErrorEquals: ['E'] }], 'F')).toMatchObject({ status: 'FAILED', error: 'F' });
  });

  it('counts its retries in the context, and gets a new token for each', async () => {
    const Payload = '{% [$states.context.State.RetryCount, $states.context.Task.Token] %}';
    const A = tokenTask({ Arguments: { FunctionName: 'f', Payload }, Retry: [{ ErrorEquals: ['States.ALL'] }] });
    const seen: unknown[] = [];
    await walk({
      definition: machine({ A }),
      tasks: {
        A: (payload, { attempt }) => {
          seen.push(payload);
          return attempt < 2 ? { failure: { error: 'Again' } } : { answer: 1 };
        },
      },
    });
    const [counts, tokens] = [seen.map((p) => (p as unknown[])[0]), seen.map((p) => (p as unknown[])[1])];
    expect(counts).toEqual([0, 1, 2]);
    expect(new Set(tokens).size).toBe(3);
  });

  it('gives the error and cause of Lambda: the error type, and all that Lambda reports as JSON text', async () => {
    const { error, cause } = await walk({
      definition: machine({ A: task() }),
      tasks: { A: () => Promise.reject(thrown('LinkExpired', 'too late')) },
    });
    expect(error).toBe('LinkExpired');
    expect(JSON.parse(cause ?? '')).toEqual({ errorType: 'LinkExpired', errorMessage: 'too late', trace: [] });
  });

  it.each<[string, Fields, unknown]>([
    ['hands on the error output when its catcher has no Output', {}, { Error: 'E', Cause: expect.any(String) }],
    [
      'hands on the Output of its catcher',
      { Output: { was: '{% $states.errorOutput.Error %}', in: '{% $states.input %}' } },
      { was: 'E', in: { k: 1 } },
    ],
    ['reads the cause as JSON', { Output: '{% $parse($states.errorOutput.Cause).errorMessage %}' }, 'it went wrong'],
  ])('%s', async (_what, catcher, expected) => {
    const A = task({ Catch: [{ ErrorEquals: ['E'], Next: 'B', ...catcher }] });
    const { output, edges } = await walk({
      definition: machine({ A, B: pass() }),
      input: { k: 1 },
      tasks: { A: failing('E') },
    });
    expect(output).toEqual(expected);
    expect(edges[0]).toEqual({ from: 'A', via: 'Catch:E', to: 'B' });
  });

  it('takes the first catcher that matches, after its retries', async () => {
    const Catch = [
      { ErrorEquals: ['F'], Next: 'B' },
      { ErrorEquals: ['States.TaskFailed'], Next: 'C' },
      { ErrorEquals: ['States.ALL'], Next: 'D' },
    ];
    const A = task({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }], Catch });
    const { edges } = await walk({
      definition: machine({ A, B: succeed, C: succeed, D: succeed }),
      tasks: { A: failing('E', 'E') },
    });
    expect(edges.map((edge) => edge.via)).toEqual(['Retry', 'Catch:States.TaskFailed', 'End']);
  });

  it('is caught when its own Output cannot be evaluated', async () => {
    const A = task({
      Output: '{% $states.result.nothing %}',
      Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
    });
    const { status, history } = await walk({ definition: machine({ A, B: succeed }), tasks: { A: () => 1 } });
    expect(status).toBe('SUCCEEDED');
    expect(history.map((event) => event.type)).toEqual(expect.arrayContaining(['TaskSucceeded', 'EvaluationFailed']));
  });

  it('is caught when its Arguments cannot be evaluated, and its function is not called', async () => {
    const A = task({
      Arguments: { FunctionName: 'f', Payload: '{% $nothing %}' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
    });
    const { visited } = await walk({ definition: machine({ A, B: succeed }), tasks: {} });
    expect(visited).toEqual(['A', 'B']);
  });

  it('fails the execution when the Output of its catcher cannot be evaluated', async () => {
    const A = task({ Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $nothing %}', Next: 'B' }] });
    const { status, error } = await walk({ definition: machine({ A, B: succeed }), tasks: { A: failing('E') } });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it.each(['{% 0 %}', '{% 1.5 %}', "{% 'a' %}", '{% -1 %}'])(
    'fails when its time limit comes out as %s',
    async (TimeoutSeconds) => {
      const { error } = await walk({ definition: machine({ A: task({ TimeoutSeconds }) }), tasks: { A: () => 1 } });
      expect(error).toBe('States.QueryEvaluationError');
    },
  );
});

describe('time', () => {
  it.each<[string, Fields, number]>([
    ['Seconds', { Seconds: 30 }, 30_000],
    ['no seconds', { Seconds: 0 }, 0],
    ['Seconds that are an expression', { Seconds: '{% $states.input.s %}' }, 60_000],
    ['a Timestamp', { Timestamp: '2026-01-31T00:00:00Z' }, 30 * 86_400_000],
    ['a Timestamp with an offset', { Timestamp: '2026-01-01T02:00:00+01:00' }, 3_600_000],
    ['a Timestamp that is an expression', { Timestamp: '{% $states.input.at %}' }, 86_400_000],
    ['a Timestamp that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('passes in a Wait by %s', async (_what, fields, elapsed) => {
    const definition = machine({ A: { Type: 'Wait', ...fields, End: true } });
    const walked = await walk({ definition, input: { s: 60, at: '2026-01-02T00:00:00Z' }, tasks: {} });
    expect([walked.status, walked.elapsed]).toEqual(['SUCCEEDED', elapsed]);
  });

  it.each(["{% 'soon' %}", '{% 1.5 %}', '{% -1 %}'])('cannot be waited for by Seconds of %s', async (Seconds) => {
    const { error } = await walk({ definition: machine({ A: { Type: 'Wait', Seconds, End: true } }), tasks: {} });
    expect(error).toBe('States.QueryEvaluationError');
  });

  it.each(["{% 'soon' %}", '{% 5 %}', "{% '2026-01-01' %}"])(
    'cannot be waited for by a Timestamp of %s',
    async (Timestamp) => {
      const { error } = await walk({ definition: machine({ A: { Type: 'Wait', Timestamp, End: true } }), tasks: {} });
      expect(error).toBe('States.QueryEvaluationError');
    },
  );

  it.each<[string, Fields, object]>([
    ['States.Timeout after TimeoutSeconds', { TimeoutSeconds: 100 }, { error: 'States.Timeout', elapsed: 100_000 }],
    [
      'States.HeartbeatTimeout after HeartbeatSeconds',
      { HeartbeatSeconds: 10, TimeoutSeconds: 100 },
      { error: 'States.HeartbeatTimeout', elapsed: 10_000 },
    ],
    [
      'States.Timeout of a limit that is an expression',
      { TimeoutSeconds: '{% 5 * 2 %}' },
      { error: 'States.Timeout', elapsed: 10_000 },
    ],
  ])('ends an unanswered token with %s', async (_what, limits, expected) => {
    const walked = await walk({
      definition: machine({ A: tokenTask(limits) }),
      tasks: { A: () => ({ timeout: true }) },
    });
    expect(walked).toMatchObject({ status: 'FAILED', ...expected });
  });

  it('ends an unanswered token by a Catch of States.Timeout', async () => {
    const A = tokenTask({ HeartbeatSeconds: 10, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }] });
    const { edges } = await walk({ definition: machine({ A, B: succeed }), tasks: { A: () => undefined } });
    expect(edges[0]?.via).toBe('Catch:States.Timeout');
  });

  it('ends a function that does not come back', async () => {
    const plain = { Type: 'Task', Resource: functionArn, TimeoutSeconds: 3, End: true };
    const { error, elapsed, history } = await walk({
      definition: machine({ A: plain }),
      tasks: { A: () => ({ timeout: true }) },
    });
    expect([error, elapsed]).toEqual(['States.Timeout', 3000]);
    expect(history.map((event) => event.type)).toContain('LambdaFunctionTimedOut');
  });

  it('ends an execution after the TimeoutSeconds of the machine, past every Catch', async () => {
    const A = tokenTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] });
    const definition = machine({ A, B: succeed }, { TimeoutSeconds: 60 });
    expect(await walk({ definition, tasks: { A: () => ({ timeout: true }) } })).toMatchObject({
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      elapsed: 60_000,
    });
  });

  it('ends an execution after a year', async () => {
    const { status, elapsed } = await walk({ definition: machine({ A: tokenTask() }), tasks: { A: () => undefined } });
    expect([status, elapsed]).toEqual(['TIMED_OUT', 365 * 86_400_000]);
  });
});

describe('a Fail state', () => {
  it.each<[string, Fields, object]>([
    ['names its error and cause', { Error: 'Refused', Cause: 'No' }, { error: 'Refused', cause: 'No' }],
    ['computes them', { Error: '{% $states.input.e %}', Cause: "{% 'x' & 1 %}" }, { error: 'Refused', cause: 'x1' }],
    ['may be silent', {}, { error: undefined, cause: undefined }],
    ['cannot fail with a number', { Error: '{% 1 %}' }, { error: 'States.QueryEvaluationError' }],
  ])('%s', async (_what, fields, expected) => {
    const definition = machine({ A: { Type: 'Fail', ...fields } });
    expect(await walk({ definition, input: { e: 'Refused' }, tasks: {} })).toMatchObject({
      status: 'FAILED',
      ...expected,
    });
  });
});

describe('a Succeed state', () => {
  it('ends with its Output', async () => {
    expect((await walk({ definition: machine({ A: { ...succeed, Output: { x: 1 } } }), tasks: {} })).output).toEqual({
      x: 1,
    });
  });

  it('ends its branch alone', async () => {
    const A = { Type: 'Parallel', Branches: [branch({ I: succeed }), branch({ J: pass({ Output: 2 }) })], Next: 'B' };
    expect(await walk({ definition: machine({ A, B: pass() }), input: 1, tasks: {} })).toMatchObject({
      output: [1, 2],
    });
  });
});
