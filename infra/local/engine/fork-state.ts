import type { MapState, ParallelState } from './definition.ts';
import { queryError } from './evaluate.ts';
import { type Frame, fresh } from './frames.ts';
import { type Json, readJson } from './json.ts';
import { leaveState, onward } from './leave-state.ts';
import { maxInlineConcurrency, withinPayloadLimit } from './limits.ts';
import { takeTurn } from './turn.ts';
import { bindingsOf, type Visit, type Workshop } from './visit.ts';

interface Child {
  startAt: string;
  input: string;
  item: string | null;
}

/** Starts the branches of a Parallel; each gets the state's Arguments, or else its input. */
export const forkParallel = async (shop: Workshop, visit: Visit, state: ParallelState): Promise<void> => {
  const bindings = bindingsOf(shop, visit);
  const given =
    state.Arguments === undefined ? visit.input : await shop.evaluator.value(state.Arguments, bindings, 'Arguments');
  const input = withinPayloadLimit(JSON.stringify(given), `The input of the branches of '${visit.frame.state}'`);
  const children = state.Branches.map((branch) => ({ startAt: branch.StartAt, input, item: null }));
  fork(shop, visit, children, children.length, {});
};

/** Starts the iterations of an inline Map, at most MaxConcurrency (and never more than 40) at once. */
export const forkMap = async (shop: Workshop, visit: Visit, state: MapState): Promise<void> => {
  const bindings = bindingsOf(shop, visit);
  const items = state.Items === undefined ? visit.input : await shop.evaluator.value(state.Items, bindings, 'Items');
  if (!Array.isArray(items)) throw queryError('The field Items must yield an array.', 'Items');
  const asked = await shop.evaluator.whole(state.MaxConcurrency ?? 0, 0, bindings, 'MaxConcurrency');
  const children = await Promise.all(
    items.map(async (Value, Index): Promise<Child> => {
      const item = { Index, Value };
      const input =
        state.ItemSelector === undefined
          ? Value
          : await shop.evaluator.value(state.ItemSelector, bindingsOf(shop, visit, { item }), 'ItemSelector');
      return {
        startAt: state.ItemProcessor.StartAt,
        input: withinPayloadLimit(JSON.stringify(input), `The input of an iteration of '${visit.frame.state}'`),
        item: JSON.stringify(item),
      };
    }),
  );
  const atOnce = asked === 0 ? maxInlineConcurrency : Math.min(asked, maxInlineConcurrency);
  fork(shop, visit, children, atOnce, { length: children.length });
};

const fork = (shop: Workshop, visit: Visit, children: Child[], atOnce: number, details: Record<string, Json>): void => {
  const { frame, state, execution } = visit;
  takeTurn(shop, execution, (turn) => {
    turn.begin(visit);
    turn.record(frame, `${state.Type}StateStarted`, details);
    children.forEach(({ startAt, input, item }, position) => {
      const isStarted = position < atOnce;
      const child: Omit<Frame, 'id'> = {
        ...fresh,
        phase: isStarted ? 'ready' : 'queued',
        execution: execution.id,
        parent: frame.id,
        position,
        state: startAt,
        input,
        variables: '{}',
        item,
        lastEvent: frame.lastEvent,
      };
      if (isStarted && item !== null) {
        const id = turn.record({ ...child, id: 0 }, 'MapIterationStarted', { name: frame.state, index: position });
        child.lastEvent = id;
      }
      shop.frames.insert(child);
    });
    Object.assign(frame, { phase: 'forked', total: children.length, done: 0, wakeAt: null });
    if (children.length === 0) Object.assign(frame, { phase: 'joined', result: '[]' });
    shop.frames.save(frame);
  });
};

/** Leaves a Parallel or Map whose branches are all done. */
export const join = async (shop: Workshop, visit: Visit, state: ParallelState | MapState): Promise<void> => {
  const text = withinPayloadLimit(
    visit.frame.result ?? '[]',
    `The state '${visit.frame.state}' returned a result that`,
  );
  visit.pending.push({ type: `${state.Type}StateSucceeded` });
  const result = readJson(text);
  await leaveState(shop, visit, { handover: state, otherwise: result, ...onward(state), seen: { result } });
};
