import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** As much of a state as the tests look at. */
const State = z.looseObject({
  Type: z.string(),
  Comment: z.string().optional(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.unknown().optional(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).optional(),
  Catch: z
    .array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string(), Output: z.unknown().optional() }))
    .optional(),
  Choices: z.array(z.looseObject({ Condition: z.string(), Next: z.string() })).optional(),
  Default: z.string().optional(),
  Next: z.string().optional(),
});
export type State = z.infer<typeof State>;

const Machine = z.looseObject({
  StartAt: z.string(),
  QueryLanguage: z.literal('JSONata'),
  States: z.record(z.string(), State),
});

export const MACHINES = ['assignment', 'culling'] as const;
export type MachineName = (typeof MACHINES)[number];

/** The definition as it lies in `statemachines/`, with a made-up ARN for every function. */
export const machineText = (name: MachineName): string =>
  readFileSync(fileURLToPath(new URL(`../../statemachines/${name}.asl.json`, import.meta.url)), 'utf8').replaceAll(
    /\$\{(\w+)Arn\}/g,
    (_, fn) => `arn:aws:lambda:eu-north-1:000000000000:function:${fn}`,
  );

export const machineOf = (name: MachineName) => Machine.parse(JSON.parse(machineText(name)));
