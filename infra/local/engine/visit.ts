import type { Database } from './database.ts';
import type { Machine, State } from './definition.ts';
import type { Bindings, Evaluator } from './evaluate.ts';
import type { Execution, Executions } from './executions.ts';
import type { Frame, Frames } from './frames.ts';
import type { History } from './history.ts';
import { isJsonObject, type Json, type JsonObject, readJson } from './json.ts';
import type { Machines } from './machines.ts';
import { type Home, machineArn } from './names.ts';

/** One way out of a state: which rule was followed. `to` is undefined when the branch ended. */
export interface Edge {
  from: string;
  via: 'Next' | 'End' | 'Default' | 'Retry' | `Choice:${number}` | `Catch:${string}`;
  to: string | undefined;
}

export interface Transition {
  executionArn: string;
  type: string;
  stateName?: string;
}

/** What every room of the interpreter needs. */
export interface Workshop {
  home: Home;
  db: Database;
  machines: Machines;
  executions: Executions;
  frames: Frames;
  history: History;
  evaluator: Evaluator;
  now: () => number;
  random: () => number;
  onTransition: (transition: Transition) => void;
  onEdge: (edge: Edge) => void;
}

/** One frame in one state. It is loaded, carried out and saved under the lock of its execution. */
export interface Visit {
  execution: Execution;
  machine: Machine;
  frame: Frame;
  state: State;
  input: Json;
  enteredAt: number;
  /** Events that happened to the state and are written first in the next turn, whatever that turn decides. */
  pending: { type: string; details?: Record<string, Json | undefined> }[];
  scope: Scope;
}

interface Scope {
  /** The variables this state reads: its own scope over the outer ones. */
  variables: JsonObject;
  /** The nearest Map iteration around the state. */
  item: Json | undefined;
}

const scopeOf = (frames: Frames, frame: Frame): Scope => {
  const own = readObject(frame.variables);
  const parent = frame.parent === null ? undefined : frames.byId(frame.parent);
  const outer = parent === undefined ? { variables: {}, item: undefined } : scopeOf(frames, parent);
  return {
    variables: { ...outer.variables, ...own },
    item: frame.item === null ? outer.item : readJson(frame.item),
  };
};

export const readObject = (text: string): JsonObject => {
  const value = readJson(text);
  return isJsonObject(value) ? value : {};
};

export const readAttempts = (frame: Frame): number[] => {
  const value = readJson(frame.attempts);
  return Array.isArray(value) ? value.map(Number) : [];
};

export const openVisit = (shop: Workshop, execution: Execution, frame: Frame): Visit => {
  const machine = shop.machines.version(execution.definition);
  const state = machine.states.get(frame.state);
  if (state === undefined) throw new Error(`the state ${frame.state} is not in the definition ${execution.definition}`);
  return {
    execution,
    machine,
    frame,
    state,
    input: readJson(frame.input),
    enteredAt: frame.enteredAt ?? shop.now(),
    pending:
      frame.enteredAt === null
        ? [{ type: `${state.Type}StateEntered`, details: { name: frame.state, input: frame.input } }]
        : [],
    scope: scopeOf(shop.frames, frame),
  };
};

const iso = (at: number): string => new Date(at).toISOString();

/** `$states` and the variables, as an expression of this state sees them; `more` adds `result` or `errorOutput`. */
export const bindingsOf = (
  shop: Workshop,
  { execution, frame, input, enteredAt, scope }: Visit,
  more: { result?: Json; errorOutput?: Json; item?: Json; token?: string } = {},
): Bindings => {
  const { item = scope.item, token = frame.token, ...seen } = more;
  return {
    variables: scope.variables,
    states: {
      input,
      ...seen,
      context: {
        Execution: {
          Id: execution.arn,
          Input: readJson(execution.input),
          Name: execution.name,
          RoleArn: execution.roleArn,
          StartTime: iso(execution.startedAt),
        },
        StateMachine: { Id: machineArn(shop.home, execution.machine), Name: execution.machine },
        State: {
          Name: frame.state,
          EnteredTime: iso(enteredAt),
          RetryCount: readAttempts(frame).reduce((sum, made) => sum + made, 0),
        },
        ...(item === undefined ? {} : { Map: { Item: item } }),
        ...(token === null ? {} : { Task: { Token: token } }),
      },
    },
  };
};
