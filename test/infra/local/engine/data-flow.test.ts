import { describe, expect, it } from 'vitest';
import { walk } from '../../../../infra/local/engine/walk.ts';
import { branch, type Fields, functionArn, machine, pass, succeed, task, thrown, tokenTask } from './a-machine.ts';

const output = (template: unknown) => machine({ A: pass({ Output: template }) });
const input = { n: 3, list: [1, 2, 3, 4, 5], name: 'Ett', deep: { a: { b: true } } };
const echo = { A: (payload: unknown) => payload };

describe('a value that a state hands on', () => {
  it.each<[string, unknown, unknown]>([
    ['is the input when there is no Output', undefined, input],
    ['may be a literal', { a: [1, 'two', null] }, { a: [1, 'two', null] }],
    ['may be null', null, null],
    ['may be one expression', '{% $states.input.n + 1 %}', 4],
    ['may hold expressions anywhere', { a: [{ b: '{% $states.input.name %}' }] }, { a: [{ b: 'Ett' }] }],
    ['keeps strings that only look like expressions', 'say {% x %} aloud', 'say {% x %} aloud'],
    ['is scalar when a filter finds one', '{% $states.input.list[$ = 2] %}', 2],
    ['is an array when the expression says so', '{% [$states.input.list[$ = 2]] %}', [2]],
    [
      'may come from a higher-order function',
      '{% $map($states.input.list, function($x) { $x * 2 }) %}',
      [2, 4, 6, 8, 10],
    ],
    ['leaves out fields that are undefined inside an object', '{% { "a": $states.input.nothing, "b": 1 } %}', { b: 1 }],
    ['knows the name of the execution', '{% $length($states.context.Execution.Name) %}', 36],
    ['knows the input of the execution', '{% $states.context.Execution.Input.n %}', 3],
    ['knows when the execution began', '{% $states.context.Execution.StartTime %}', '2026-01-01T00:00:00.000Z'],
    ['knows the execution by its ARN', "{% $split($states.context.Execution.Id, ':')[5] %}", 'execution'],
    ['knows the role', '{% $exists($states.context.Execution.RoleArn) %}', true],
    ['knows the machine', '{% $states.context.StateMachine.Name %}', 'walk'],
    [
      'knows the machine by its ARN',
      '{% $states.context.StateMachine.Id %}',
      'arn:aws:states:eu-north-1:000000000000:stateMachine:walk',
    ],
    ['knows its state', '{% $states.context.State.Name %}', 'A'],
    ['knows when its state was entered', '{% $states.context.State.EnteredTime %}', '2026-01-01T00:00:00.000Z'],
    ['knows that nothing was retried', '{% $states.context.State.RetryCount %}', 0],
    ['takes the time from the clock of the engine', '{% $now() %}', '2026-01-01T00:00:00.000Z'],
    ['takes milliseconds from the clock of the engine', '{% $millis() %}', 1_767_225_600_000],
    ['writes the time by a picture', "{% $now('[Y0001]-[M01]') %}", '2026-01'],
    ['$partition cuts an array', '{% $partition($states.input.list, 2) %}', [[1, 2], [3, 4], [5]]],
    ['$range counts up', '{% $range(0, 10, 5) %}', [0, 5, 10]],
    ['$range counts down', '{% $range(3, 1, -1) %}', [3, 2, 1]],
    ['$hash knows MD5', "{% $hash('a', 'MD5') %}", '0cc175b9c0f1b6a831c399e269772661'],
    ['$hash knows SHA-1', "{% $hash('a', 'SHA-1') %}", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
    [
      '$hash knows SHA-256',
      "{% $hash('a', 'SHA-256') %}",
      'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
    ],
    ['$hash knows SHA-384', "{% $length($hash('a', 'SHA-384')) %}", 96],
    ['$hash knows SHA-512', "{% $length($hash('a', 'SHA-512')) %}", 128],
    ['$uuid gives a version 4', '{% $contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/) %}', true],
    ['$random comes from the engine', '{% $random() %}', 0.5],
    ['$random with a seed repeats itself', '{% $random(7) = $random(7) %}', true],
    ['$random with other seeds differs', '{% $random(7) = $random(8) %}', false],
    ['$parse reads JSON', '{% $parse(\'{"a":[1]}\').a %}', [1]],
  ])('%s', async (_what, template, expected) => {
    const { status, output: result, cause } = await walk({ definition: output(template), input, tasks: {} });
    expect({ status, result, cause }).toEqual({ status: 'SUCCEEDED', result: expected, cause: undefined });
  });

  it.each<[string, string]>([
    ['yields nothing', '{% $states.input.nothing %}'],
    ['yields a function', '{% function() { 1 } %}'],
    ['throws', "{% $error('no') %}"],
    ['adds a string to a number', "{% 1 + 'a' %}"],
    ['reads an unqualified name', '{% n %}'],
    ['reads $ at the top', '{% $.n %}'],
    ['names a variable that was never assigned', '{% $never %}'],
    ['reads a result where there is none', '{% $states.result %}'],
    ['reads an error where there is none', '{% $states.errorOutput %}'],
    ['reads the token of a state without one', '{% $states.context.Task.Token %}'],
    ['reads the item outside a Map', '{% $states.context.Map.Item.Value %}'],
    ['asks $hash for an unknown algorithm', "{% $hash('a', 'MD4') %}"],
    ['asks $range for too much', '{% $range(1, 1001, 1) %}'],
    ['asks $range to stand still', '{% $range(1, 2, 0) %}'],
    ['asks $partition for empty parts', '{% $partition([1], 0) %}'],
    ['gives $parse something that is not JSON', "{% $parse('{') %}"],
  ])('fails with States.QueryEvaluationError when its expression %s', async (_what, expression) => {
    const { status, error, history } = await walk({ definition: output(expression), input, tasks: {} });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(history.map((event) => event.type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('a task', () => {
  const invoked = async (more: Fields) => walk({ definition: machine({ A: task(more) }), input, tasks: echo });

  it('gets its Payload and hands on what Lambda answered', async () => {
    const { output: result } = await invoked({ Output: undefined });
    expect(result).toEqual({ ExecutedVersion: '$LATEST', StatusCode: 200, Payload: input });
  });

  it('gets an empty object when it has no Payload', async () => {
    expect((await invoked({ Arguments: { FunctionName: 'work' } })).output).toEqual({});
  });

  it('may take all its arguments from one expression', async () => {
    const all = '{% { "FunctionName": "work", "Payload": $states.input.n } %}';
    expect((await invoked({ Arguments: all })).output).toBe(3);
  });

  it('named by the ARN of its function gets its arguments, and its answer is the result', async () => {
    const A = { Type: 'Task', Resource: functionArn, Arguments: { x: '{% $states.input.n %}' }, End: true };
    const { output: result, history } = await walk({ definition: machine({ A }), input, tasks: echo });
    expect(result).toEqual({ x: 3 });
    expect(history.map((event) => event.type)).toContain('LambdaFunctionSucceeded');
  });

  it('that returns nothing yields null', async () => {
    const { output: result } = await walk({ definition: machine({ A: task() }), tasks: { A: () => undefined } });
    expect(result).toBeNull();
  });

  it('with a token shows it to its arguments alone', async () => {
    const A = tokenTask({
      Arguments: { FunctionName: 'work', Payload: { token: '{% $states.context.Task.Token %}' } },
    });
    const seen: unknown[] = [];
    const { output: result } = await walk({
      definition: machine({ A }),
      tasks: {
        A: (payload, { token }) => {
          seen.push(payload, token);
          return { answer: 'signed' };
        },
      },
    });
    expect(result).toBe('signed');
    expect(seen[0]).toEqual({ token: seen[1] });
  });

  it('fails on an argument of lambda:invoke that is not implemented, also when an expression brings it', async () => {
    const all = '{% { "FunctionName": "work", "InvocationType": "Event" } %}';
    expect(await invoked({ Arguments: all })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('a choice', () => {
  const decide = (Choices: Fields[], more: Fields = {}) =>
    walk({
      definition: machine({ A: { Type: 'Choice', Choices, ...more }, ...ends(Choices, more) }),
      input,
      tasks: {},
    });
  const ends = (rules: Fields[], more: Fields) =>
    Object.fromEntries(
      [...rules.map((rule) => rule.Next), ...('Default' in more ? [more.Default] : [])].map((next) => [next, pass()]),
    );

  it.each<[string, string | boolean, boolean]>([
    ['a number equals', '{% $states.input.n = 3 %}', true],
    ['a number differs', '{% $states.input.n != 3 %}', false],
    ['a number is greater', '{% $states.input.n > 2 %}', true],
    ['a number is at most', '{% $states.input.n <= 2 %}', false],
    ['a string is less', "{% $states.input.name < 'F' %}", true],
    ['both hold', "{% $states.input.n = 3 and $states.input.name = 'Ett' %}", true],
    ['one holds', "{% $states.input.n = 4 or $states.input.name = 'Ett' %}", true],
    ['it does not hold', '{% $not($states.input.deep.a.b) %}', false],
    ['a value is among others', '{% $states.input.n in [1, 2] %}', false],
    ['a field exists', '{% $exists($states.input.name) %}', true],
    ['a pattern matches', '{% $contains($states.input.name, /^E/) %}', true],
    ['an instant has passed', "{% $toMillis('2025-01-01T00:00:00Z') < $millis() %}", true],
    ['a type is as said', "{% $type($states.input.list) = 'array' %}", true],
    ['the literal is true', true, true],
    ['the literal is false', false, false],
  ])('takes the rule or the default by whether %s', async (_what, Condition, holds) => {
    const { edges } = await decide([{ Condition, Next: 'B' }], { Default: 'C' });
    expect(edges[0]).toEqual({ from: 'A', via: holds ? 'Choice:0' : 'Default', to: holds ? 'B' : 'C' });
  });

  it('takes the first rule that holds', async () => {
    const { edges } = await decide([
      { Condition: false, Next: 'B' },
      { Condition: true, Next: 'C' },
      { Condition: true, Next: 'D' },
    ]);
    expect(edges[0]?.via).toBe('Choice:1');
  });

  it('fails with States.NoChoiceMatched when nothing holds', async () => {
    expect(await decide([{ Condition: false, Next: 'B' }])).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
  });

  it.each(["{% 'true' %}", '{% 1 %}', '{% null %}', '{% $states.input.nothing %}'])(
    'fails when a condition is %s',
    async (Condition) => {
      expect(await decide([{ Condition, Next: 'B' }])).toMatchObject({ error: 'States.QueryEvaluationError' });
    },
  );

  it('hands on the Output and the variables of the rule it took, not its own', async () => {
    const { output: result, assigned } = await decide(
      [{ Condition: true, Next: 'B', Output: 'rule', Assign: { by: 'rule' } }],
      {
        Output: 'state',
        Assign: { by: 'state' },
      },
    );
    expect([result, assigned]).toEqual(['rule', [{ stateName: 'A', name: 'by', value: 'rule' }]]);
  });

  it('hands on its own Output and variables with the default', async () => {
    const { output: result, assigned } = await decide([{ Condition: false, Next: 'B', Output: 'rule' }], {
      Default: 'C',
      Output: 'state',
      Assign: { by: 'state' },
    });
    expect([result, assigned]).toEqual(['state', [{ stateName: 'A', name: 'by', value: 'state' }]]);
  });
});

describe('a variable', () => {
  it('is seen by all later states, but not by the state that assigns it', async () => {
    const definition = machine({
      A: pass({ Assign: { x: 1 }, Next: 'B' }),
      B: pass({ Assign: { x: '{% $x + 1 %}' }, Output: '{% $x %}', Next: 'C' }),
      C: pass({ Output: { before: '{% $states.input %}', now: '{% $x %}' } }),
    });
    expect((await walk({ definition, tasks: {} })).output).toEqual({ before: 1, now: 2 });
  });

  it('is swapped with another, since all are evaluated before any is assigned', async () => {
    const definition = machine({
      A: pass({ Assign: { x: 1, y: 2 }, Next: 'B' }),
      B: pass({ Assign: { x: '{% $y %}', y: '{% $x %}' }, Next: 'C' }),
      C: pass({ Output: '{% [$x, $y] %}' }),
    });
    expect((await walk({ definition, tasks: {} })).output).toEqual([2, 1]);
  });

  it('of an outer scope is read in a branch; one of a branch is forgotten with it', async () => {
    const inner = branch({ I: pass({ Assign: { y: '{% $x * 2 %}' }, Next: 'J' }), J: pass({ Output: '{% $y %}' }) });
    const definition = machine({
      A: pass({ Assign: { x: 1 }, Next: 'B' }),
      B: { Type: 'Parallel', Branches: [inner], Next: 'C' },
      C: pass({ Output: '{% [$states.input[0], $exists($y)] %}' }),
    });
    expect((await walk({ definition, tasks: {} })).output).toEqual([2, false]);
  });

  it('is assigned from the result of a task, and from its error in a Catch', async () => {
    const definition = machine({
      A: task({ Assign: { got: '{% $states.result.Payload %}' }, Next: 'B' }),
      B: task({
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { why: '{% $states.errorOutput.Error %}' }, Next: 'C' }],
      }),
      C: pass({ Output: '{% [$got, $why] %}' }),
    });
    const tasks = { A: () => 7, B: () => Promise.reject(thrown('LinkExpired')) };
    expect((await walk({ definition, tasks })).output).toEqual([7, 'LinkExpired']);
  });

  it('keeps what it had when a retry runs', async () => {
    const definition = machine({
      A: pass({ Assign: { x: 1 }, Next: 'B' }),
      B: task({
        Arguments: { FunctionName: 'work', Payload: '{% $x %}' },
        Assign: { x: 2 },
        Retry: [{ ErrorEquals: ['E'] }],
      }),
    });
    const seen: unknown[] = [];
    await walk({
      definition,
      tasks: {
        B: (payload, { attempt }) => {
          seen.push(payload);
          if (attempt === 0) throw thrown('E');
        },
      },
    });
    expect(seen).toEqual([1, 1]);
  });
});

describe('limits', () => {
  const big = 'x'.repeat(262_144);

  it.each<[string, Fields]>([
    ['an output', { A: pass({ Output: `{% $pad('', 262144, 'x') %}` }) }],
    ['a variable', { A: pass({ Output: 1, Assign: { x: `{% $pad('', 262144, 'x') %}` } }) }],
    [
      'the arguments of a task',
      { A: task({ Arguments: { FunctionName: 'f', Payload: `{% $pad('', 262144, 'x') %}` } }) },
    ],
    ['the result of a task', { A: task() }],
    [
      'the joined results of a Map',
      {
        A: {
          Type: 'Map',
          Items: [1, 2],
          End: true,
          ItemProcessor: branch({ I: pass({ Output: `{% $pad('', 140000, 'x') %}` }) }),
        },
      },
    ],
  ])('%s of more than 256 KiB fails with States.DataLimitExceeded', async (_what, states) => {
    const { status, error } = await walk({
      definition: machine(states as Record<string, Fields>),
      tasks: { A: () => big },
    });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('an execution ends at 25 000 events', async () => {
    const definition = machine({ A: pass({ Next: 'B' }), B: pass({ Next: 'A', End: undefined }) });
    const { status, error, history } = await walk({ definition, tasks: {} });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    expect(history.length).toBeLessThanOrEqual(25_002);
  });

  it('succeeds with exactly 256 KiB', async () => {
    const definition = machine({ A: pass({ Output: `{% $pad('', 262142, 'x') %}`, Next: 'B' }), B: succeed });
    expect((await walk({ definition, tasks: {} })).status).toBe('SUCCEEDED');
  });
});
