import { describe, expect, it } from 'vitest';
import { drawMachine } from '#infra/checks/draw-machine';
import { drawings } from '#infra/checks/drawings';
import { readText } from '#infra/checks/tracked-files';

describe('the drawings of the workflows', () => {
  it('are of both', () => {
    expect(drawings().map(({ path }) => path)).toEqual(['docs/machines/assignment.md', 'docs/machines/culling.md']);
  });

  it.each(drawings())('$path is what «npm run draw» writes today', ({ path, text }) => {
    expect(readText(path)).toBe(text);
  });

  it('show every state, every answer, and where people are waited for', () => {
    const drawn = drawMachine('small', {
      Comment: 'Prov: liten.',
      StartAt: 'AwaitAnswer',
      States: {
        AwaitAnswer: {
          Type: 'Task',
          Comment: 'Prov: en person svarar.',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Next: 'IsItYes',
          Catch: [
            { ErrorEquals: ['States.Timeout'], Next: 'AwaitAnswer' },
            { ErrorEquals: ['States.ALL'], Next: 'Stuck' },
          ],
        },
        IsItYes: {
          Type: 'Choice',
          Comment: 'Prov: ja?',
          Choices: [{ Condition: "{% $states.input.outcome = 'yes' %}", Next: 'Done' }],
          Default: 'Stuck',
        },
        Done: { Type: 'Succeed', Comment: 'Prov: klar.' },
        Stuck: { Type: 'Fail', Comment: 'Prov: fast.' },
      },
    });
    for (const line of [
      'AwaitAnswer[/"<b>AwaitAnswer</b><br/>Prov: en person svarar."/]:::people',
      'AwaitAnswer -.->|"wakes daily"| AwaitAnswer',
      'AwaitAnswer -.->|"fails for good"| Stuck',
      'IsItYes -->|"yes"| Done',
      'IsItYes -->|"otherwise"| Stuck',
    ])
      expect(drawn).toContain(line);
  });
});
