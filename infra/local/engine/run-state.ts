import type { ChoiceState, FailState, WaitState } from './definition.ts';
import { isTimestamp } from './definition-schema.ts';
import { queryError } from './evaluate.ts';
import { forkMap, forkParallel, join } from './fork-state.ts';
import type { Json } from './json.ts';
import { leaveState, onward } from './leave-state.ts';
import { StateError } from './state-error.ts';
import { startTask } from './task-state.ts';
import { takeTurn } from './turn.ts';
import { bindingsOf, type Visit, type Workshop } from './visit.ts';

/** Carries out the state of a frame that is ready or joined. @throws {StateError} when the state fails */
export const runState = async (shop: Workshop, visit: Visit): Promise<void> => {
  const { state, frame, input } = visit;
  switch (state.Type) {
    case 'Pass':
      return leaveState(shop, visit, { handover: state, otherwise: input, ...onward(state) });
    case 'Succeed':
      return leaveState(shop, visit, {
        handover: { Output: state.Output },
        otherwise: input,
        next: undefined,
        via: 'End',
      });
    case 'Fail':
      return fail(shop, visit, state);
    case 'Choice':
      return choose(shop, visit, state);
    case 'Wait':
      return startWait(shop, visit, state);
    case 'Task':
      return startTask(shop, visit, state);
    case 'Parallel':
      return frame.phase === 'joined' ? join(shop, visit, state) : forkParallel(shop, visit, state);
    case 'Map':
      return frame.phase === 'joined' ? join(shop, visit, state) : forkMap(shop, visit, state);
  }
};

const fail = async (shop: Workshop, visit: Visit, state: FailState): Promise<never> => {
  const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> => {
    const template = state[field];
    if (template === undefined) return undefined;
    const value = await shop.evaluator.value(template, bindingsOf(shop, visit), field);
    if (typeof value === 'string') return value;
    throw queryError(`The field '${field}' must be a string.`, field);
  };
  throw new StateError(await text('Error'), await text('Cause'));
};

/** The first rule whose condition holds decides, with its own Output and Assign; Default goes with the state's. */
const choose = async (shop: Workshop, visit: Visit, state: ChoiceState): Promise<void> => {
  const bindings = bindingsOf(shop, visit);
  for (const [i, rule] of state.Choices.entries()) {
    const field = `Choices[${i}]/`;
    const holds: Json = await shop.evaluator.value(rule.Condition, bindings, `${field}Condition`);
    if (typeof holds !== 'boolean') throw queryError('A Condition must yield true or false.', `${field}Condition`);
    if (holds) {
      return leaveState(shop, visit, {
        handover: rule,
        field,
        otherwise: visit.input,
        next: rule.Next,
        via: `Choice:${i}`,
      });
    }
  }
  if (state.Default === undefined) {
    throw new StateError('States.NoChoiceMatched', `No rule of the Choice state '${visit.frame.state}' matched.`);
  }
  await leaveState(shop, visit, { handover: state, otherwise: visit.input, next: state.Default, via: 'Default' });
};

const startWait = async (shop: Workshop, visit: Visit, state: WaitState): Promise<void> => {
  const wakeAt = await wakeTime(shop, visit, state);
  takeTurn(shop, visit.execution, (turn) => {
    turn.begin(visit);
    Object.assign(visit.frame, { phase: 'waiting', wakeAt });
    shop.frames.save(visit.frame);
  });
};

const wakeTime = async (shop: Workshop, visit: Visit, state: WaitState): Promise<number> => {
  const bindings = bindingsOf(shop, visit);
  if (state.Seconds !== undefined) {
    return visit.enteredAt + (await shop.evaluator.whole(state.Seconds, 0, bindings, 'Seconds')) * 1000;
  }
  const at = await shop.evaluator.value(state.Timestamp ?? null, bindings, 'Timestamp');
  if (typeof at !== 'string' || !isTimestamp(at)) {
    throw queryError('The field Timestamp must yield an RFC 3339 timestamp.', 'Timestamp');
  }
  return Date.parse(at);
};

/** Leaves a Wait state whose time has come. */
export const endWait = async (shop: Workshop, visit: Visit, state: WaitState): Promise<void> =>
  leaveState(shop, visit, { handover: state, otherwise: visit.input, ...onward(state) });
