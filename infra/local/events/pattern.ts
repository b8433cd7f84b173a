import { z } from 'zod';
import type { Properties } from '../template/properties.ts';

/** Compares one value of an event; a value that the event does not have is undefined. */
type Test = (value: unknown) => boolean;

/** A pattern says something that this home does not understand. */
class PatternNotUnderstood extends Error {
  override readonly name = 'PatternNotUnderstood';
}

const Matcher = z.union([
  z.strictObject({ prefix: z.string() }).transform(
    ({ prefix }): Test =>
      (value) =>
        typeof value === 'string' && value.startsWith(prefix),
  ),
  z.strictObject({ suffix: z.string() }).transform(
    ({ suffix }): Test =>
      (value) =>
        typeof value === 'string' && value.endsWith(suffix),
  ),
  z.strictObject({ exists: z.boolean() }).transform(
    ({ exists }): Test =>
      (value) =>
        (value !== undefined) === exists,
  ),
  z.strictObject({ 'anything-but': z.union([z.string(), z.array(z.string())]) }).transform(
    (matcher): Test =>
      (value) =>
        value !== undefined && ![matcher['anything-but']].flat().includes(String(value)),
  ),
  z.union([z.string(), z.number(), z.boolean(), z.null()]).transform(
    (literal): Test =>
      (value) =>
        value === literal,
  ),
]);

/**
 * Compiles an EventBridge pattern: every named field must match one of its alternatives.
 * Understands literals, `prefix`, `suffix`, `exists` and `anything-but`.
 * @throws PatternNotUnderstood for any other matcher, so that a rule is never silently wider or narrower than in AWS.
 */
export function compilePattern(pattern: Properties, path = ''): (event: Properties) => boolean {
  const fields = Object.entries(pattern).map(([name, wanted]): ((event: Properties) => boolean) => {
    const at = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(wanted)) {
      const tests = wanted.map((one) => compileMatcher(one, at));
      return (event) => [event[name]].flat().some((value) => tests.some((test) => test(value)));
    }
    const nested = z.record(z.string(), z.unknown()).safeParse(wanted);
    if (!nested.success || name === '$or')
      throw new PatternNotUnderstood(`The event pattern at ${at} is not understood`);
    const inner = compilePattern(nested.data, at);
    return (event) => inner(asObject(event[name]));
  });
  return (event) => fields.every((field) => field(event));
}

function compileMatcher(matcher: unknown, at: string): Test {
  const result = Matcher.safeParse(matcher);
  if (result.success) return result.data;
  throw new PatternNotUnderstood(`The event pattern at ${at} is not understood`);
}

const asObject = (value: unknown): Properties =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
