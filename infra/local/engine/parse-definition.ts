import type { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Machine } from './definition.ts';
import { definitionSchema } from './definition-schema.ts';
import { checkStructure } from './definition-structure.ts';
import { maxDefinitionBytes } from './limits.ts';

const jsonPath = new Set(
  `InputPath OutputPath ResultPath ResultSelector Parameters Result ItemsPath SecondsPath TimestampPath TimeoutSecondsPath
   HeartbeatSecondsPath MaxConcurrencyPath ErrorPath CausePath Variable And Or Not Iterator`.split(/\s+/),
);
const distributed = new Set(
  `ItemReader ItemBatcher ResultWriter Label ToleratedFailureCount ToleratedFailurePercentage ExecutionType`.split(
    /\s+/,
  ),
);

const why = (field: string): string => {
  if (jsonPath.has(field)) return 'a field of JSONPath, which is not implemented';
  if (distributed.has(field)) return 'a field of Distributed Map, which is not implemented';
  if (field === 'Credentials') return 'calling with another role, which is not implemented';
  return 'an unknown field';
};

const describe = (issue: z.core.$ZodIssue): string => {
  const at = `/${issue.path.map(String).join('/')}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `'${key}' is ${why(key)} at ${at}`).join('; ');
  }
  if (issue.path.at(-1) === 'QueryLanguage') return `only the query language JSONata is implemented at ${at}`;
  if (issue.path.at(-1) === 'Mode') return `Distributed Map is not implemented at ${at}`;
  return `${issue.message} at ${at}`;
};

const invalid = (reason: string): ApiError =>
  new ApiError('InvalidDefinition', `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ${reason}'`);

const readObject = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('InvalidDefinition', "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'");
  }
};

/**
 * Reads Amazon States Language and refuses, by name and place, whatever this engine would not carry out as
 * Step Functions does: nothing is ignored, so a definition that runs here says the same thing there.
 *
 * @throws {ApiError} InvalidDefinition
 */
export const parseDefinition = (text: string): Machine => {
  if (Buffer.byteLength(text) > maxDefinitionBytes) throw invalid('the definition is over 1 MB');
  const parsed = definitionSchema.safeParse(readObject(text));
  if (!parsed.success) throw invalid(parsed.error.issues.map(describe).join('; '));
  const { states, problems } = checkStructure(parsed.data);
  if (problems.length > 0) throw invalid(problems.join('; '));
  return { startAt: parsed.data.StartAt, timeoutSeconds: parsed.data.TimeoutSeconds, states };
};
