import { createHash, randomUUID } from 'node:crypto';
import jsonata, { type Expression } from 'jsonata';

const algorithms: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const partition = (items: unknown[], size: number): unknown[][] => {
  if (!Number.isInteger(size) || size < 1) throw new Error('$partition needs a chunk size of 1 or more');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
};

const range = (first: number, last: number, step: number): number[] => {
  if (step === 0) throw new Error('$range needs a step other than 0');
  const length = Math.floor((last - first) / step) + 1;
  if (length > 1000) throw new Error('$range gives at most 1000 numbers');
  return Array.from({ length: Math.max(0, length) }, (_, i) => first + i * step);
};

const hash = (text: string, algorithm: string): string => {
  const known = algorithms[algorithm];
  if (known === undefined) throw new Error(`$hash does not know the algorithm ${algorithm}`);
  return createHash(known).update(text).digest('hex');
};

/** The same seed gives the same number; which number that is differs from AWS, which does not say how it draws. */
const seeded = (seed: number): number => {
  const bytes = createHash('sha256').update(String(seed)).digest();
  return bytes.readUIntBE(0, 6) / 2 ** 48;
};

export interface Surroundings {
  /** Milliseconds since 1970 by the engine's clock, which may be moved. */
  now: () => number;
  random: () => number;
}

const moment = jsonata('$fromMillis($millis, $picture, $timezone)');

/**
 * Gives an expression the functions that Step Functions adds to JSONata ($partition, $range, $hash, $random(seed), $uuid,
 * $parse), and lets $now, $millis and $random use the engine's clock and randomness instead of the machine's.
 */
export const addStepFunctionsTo = (expression: Expression, { now, random }: Surroundings): Expression => {
  expression.registerFunction('partition', partition, '<an:a<a>>');
  expression.registerFunction('range', range, '<nnn:a<n>>');
  expression.registerFunction('hash', hash, '<ss:s>');
  expression.registerFunction('random', (seed?: number) => (seed === undefined ? random() : seeded(seed)), '<n?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', (text: string): unknown => JSON.parse(text), '<s:x>');
  expression.registerFunction('millis', () => now(), '<:n>');
  expression.registerFunction(
    'now',
    (picture?: string, timezone?: string) => moment.evaluate(null, { millis: now(), picture, timezone }),
    '<s?s?:s>',
  );
  return expression;
};
