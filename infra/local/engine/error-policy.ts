import type { Catcher, Retrier } from './definition.ts';

/**
 * Whether an error is one of those a retrier or catcher names.
 *
 * States.ALL leaves out the two terminal errors; States.Runtime is never handled, whoever names it; States.TaskFailed
 * stands for everything but States.Timeout; a missed heartbeat is also a timeout. (Developer guide, "Handling errors".)
 */
export const matchesError = (errorEquals: readonly string[], error: string | undefined): boolean => {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (error === 'States.DataLimitExceeded') return false;
    if (name === 'States.ALL') return true;
    if (name === 'States.TaskFailed') return error !== 'States.Timeout';
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
};

/** Milliseconds to wait before retry number `attempt` (0 is the first) of one retrier. */
export const retryDelay = (retrier: Retrier, attempt: number, random: () => number): number => {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds);
  return Math.round((JitterStrategy === 'FULL' ? seconds * random() : seconds) * 1000);
};

export interface RetryDecision {
  /** Milliseconds from now. */
  delay: number;
  /** Attempts made so far by each retrier, this one included. */
  attempts: number[];
}

/**
 * Decides whether a failed state is tried again. The first retrier that names the error decides alone, also when its
 * attempts are used up; each retrier counts its own.
 */
export const decideRetry = (
  retriers: readonly Retrier[],
  error: string | undefined,
  attempts: readonly number[],
  random: () => number,
): RetryDecision | undefined => {
  const index = retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, error));
  const retrier = retriers[index];
  const made = attempts[index] ?? 0;
  if (retrier === undefined || made >= (retrier.MaxAttempts ?? 3)) return undefined;
  return {
    delay: retryDelay(retrier, made, random),
    attempts: retriers.map((_, i) => (attempts[i] ?? 0) + (i === index ? 1 : 0)),
  };
};

export const findCatcher = (catchers: readonly Catcher[], error: string | undefined): Catcher | undefined =>
  catchers.find((catcher) => matchesError(catcher.ErrorEquals, error));
