import { decideRetry, findCatcher, matchesError, type RetryDecision } from './error-policy.ts';
import { type Frame, fresh } from './frames.ts';
import { type Exit, prepareExit, takeExit } from './leave-state.ts';
import { StateError } from './state-error.ts';
import { type Turn, takeTurn } from './turn.ts';
import { openVisit, readAttempts, type Visit, type Workshop } from './visit.ts';

/** A state that failed, with what it reported and what its definition says to do about it. */
interface Failure {
  visit: Visit;
  error: StateError;
  retry?: RetryDecision;
  exit?: Exit;
}

/**
 * Carries an error up from a state until a Retry or Catch takes it, or the execution fails. Everything below the state
 * that takes it is given up.
 */
export const failState = async (shop: Workshop, visit: Visit, error: StateError): Promise<void> => {
  const failures = await carryUp(shop, visit, error);
  takeTurn(shop, visit.execution, (turn) => {
    let below: Failure | undefined;
    for (const failure of failures) {
      if (below !== undefined) failure.visit.frame.lastEvent = below.visit.frame.lastEvent;
      applyFailure(shop, turn, failure, failure.error !== below?.error);
      below = failure;
    }
  });
};

const carryUp = async (shop: Workshop, start: Visit, first: StateError): Promise<Failure[]> => {
  const failures: Failure[] = [];
  let visit = start;
  let error = first;
  for (;;) {
    const failure = await handle(shop, visit, error);
    failures.push(failure);
    if (failure.retry !== undefined || failure.exit !== undefined) return failures;
    const parent = visit.frame.parent === null ? undefined : shop.frames.byId(visit.frame.parent);
    if (parent === undefined) return failures;
    error = failure.error;
    visit = openVisit(shop, visit.execution, parent);
  }
};

const handle = async (shop: Workshop, visit: Visit, error: StateError): Promise<Failure> => {
  const { state, frame } = visit;
  if (!('Catch' in state || 'Retry' in state)) return { visit, error };
  const retry = decideRetry(state.Retry ?? [], error.error, readAttempts(frame), shop.random);
  if (retry !== undefined) return { visit, error, retry };
  const catcher = findCatcher(state.Catch ?? [], error.error);
  if (catcher === undefined) return { visit, error };
  const errorOutput = { Error: error.error ?? '', Cause: error.causeText ?? '' };
  try {
    const exit = await prepareExit(shop, visit, {
      handover: catcher,
      field: `Catch[${state.Catch?.indexOf(catcher)}]/`,
      otherwise: errorOutput,
      next: catcher.Next,
      via: `Catch:${catcher.ErrorEquals.find((name) => matchesError([name], error.error)) ?? ''}`,
      seen: { errorOutput },
    });
    return { visit, error, exit };
  } catch (second) {
    if (!(second instanceof StateError)) throw second;
    return { visit, error: second };
  }
};

const applyFailure = (shop: Workshop, turn: Turn, { visit, error, retry, exit }: Failure, isItsOwn: boolean): void => {
  const { frame, state } = visit;
  turn.begin(visit);
  if (state.Type === 'Parallel' || state.Type === 'Map') {
    turn.abandonChildren(frame);
    turn.record(frame, `${state.Type}StateFailed`);
  }
  if (isItsOwn && error.location !== undefined) {
    turn.record(frame, 'EvaluationFailed', {
      error: error.error,
      cause: error.causeText,
      location: error.location,
      state: frame.state,
    });
  }
  if (retry !== undefined) {
    turn.follow({ from: frame.state, via: 'Retry', to: frame.state });
    Object.assign(frame, fresh, {
      phase: 'retrying',
      enteredAt: visit.enteredAt,
      wakeAt: shop.now() + retry.delay,
      attempts: JSON.stringify(retry.attempts),
    } satisfies Partial<Frame>);
    shop.frames.save(frame);
  } else if (exit !== undefined) takeExit(shop, turn, visit, exit);
  else giveUp(shop, turn, visit, error);
};

const giveUp = (shop: Workshop, turn: Turn, { frame }: Visit, error: StateError): void => {
  const parent = frame.parent === null ? undefined : shop.frames.byId(frame.parent);
  if (parent !== undefined && frame.item !== null) {
    turn.record(frame, 'MapIterationFailed', { name: parent.state, index: frame.position });
  }
  // Marked as done so that giving up the rest does not count this frame among the aborted ones.
  frame.phase = 'done';
  shop.frames.save(frame);
  if (parent === undefined) turn.close('FAILED', { error: error.error, cause: error.causeText });
};
