import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import { z } from 'zod';
import { DomainError } from '#domain/errors';
import { framesOf, log } from './log.ts';

/** What a step takes and gives: strict schemas, so that nothing but ids, dates and outcomes can slip through. */
export interface Contract<I extends z.ZodType, O extends z.ZodType> {
  input: I;
  output: O;
}

/**
 * Makes a Lambda handler of a use case: parse, run, parse. The whole framework.
 *
 * An expected failure passes through by name with its opaque id; anything else becomes `UnexpectedFailure` with an id that
 * the log shares, because an error's message and stack would otherwise lie in the execution's history for 90 days
 * (architecture 1).
 */
export const step = <I extends z.ZodType, O extends z.ZodType>(
  contract: Contract<I, O>,
  run: (input: z.output<I>) => Promise<z.input<O>>,
) =>
  middy(async (event: unknown): Promise<z.output<O>> => {
    const startedAt = performance.now();
    const about = { step: process.env.AWS_LAMBDA_FUNCTION_NAME, assignmentId: assignmentIn(event) };
    try {
      const output = contract.output.parse(await run(contract.input.parse(event)));
      log({ event: 'step-done', ...about, outcome: outcomeIn(output), ms: Math.round(performance.now() - startedAt) });
      return output;
    } catch (error) {
      throw failureFor(error, about);
    }
  });

/** The error as the workflow may see it, logged on the way. */
const failureFor = (error: unknown, about: { step?: string; assignmentId?: string }): Error => {
  if (error instanceof DomainError) {
    log({ event: 'step-refused', ...about, error: error.name });
    return bare(error.name, error.subject);
  }
  const failureId = randomUUID();
  const name = error instanceof Error ? error.name : typeof error;
  log({ event: 'step-failed', ...about, error: name, failureId, at: framesOf(error) });
  return bare('UnexpectedFailure', failureId);
};

const bare = (name: string, message: string): Error => {
  const failure = new Error(message);
  failure.name = name;
  failure.stack = '';
  return failure;
};

const Named = z.object({ assignmentId: z.string().regex(/^[a-z]+-[0-9a-z]{16}$/) });
const assignmentIn = (event: unknown): string | undefined => Named.safeParse(event).data?.assignmentId;
const outcomeIn = (output: unknown): string | undefined =>
  z.object({ outcome: z.string() }).safeParse(output).data?.outcome;
