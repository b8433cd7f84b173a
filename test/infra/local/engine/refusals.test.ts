import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../infra/local/engine/parse-definition.ts';
import { branch, type Fields, functionArn, invoke, machine, pass, succeed, task, tokenTask } from './a-machine.ts';

const retry = (more: Fields) => machine({ A: task({ Retry: [{ ErrorEquals: ['E'], ...more }] }) });
const caught = (...names: string[][]) =>
  machine({ A: task({ Catch: names.map((ErrorEquals) => ({ ErrorEquals, Next: 'B' })) }), B: succeed });
const map = (more: Fields) => ({ Type: 'Map', End: true, ItemProcessor: branch({ I: pass() }), ...more });
const choice = (...Choices: Fields[]) => machine({ A: { Type: 'Choice', Choices, Default: 'B' }, B: succeed });
const field = (name: string, value: unknown = '$.x') => machine({ A: task({ [name]: value }) });

describe('the engine refuses, by name, what it would not carry out as Step Functions does:', () => {
  it.each<[string, object, string]>([
    ['a machine without query language', { StartAt: 'A', States: { A: succeed } }, 'JSONata'],
    ['a machine in JSONPath', machine({ A: succeed }, { QueryLanguage: 'JSONPath' }), 'JSONata'],
    ['a state in JSONPath', machine({ A: pass({ QueryLanguage: 'JSONPath' }) }), 'JSONata is implemented at /States/A'],
    ['InputPath', field('InputPath'), "'InputPath' is a field of JSONPath"],
    ['OutputPath', field('OutputPath'), "'OutputPath' is a field of JSONPath"],
    ['ResultPath', field('ResultPath'), "'ResultPath' is a field of JSONPath"],
    ['ResultSelector', field('ResultSelector', {}), "'ResultSelector' is a field of JSONPath"],
    ['Parameters', field('Parameters', {}), "'Parameters' is a field of JSONPath"],
    ['TimeoutSecondsPath', field('TimeoutSecondsPath'), "'TimeoutSecondsPath' is a field of JSONPath"],
    ['HeartbeatSecondsPath', field('HeartbeatSecondsPath'), "'HeartbeatSecondsPath' is a field of JSONPath"],
    ['Result of a Pass', machine({ A: pass({ Result: 1 }) }), "'Result' is a field of JSONPath"],
    ['SecondsPath', machine({ A: { Type: 'Wait', SecondsPath: '$.s', End: true } }), "'SecondsPath'"],
    ['TimestampPath', machine({ A: { Type: 'Wait', TimestampPath: '$.s', End: true } }), "'TimestampPath'"],
    ['ItemsPath', machine({ A: map({ ItemsPath: '$' }) }), "'ItemsPath' is a field of JSONPath"],
    ['MaxConcurrencyPath', machine({ A: map({ MaxConcurrencyPath: '$' }) }), "'MaxConcurrencyPath'"],
    ['Iterator', machine({ A: map({ Iterator: branch({ J: pass() }) }) }), "'Iterator'"],
    ['ErrorPath', machine({ A: { Type: 'Fail', ErrorPath: '$.e' } }), "'ErrorPath' is a field of JSONPath"],
    ['CausePath', machine({ A: { Type: 'Fail', CausePath: '$.e' } }), "'CausePath' is a field of JSONPath"],
    [
      'Variable in a rule',
      choice({ Variable: '$.x', Condition: true, Next: 'B' }),
      "'Variable' is a field of JSONPath",
    ],
    ['ItemReader', machine({ A: map({ ItemReader: {} }) }), "'ItemReader' is a field of Distributed Map"],
    ['ItemBatcher', machine({ A: map({ ItemBatcher: {} }) }), "'ItemBatcher' is a field of Distributed Map"],
    ['ResultWriter', machine({ A: map({ ResultWriter: {} }) }), "'ResultWriter' is a field of Distributed Map"],
    ['Label', machine({ A: map({ Label: 'l' }) }), "'Label' is a field of Distributed Map"],
    ['ToleratedFailureCount', machine({ A: map({ ToleratedFailureCount: 1 }) }), "'ToleratedFailureCount'"],
    [
      'ToleratedFailurePercentage',
      machine({ A: map({ ToleratedFailurePercentage: 5 }) }),
      "'ToleratedFailurePercentage'",
    ],
    [
      'Distributed Map',
      machine({ A: map({ ItemProcessor: { ...branch({ I: pass() }), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }) }),
      'Distributed Map is not implemented',
    ],
    ['Credentials', field('Credentials', {}), "'Credentials' is calling with another role"],
    ['an unknown field', field('Surprise'), "'Surprise' is an unknown field at /States/A"],
    ['an unknown field of the machine', machine({ A: succeed }, { Tags: [] }), "'Tags' is an unknown field at /"],
    ['an unknown field of a retrier', retry({ Every: 1 }), "'Every' is an unknown field at /States/A/Retry/0"],
    ['an unknown type', machine({ A: { Type: 'Loop', End: true } }), '/States/A'],
    ['an unknown version', machine({ A: succeed }, { Version: '2.0' }), '/Version'],
    ['.sync', field('Resource', 'arn:aws:states:::states:startExecution.sync:2'), 'startExecution.sync:2'],
    ['an activity', field('Resource', 'arn:aws:states:eu-north-1:000000000000:activity:a'), 'activity:a'],
    ['an SDK integration', field('Resource', 'arn:aws:states:::aws-sdk:s3:getObject'), 'aws-sdk:s3:getObject'],
    ['another integration', field('Resource', 'arn:aws:states:::sqs:sendMessage'), 'sqs:sendMessage'],
    ['InvocationType', field('Arguments', { FunctionName: 'f', InvocationType: 'Event' }), "'InvocationType'"],
    ['Qualifier', field('Arguments', { FunctionName: 'f', Qualifier: '1' }), "'Qualifier'"],
    ['a call without function', field('Arguments', { Payload: 1 }), 'FunctionName'],
    ['a call without arguments', machine({ A: { Type: 'Task', Resource: invoke, End: true } }), 'Arguments'],
    ['heartbeats without a token', field('HeartbeatSeconds', 5), 'HeartbeatSeconds needs a task that waits'],
    [
      'heartbeats of a plain function',
      machine({ A: { Type: 'Task', Resource: functionArn, HeartbeatSeconds: 5, End: true } }),
      'HeartbeatSeconds needs',
    ],
    [
      'a heartbeat as long as the timeout',
      machine({ A: tokenTask({ HeartbeatSeconds: 5, TimeoutSeconds: 5 }) }),
      'smaller',
    ],
    ['a time limit of 0', field('TimeoutSeconds', 0), 'whole number from 1'],
    ['a time limit of 1.5', field('TimeoutSeconds', 1.5), 'whole number from 1'],
    ['a time limit in words', field('TimeoutSeconds', 'soon'), 'whole number from 1'],
    ['a start that does not exist', { ...machine({ A: succeed }), StartAt: 'B' }, "StartAt 'B'"],
    ['a target that does not exist', machine({ A: pass({ Next: 'B' }) }), "next state 'B' does not exist"],
    [
      'a default that does not exist',
      machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' }, B: succeed }),
      "'C'",
    ],
    ['a catcher that leads nowhere', machine({ A: task({ Catch: [{ ErrorEquals: ['E'], Next: 'B' }] }) }), "'B'"],
    [
      'a branch that leaves its level',
      machine({ A: { Type: 'Parallel', End: true, Branches: [branch({ I: pass({ Next: 'A' }) })] } }),
      "next state 'A'",
    ],
    ['an unreachable state', machine({ A: succeed, B: succeed }), "'B' is not reachable"],
    ['a name used twice', machine({ A: map({ ItemProcessor: branch({ A: pass() }) }) }), "'A' is used twice"],
    ['a name of 81 characters', machine({ ['A'.repeat(81)]: succeed }), '1 to 80'],
    [
      'Next beside End',
      machine({ A: { Type: 'Pass', Next: 'B', End: true }, B: succeed }),
      'exactly one of Next and End',
    ],
    ['neither Next nor End', machine({ A: { Type: 'Pass' } }), 'exactly one of Next and End'],
    [
      'Seconds beside Timestamp',
      machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
      'exactly one of Seconds',
    ],
    ['a Wait for nothing', machine({ A: { Type: 'Wait', End: true } }), 'exactly one of Seconds'],
    ['a Wait of negative time', machine({ A: { Type: 'Wait', Seconds: -1, End: true } }), 'whole number from 0'],
    [
      'a timestamp without zone',
      machine({ A: { Type: 'Wait', Timestamp: '2026-01-01T00:00:00', End: true } }),
      'RFC 3339',
    ],
    ['a Choice without rules', machine({ A: { Type: 'Choice', Choices: [] } }), '/States/A/Choices'],
    ['a condition that is no expression', choice({ Condition: 'yes', Next: 'B' }), 'Condition'],
    ['a rule without Next', choice({ Condition: true }), '/States/A/Choices/0/Next'],
    ['States.ALL beside another error', caught(['States.ALL', 'E']), 'stand alone and last'],
    ['States.ALL before another catcher', caught(['States.ALL'], ['E']), 'stand alone and last'],
    ['an error name that the language does not have', caught(['States.Oops']), "'States.Oops'"],
    ['an empty ErrorEquals', caught([]), '/States/A/Catch/0/ErrorEquals'],
    ['an interval of 0', retry({ IntervalSeconds: 0 }), 'IntervalSeconds'],
    ['a rate below 1', retry({ BackoffRate: 0.5 }), 'BackoffRate'],
    ['a greatest delay below the interval', retry({ IntervalSeconds: 10, MaxDelaySeconds: 5 }), 'MaxDelaySeconds'],
    ['an unknown jitter', retry({ JitterStrategy: 'SOME' }), 'JitterStrategy'],
    ['negative attempts', retry({ MaxAttempts: -1 }), 'MaxAttempts'],
    ['Retry in a Pass', machine({ A: pass({ Retry: [] }) }), "'Retry' is an unknown field"],
    ['Catch in a Wait', machine({ A: { Type: 'Wait', Seconds: 1, Catch: [], End: true } }), "'Catch'"],
    ['Assign in a Succeed', machine({ A: { Type: 'Succeed', Assign: {} } }), "'Assign'"],
    ['a broken expression', machine({ A: pass({ Output: '{% 1 + %}' }) }), 'broken JSONata'],
    [
      'a broken expression deep in an object',
      machine({ A: pass({ Output: { a: [{ b: '{% ( %}' }] } }) }),
      'Output/a/0/b',
    ],
    ['a broken condition', choice({ Condition: '{% = %}', Next: 'B' }), 'broken JSONata'],
    [
      'the operator ?? of later JSONata',
      machine({ A: pass({ Output: '{% $states.input ?? 1 %}' }) }),
      'broken JSONata',
    ],
    [
      'the operator ?: of later JSONata',
      machine({ A: pass({ Output: '{% $states.input ?: 1 %}' }) }),
      'broken JSONata',
    ],
    ['$eval', machine({ A: pass({ Output: '{% $eval("1") %}' }) }), '$eval is not available'],
    ['spaces outside an expression', machine({ A: pass({ Output: ' {% 1 %}' }) }), 'must begin with {%'],
    ['an expression that does not end', machine({ A: pass({ Output: '{% 1' }) }), 'must begin with {%'],
    ['a variable named states', machine({ A: pass({ Assign: { states: 1 } }) }), "'states' is not a variable name"],
    ['a variable with a hyphen', machine({ A: pass({ Assign: { 'a-b': 1 } }) }), "'a-b' is not a variable name"],
    [
      'an inner scope that assigns an outer variable',
      machine({
        A: pass({ Assign: { x: 1 }, Next: 'B' }),
        B: map({ Items: [1], ItemProcessor: branch({ I: pass({ Assign: { x: 2 } }) }) }),
      }),
      "variable 'x' belongs to an outer scope",
    ],
    ['Items that are no array', machine({ A: map({ Items: { a: 1 } }) }), 'Items must be an array'],
    ['a Parallel without branches', machine({ A: { Type: 'Parallel', Branches: [], End: true } }), 'Branches'],
    ['a machine without states', machine({}, { StartAt: 'A' }), "StartAt 'A'"],
  ])('%s', (_what, definition, reason) => {
    expect(() => parseDefinition(JSON.stringify(definition))).toThrow(
      expect.objectContaining({ name: 'InvalidDefinition', message: expect.stringContaining(reason) }),
    );
  });

  it.each([
    ['text that is not JSON', '{'],
    ['a definition of more than 1 MB', JSON.stringify(machine({ A: succeed }, { Comment: 'x'.repeat(1_048_576) }))],
  ])('%s', (_what, text) => {
    expect(() => parseDefinition(text)).toThrow(expect.objectContaining({ name: 'InvalidDefinition' }));
  });
});
