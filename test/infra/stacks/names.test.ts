import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { synthesise } from './synthesised.ts';

const { functions, ofType } = synthesise();

const Definition = z.object({
  States: z.record(
    z.string(),
    z.object({ Type: z.string(), Arguments: z.object({ FunctionName: z.string() }).optional() }),
  ),
});
const taskStatesOf = (machine: string) =>
  Object.entries(Definition.parse(JSON.parse(readFileSync(`statemachines/${machine}.asl.json`, 'utf8'))).States).filter(
    ([, { Type }]) => Type === 'Task',
  );
const machines = ['assignment', 'culling'];
const states = machines.flatMap(taskStatesOf);

const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
const folders = readdirSync('functions')
  .filter((phase) => /^\d-/.test(phase))
  .flatMap((phase) => readdirSync(`functions/${phase}`).map((state) => `${phase}/${state}`));

describe('one name for a state, its folder, its function and its substitution', () => {
  it.each(states.map(([state]) => state))('%s is a function built from the folder of its name', (state) => {
    const entry = functions.find(({ name }) => name === state)?.metadata['resursdelning:entry'];
    expect(entry).toMatch(new RegExp(`^functions/\\d-[a-z]+/${kebab(state)}/handler\\.ts$`));
    expect(existsSync(String(entry))).toBe(true);
  });

  it.each(states)('%s invokes the function of its name', (state, { Arguments }) => {
    expect(Arguments?.FunctionName).toBe(`\${${state}Arn}`);
  });

  it.each(machines)('the %s machine is given every ARN that it names, and no other', (machine) => {
    const built = ofType('AWS::StepFunctions::StateMachine').find(
      ({ properties }) => properties.StateMachineName === `resursdelning-${machine}`,
    );
    const given = Object.keys(z.record(z.string(), z.unknown()).parse(built?.properties.DefinitionSubstitutions));
    expect(given.sort()).toEqual(
      taskStatesOf(machine)
        .map(([state]) => `${state}Arn`)
        .sort(),
    );
  });

  it('every folder of a phase is deployed', () => {
    const deployed = functions.map(({ metadata }) => String(metadata['resursdelning:entry']));
    expect(folders.filter((folder) => !deployed.includes(`functions/${folder}/handler.ts`))).toEqual([]);
  });
});
