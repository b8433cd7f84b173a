import { z } from 'zod';
import type { Branch, Definition, State } from './definition.ts';
import { isExpression } from './expression-text.ts';
import type { Json, JsonObject } from './json.ts';
import { maxSeconds } from './limits.ts';

/** The shapes of the language. Every object is strict: a field that is not here is refused by its name. */

const json: z.ZodType<Json> = z.json();
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

const wholeOrExpression = (least: number) =>
  z.custom<number | string>(
    (value) =>
      isExpression(value) || (Number.isInteger(value) && Number(value) >= least && Number(value) <= maxSeconds),
    `must be a whole number from ${least} to ${maxSeconds}, or a JSONata expression`,
  );

const expression = z.custom<string>(isExpression, 'must be a JSONata expression between {% and %}');

const comment = { Comment: z.string().optional() };
const handover = { Output: json.optional(), Assign: jsonObject.optional() };
const common = { ...comment, QueryLanguage: z.literal('JSONata').optional() };
const step = { ...common, ...handover, Next: z.string().optional(), End: z.literal(true).optional() };

const errorNames = z.array(z.string().min(1)).min(1);

const retrier = z.strictObject({
  ...comment,
  ErrorEquals: errorNames,
  IntervalSeconds: z.int().min(1).max(maxSeconds).optional(),
  MaxAttempts: z.int().min(0).max(maxSeconds).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcher = z.strictObject({ ...comment, ...handover, ErrorEquals: errorNames, Next: z.string() });
const guarded = { ...step, Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const choiceRule = z.strictObject({
  ...comment,
  ...handover,
  Condition: z.union([z.boolean(), expression], 'must be a boolean or a JSONata expression between {% and %}'),
  Next: z.string(),
});

const timestamp = z.custom<string>(
  (value) => isExpression(value) || (typeof value === 'string' && isTimestamp(value)),
  'must be an RFC 3339 timestamp such as 2026-10-01T09:00:00Z, or a JSONata expression',
);

/** The profile of RFC 3339 that the language asks for: capital T, and capital Z or an offset. */
export const isTimestamp = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

const state: z.ZodType<State> = z.lazy(() =>
  z.discriminatedUnion('Type', [
    z.strictObject({
      ...guarded,
      Type: z.literal('Task'),
      Resource: z.string(),
      Arguments: json.optional(),
      TimeoutSeconds: wholeOrExpression(1).optional(),
      HeartbeatSeconds: wholeOrExpression(1).optional(),
    }),
    z.strictObject({ ...step, Type: z.literal('Pass') }),
    z.strictObject({
      ...step,
      Type: z.literal('Wait'),
      Seconds: wholeOrExpression(0).optional(),
      Timestamp: timestamp.optional(),
    }),
    z.strictObject({
      ...common,
      ...handover,
      Type: z.literal('Choice'),
      Choices: z.array(choiceRule).min(1),
      Default: z.string().optional(),
    }),
    z.strictObject({ ...common, Type: z.literal('Succeed'), Output: json.optional() }),
    z.strictObject({
      ...common,
      Type: z.literal('Fail'),
      Error: z.string().optional(),
      Cause: z.string().optional(),
    }),
    z.strictObject({
      ...guarded,
      Type: z.literal('Parallel'),
      Arguments: json.optional(),
      Branches: z.array(z.strictObject(branch)).min(1),
    }),
    z.strictObject({
      ...guarded,
      Type: z.literal('Map'),
      Items: json.optional(),
      ItemSelector: json.optional(),
      MaxConcurrency: wholeOrExpression(0).optional(),
      ItemProcessor: z.strictObject({
        ...branch,
        ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE').optional() }).optional(),
      }),
    }),
  ]),
);

const branch = {
  ...common,
  StartAt: z.string(),
  States: z.record(z.string(), state),
} satisfies Record<keyof Branch | 'Comment' | 'QueryLanguage', z.ZodType>;

export const definitionSchema: z.ZodType<Definition> = z.strictObject({
  ...branch,
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).max(maxSeconds).optional(),
});
