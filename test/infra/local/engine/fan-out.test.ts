import { describe, expect, it } from 'vitest';
import { walk } from '../../../../infra/local/engine/walk.ts';
import { branch, type Fields, machine, pass, succeed, task, thrown, tokenTask } from './a-machine.ts';

const map = (inner: Fields, more: Fields = {}): Fields => ({
  Type: 'Map',
  ItemProcessor: inner,
  ...('Next' in more ? {} : { End: true }),
  ...more,
});
const parallel = (Branches: Fields[], more: Fields = {}): Fields => ({
  Type: 'Parallel',
  Branches,
  ...('Next' in more ? {} : { End: true }),
  ...more,
});
const fail = (name: string): Fields => ({ Type: 'Fail', Error: name, Cause: 'because' });
const types = (walked: { history: { type: string }[] }) => walked.history.map((event) => event.type);

describe('a Map', () => {
  it.each<[string, Fields, unknown, unknown]>([
    ['goes over its input', map(branch({ I: pass({ Output: '{% $states.input * 2 %}' }) })), [1, 2, 3], [2, 4, 6]],
    [
      'goes over its Items',
      map(branch({ I: pass() }), { Items: '{% $states.input.xs %}' }),
      { xs: ['a', 'b'] },
      ['a', 'b'],
    ],
    [
      'goes over literal Items with expressions',
      map(branch({ I: pass() }), { Items: [1, '{% $states.input.n %}'] }),
      { n: 5 },
      [1, 5],
    ],
    ['yields an empty array for no items', map(branch({ I: pass() })), [], []],
    [
      'selects what each iteration gets',
      map(branch({ I: pass() }), {
        Items: '{% $states.input.xs %}',
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          all: '{% $count($states.input.xs) %}',
        },
      }),
      { xs: ['a', 'b'] },
      [
        { i: 0, v: 'a', all: 2 },
        { i: 1, v: 'b', all: 2 },
      ],
    ],
    [
      'lets an iteration see its item',
      map(branch({ I: pass({ Output: '{% $states.context.Map.Item.Index %}' }) })),
      ['a', 'b'],
      [0, 1],
    ],
    ['hands on its Output', map(branch({ I: pass() }), { Output: '{% $count($states.result) %}' }), [1, 2], 2],
    [
      'shows the nearest item in a Map inside a Map',
      map(branch({ I: map(branch({ J: pass({ Output: '{% $states.context.Map.Item.Value %}' }) })) })),
      [[1, 2], [3]],
      [[1, 2], [3]],
    ],
    [
      'runs with a computed MaxConcurrency',
      map(branch({ I: pass() }), { MaxConcurrency: '{% 1 + 1 %}' }),
      [1, 2, 3],
      [1, 2, 3],
    ],
  ])('%s', async (_what, A, input, output) => {
    expect(await walk({ definition: machine({ A }), input, tasks: {} })).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it.each<[string, Fields]>([
    ['its input is no array', map(branch({ I: pass() }))],
    ['its Items yield no array', map(branch({ I: pass() }), { Items: '{% 1 %}' })],
    ['its Items yield nothing', map(branch({ I: pass() }), { Items: '{% $states.input.xs %}' })],
    ['its MaxConcurrency is negative', map(branch({ I: pass() }), { Items: [1], MaxConcurrency: '{% -1 %}' })],
  ])('fails with States.QueryEvaluationError when %s', async (_what, A) => {
    expect(await walk({ definition: machine({ A }), tasks: {} })).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it.each([
    [1, 1],
    [3, 3],
    [0, 40],
    [100, 40],
  ])('with MaxConcurrency %i runs at most %i iterations at once', async (MaxConcurrency, most) => {
    let [open, peak] = [0, 0];
    const I = task();
    const tasks = {
      I: async (payload: unknown) => {
        open += 1;
        peak = Math.max(peak, open);
        await new Promise(setImmediate);
        open -= 1;
        return payload;
      },
    };
    const input = Array.from({ length: 60 }, (_, i) => i);
    const walked = await walk({ definition: machine({ A: map(branch({ I }), { MaxConcurrency }) }), input, tasks });
    expect([walked.output, peak <= most]).toEqual([input, true]);
  });

  it('fails with the error of an iteration, gives up the others and says so in its history', async () => {
    const I = { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'F' }], Default: 'W' };
    const inner = branch({ I, F: fail('Bad'), W: { Type: 'Wait', Seconds: 100, End: true } });
    const walked = await walk({ definition: machine({ A: map(inner) }), input: [1, 2, 3], tasks: {} });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'because', elapsed: 0 });
    expect(types(walked)).toEqual(
      expect.arrayContaining([
        'MapIterationFailed',
        'WaitStateAborted',
        'MapIterationAborted',
        'MapStateFailed',
        'ExecutionFailed',
      ]),
    );
  });

  it('is caught as a whole', async () => {
    const A = map(branch({ I: fail('Bad') }), {
      Catch: [{ ErrorEquals: ['Bad'], Output: '{% $states.errorOutput %}', Next: 'B' }],
    });
    const walked = await walk({ definition: machine({ A, B: pass() }), input: [1], tasks: {} });
    expect(walked.output).toEqual({ Error: 'Bad', Cause: 'because' });
  });

  it('is retried as a whole', async () => {
    const A = map(branch({ I: task() }), { Retry: [{ ErrorEquals: ['E'] }] });
    const seen: unknown[] = [];
    const walked = await walk({
      definition: machine({ A }),
      input: ['a', 'b'],
      tasks: {
        I: (payload, { calls }) => {
          seen.push(payload);
          if (calls === 0) throw thrown('E');
          return payload;
        },
      },
    });
    expect(walked).toMatchObject({ output: ['a', 'b'], elapsed: 1000 });
    expect(seen.filter((payload) => payload === 'a')).toHaveLength(2);
  });

  it('names its iterations in its history', async () => {
    const walked = await walk({ definition: machine({ A: map(branch({ I: pass() })) }), input: [7], tasks: {} });
    expect(types(walked)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    expect(walked.history[3]).toMatchObject({
      mapIterationStartedEventDetails: { name: 'A', index: 0 },
      previousEventId: 3,
    });
  });
});

describe('a Parallel', () => {
  it('gives each branch its input and hands on their outputs in order', async () => {
    const slow = branch({
      I: { Type: 'Wait', Seconds: 10, Next: 'J' },
      J: pass({ Output: '{% $states.input + 1 %}' }),
    });
    const A = parallel([slow, branch({ K: pass({ Output: '{% $states.input + 2 %}' }) })]);
    expect(await walk({ definition: machine({ A }), input: 1, tasks: {} })).toMatchObject({
      output: [2, 3],
      elapsed: 10_000,
    });
  });

  it('gives each branch its Arguments instead, when it has them', async () => {
    const A = parallel([branch({ I: pass() })], { Arguments: { x: '{% $states.input %}' } });
    expect((await walk({ definition: machine({ A }), input: 1, tasks: {} })).output).toEqual([{ x: 1 }]);
  });

  it('assigns from its result', async () => {
    const A = parallel([branch({ I: pass({ Output: 5 }) })], { Assign: { x: '{% $states.result[0] %}' }, Next: 'B' });
    expect((await walk({ definition: machine({ A, B: pass({ Output: '{% $x %}' }) }), tasks: {} })).output).toBe(5);
  });

  it('fails with the error of a branch at once; a late answer of another branch changes nothing', async () => {
    const A = parallel([branch({ I: tokenTask() }), branch({ F: fail('Bad') })], {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
    });
    const walked = await walk({
      definition: machine({ A, B: succeed }),
      tasks: { I: () => new Promise((resolve) => setImmediate(() => resolve(1))) },
    });
    expect(walked.visited).toEqual(['A', 'I', 'F', 'B']);
    expect(types(walked)).toEqual(
      expect.arrayContaining(['TaskStateAborted', 'ParallelStateFailed', 'ParallelStateExited']),
    );
  });

  it('carries States.Runtime past its Catch', async () => {
    const I = task({ Arguments: '{% { "FunctionName": "f", "LogType": "Tail" } %}' });
    const A = parallel([branch({ I })], { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] });
    expect(await walk({ definition: machine({ A, B: succeed }), tasks: {} })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });

  it('lets a branch handle its own error', async () => {
    const I = task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'J' }] });
    const A = parallel([branch({ I, J: pass({ Output: 'handled' }) })]);
    const walked = await walk({ definition: machine({ A }), tasks: { I: () => Promise.reject(thrown('E')) } });
    expect(walked.output).toEqual(['handled']);
  });

  it('holds a Map that holds a Parallel', async () => {
    const inner = parallel([branch({ J: pass({ Output: '{% $states.input * $k %}' }) })]);
    const definition = machine({
      A: pass({ Assign: { k: 10 }, Next: 'B' }),
      B: parallel([branch({ I: map(branch({ P: inner })) })]),
    });
    expect((await walk({ definition, input: [1, 2], tasks: {} })).output).toEqual([[[10], [20]]]);
  });
});

describe('the walker', () => {
  it('begins where it is told to', async () => {
    const definition = machine({ A: pass({ Next: 'B' }), B: pass({ Next: 'C' }), C: succeed });
    expect((await walk({ definition, tasks: {}, startAt: 'B' })).visited).toEqual(['B', 'C']);
  });

  it('says which task it was not given', async () => {
    await expect(walk({ definition: machine({ A: task() }), tasks: {} })).rejects.toThrow(
      'no task is given for the state A',
    );
  });

  it('answers the tokens that no task answered', async () => {
    const answer = ({ stateName }: { stateName: string }) => ({ answer: `signed ${stateName}` });
    expect((await walk({ definition: machine({ A: tokenTask() }), tasks: { A: () => null }, answer })).output).toBe(
      'signed A',
    );
  });

  it('gives up an execution whose clock jumps without end', async () => {
    const definition = machine({ A: { Type: 'Wait', Seconds: 1, Next: 'A' } });
    expect(await walk({ definition, tasks: {}, maxJumps: 5 })).toMatchObject({
      status: 'ABORTED',
      error: 'Walk.TooLong',
    });
  });
});
