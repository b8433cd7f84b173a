import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { ERROR_NAMES } from '#domain/errors';
import { answersTo, WAITS, type Wait } from '#domain/transitions';
import { MACHINES, machineOf, machineText } from '#test/machines';

const functionsDir = fileURLToPath(new URL('../../functions/', import.meta.url));
const kebab = (state: string): string => state.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
const folders = readdirSync(functionsDir)
  .filter((phase) => /^[1-4]-/.test(phase))
  .flatMap((phase) => readdirSync(`${functionsDir}${phase}`).map((state) => ({ phase, state })));
const states = MACHINES.flatMap((machine) =>
  Object.entries(machineOf(machine).States).map(([name, state]) => ({ machine, name, state })),
);
const tasks = states.filter(({ state }) => state.Type === 'Task');
const waits = tasks.filter(({ state }) => state.Resource?.endsWith('.waitForTaskToken'));
/** Errors that Lambda and Step Functions give by name. */
const SERVICE_ERRORS = /^(Lambda\.\w+|Sandbox\.Timedout|States\.(ALL|Timeout))$/;

describe.each(MACHINES)('the definition of %s', (machine) => {
  it('is what Amazon States Language allows', () => {
    const { errors } = validate(JSON.parse(machineText(machine)), { checkArn: true });
    expect(errors).toEqual([]);
  });

  it('carries nothing of a person: every step gets the assignment’s id, a token, dates and words', () => {
    const arguments_ = tasks
      .filter((task) => task.machine === machine)
      .flatMap(({ state }) => Object.keys((state as { Arguments?: { Payload?: object } }).Arguments?.Payload ?? {}));
    expect([...new Set(arguments_)].sort()).toEqual(
      machine === 'assignment'
        ? ['assignmentId', 'ending', 'startedAt', 'taskToken']
        : ['assignmentId', 'startedAt', 'taskToken'],
    );
  });
});

describe('every state', () => {
  it.each(states)('$machine/$name says in Swedish what it is for', ({ state }) => {
    expect(state.Comment).toMatch(/^[A-ZÅÄÖ][a-zåäö ]+: \S/);
  });

  it.each(tasks)('$machine/$name has a folder of its own name', ({ name }) => {
    const found = folders.filter((folder) => folder.state === kebab(name));
    expect(found).toHaveLength(1);
    expect(existsSync(`${functionsDir}${found[0]?.phase}/${found[0]?.state}/handler.ts`)).toBe(true);
  });

  it.each(tasks)('$machine/$name has a time limit, tries again by name, and ends with a person', ({ state }) => {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect(state.Retry?.length).toBeGreaterThan(0);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    for (const caught of state.Catch ?? []) expect(caught.Output).toBeDefined();
  });

  it.each(tasks)('$machine/$name catches and retries only errors that exist', ({ state }) => {
    const names = [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(
      names.filter((name) => !SERVICE_ERRORS.test(name) && !(ERROR_NAMES as readonly string[]).includes(name)),
    ).toEqual([]);
  });
});

describe('every folder of a phase', () => {
  const triggers = ['receive-email', 'sweep-mail', 'watch-culling'];
  it.each(folders)('$phase/$state is a state, or something that an event starts', ({ state }) => {
    expect(triggers.includes(state) || tasks.some(({ name }) => kebab(name) === state)).toBe(true);
  });
});

describe('every wait for a person', () => {
  it('is one that the domain knows, and the other way round', () => {
    expect(waits.map(({ name }) => name).sort()).toEqual([...WAITS].sort());
  });

  it.each(waits)('$name wakes daily into itself and has its deadline’s own way out', ({ name, state }) => {
    expect(state.TimeoutSeconds).toBe(86_400);
    expect(state.Catch?.[0]).toMatchObject({ ErrorEquals: ['States.Timeout'], Next: name });
  });

  it.each(waits)(
    '$name is followed by a question that names only outcomes which the transition table gives it',
    ({ machine, name, state }) => {
      const question = machineOf(machine).States[state.Next ?? ''];
      const outcomes = (question?.Choices ?? []).map(
        ({ Condition }) => /outcome = '([\w-]+)'/.exec(Condition)?.[1] ?? '',
      );
      const known: string[] = [...answersTo(name as Wait), 'continue'];
      expect(outcomes.length).toBeGreaterThan(0);
      expect(outcomes.filter((outcome) => !known.includes(outcome))).toEqual([]);
    },
  );
});

describe('no wait is longer than an execution may live', () => {
  it('by more than three hundred days at a time', () => {
    const seconds = states.map(({ state }) => (state as { Seconds?: number }).Seconds ?? 0);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(300 * 86_400);
  });
});
