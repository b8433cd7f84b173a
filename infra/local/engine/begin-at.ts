import { isJsonObject, readJson } from './json.ts';
import { parseDefinition } from './parse-definition.ts';

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        (key === 'Next' || key === 'Default') && typeof inner === 'string' ? [inner] : namesIn(inner),
      )
    : [];

/**
 * The same definition beginning in another state of its outermost level. States that cannot be reached from there are
 * left out, since a definition with unreachable states is refused.
 *
 * @throws {ApiError} InvalidDefinition, for the whole definition, before anything is left out
 */
export const beginAt = (text: string, startAt: string): string => {
  parseDefinition(text);
  const definition = readJson(text);
  const states = isJsonObject(definition) ? definition.States : undefined;
  if (!isJsonObject(definition) || !isJsonObject(states) || !Object.hasOwn(states, startAt)) {
    throw new Error(`the definition has no state ${startAt} to begin in`);
  }
  const reached = new Set([startAt]);
  for (const name of reached) {
    for (const next of namesIn(states[name])) if (Object.hasOwn(states, next)) reached.add(next);
  }
  const kept = Object.entries(states).filter(([name]) => reached.has(name));
  return JSON.stringify({ ...definition, StartAt: startAt, States: Object.fromEntries(kept) });
};
