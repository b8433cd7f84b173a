import type { Handover } from './definition.ts';
import type { Frame } from './frames.ts';
import type { Json, JsonObject } from './json.ts';
import { isTooBig, maxVariablesBytes, withinPayloadLimit } from './limits.ts';
import { StateError } from './state-error.ts';
import { moveTo, type Turn, takeTurn } from './turn.ts';
import { bindingsOf, type Edge, readObject, type Visit, type Workshop } from './visit.ts';

export interface WayOut {
  handover: Handover;
  /** Where the handover stands in the state, for the cause of an evaluation error. */
  field?: string;
  /** The output when the handover has none. */
  otherwise: Json;
  /** The next state; undefined ends the branch. */
  next: string | undefined;
  via: Edge['via'];
  /** `$states.result` or `$states.errorOutput`. */
  seen?: { result?: Json; errorOutput?: Json };
}

/** What a state hands on, evaluated: everything that can fail has failed before the turn is taken. */
export interface Exit {
  way: WayOut;
  output: string;
  variables: string;
  assigned: JsonObject | undefined;
}

/**
 * Evaluates Output and Assign. Both see the variables as they were when the state was entered.
 *
 * @throws {StateError} States.QueryEvaluationError, States.DataLimitExceeded
 */
export const prepareExit = async (shop: Workshop, visit: Visit, way: WayOut): Promise<Exit> => {
  const { handover, field = '', otherwise, seen } = way;
  const bindings = bindingsOf(shop, visit, seen);
  const output =
    handover.Output === undefined ? otherwise : await shop.evaluator.value(handover.Output, bindings, `${field}Output`);
  const text = withinPayloadLimit(JSON.stringify(output), `The state '${visit.frame.state}' returned an output that`);
  if (handover.Assign === undefined)
    return { way, output: text, variables: visit.frame.variables, assigned: undefined };
  const assigned = await evaluateAssign(shop, handover.Assign, bindings, `${field}Assign`);
  const variables = JSON.stringify({ ...readObject(visit.frame.variables), ...assigned });
  if (isTooBig(JSON.stringify(assigned)) || Buffer.byteLength(variables) > maxVariablesBytes) {
    throw new StateError('States.DataLimitExceeded', `The variables assigned in '${visit.frame.state}' are too large.`);
  }
  return { way, output: text, variables, assigned };
};

const evaluateAssign = async (
  shop: Workshop,
  assign: JsonObject,
  bindings: ReturnType<typeof bindingsOf>,
  field: string,
): Promise<JsonObject> => {
  const entries = await Promise.all(
    Object.entries(assign).map(
      async ([name, template]) => [name, await shop.evaluator.value(template, bindings, `${field}/${name}`)] as const,
    ),
  );
  return Object.fromEntries(entries);
};

/** Writes that the state was left and puts the frame into the next one, or ends its branch. */
export const takeExit = (shop: Workshop, turn: Turn, { frame, state }: Visit, exit: Exit): void => {
  const { way, output, variables, assigned } = exit;
  turn.record(frame, `${state.Type}StateExited`, {
    name: frame.state,
    output,
    ...(assigned === undefined
      ? {}
      : { assignedVariables: Object.fromEntries(Object.entries(assigned).map(([k, v]) => [k, JSON.stringify(v)])) }),
  });
  turn.follow({ from: frame.state, via: way.via, to: way.next });
  frame.variables = variables;
  if (way.next === undefined) {
    endBranch(shop, turn, frame, output);
    return;
  }
  moveTo(frame, way.next, output);
  shop.frames.save(frame);
};

/** Evaluates and takes a way out in a turn of its own. */
export const leaveState = async (shop: Workshop, visit: Visit, way: WayOut): Promise<void> => {
  const exit = await prepareExit(shop, visit, way);
  takeTurn(shop, visit.execution, (turn) => {
    turn.begin(visit);
    takeExit(shop, turn, visit, exit);
  });
};

/** `Next` or `End` as a way out. */
export const onward = (state: { Next?: string | undefined }): Pick<WayOut, 'next' | 'via'> =>
  state.Next === undefined ? { next: undefined, via: 'End' } : { next: state.Next, via: 'Next' };

const endBranch = (shop: Workshop, turn: Turn, frame: Frame, output: string): void => {
  const parent = frame.parent === null ? undefined : shop.frames.byId(frame.parent);
  if (parent === undefined) {
    shop.frames.save(frame);
    turn.close('SUCCEEDED', { output });
    return;
  }
  if (frame.item !== null) turn.record(frame, 'MapIterationSucceeded', { name: parent.state, index: frame.position });
  Object.assign(frame, {
    phase: 'done',
    result: output,
    wakeAt: null,
    timeoutAt: null,
    heartbeatAt: null,
    token: null,
  });
  shop.frames.save(frame);
  parent.done += 1;
  parent.lastEvent = frame.lastEvent;
  if (parent.done === parent.total) {
    parent.result = `[${shop.frames
      .children(parent.id)
      .map((child) => child.result)
      .join(',')}]`;
    parent.phase = 'joined';
    shop.frames.deleteChildren(parent.id);
  } else if (frame.item !== null) startNextIteration(shop, turn, parent);
  shop.frames.save(parent);
};

const startNextIteration = (shop: Workshop, turn: Turn, parent: Frame): void => {
  const next = shop.frames.nextQueued(parent.id);
  if (next === undefined) return;
  next.phase = 'ready';
  turn.record(next, 'MapIterationStarted', { name: parent.state, index: next.position });
  shop.frames.save(next);
};
