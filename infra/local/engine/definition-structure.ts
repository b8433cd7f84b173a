import { type Branch, isWaitingForToken, type State, type TaskState } from './definition.ts';
import { isExpression, whyNotEvaluable } from './expression-text.ts';
import { isJsonObject, type Json } from './json.ts';

const reservedErrors = new Set(
  `States.ALL States.HeartbeatTimeout States.Timeout States.TaskFailed States.Permissions States.BranchFailed
   States.NoChoiceMatched States.Runtime States.DataLimitExceeded States.ExceedToleratedFailureThreshold
   States.ItemReaderFailed States.ResultWriterFailed States.QueryEvaluationError States.Http.Socket`.split(/\s+/),
);

const lambdaArguments = new Set(['FunctionName', 'Payload']);

export interface Structure {
  states: Map<string, State>;
  problems: string[];
}

/** Everything about a definition that the shape of one state cannot tell: targets, reach, names, scopes, expressions. */
export const checkStructure = (root: Branch): Structure => {
  const found: Structure = { states: new Map(), problems: [] };
  checkLevel(root, '', new Set(), found);
  return found;
};

const checkLevel = (branch: Branch, at: string, outer: ReadonlySet<string>, found: Structure): void => {
  const problem = (text: string, where: string) => found.problems.push(`${text} at ${at}${where}`);
  const here = branch.States;
  if (!Object.hasOwn(here, branch.StartAt)) problem(`StartAt '${branch.StartAt}' is not a state`, '/StartAt');
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const state = Object.hasOwn(here, name) ? here[name] : undefined;
    if (state === undefined || reached.has(name)) return;
    reached.add(name);
    for (const target of targetsOf(state)) visit(target);
  };
  visit(branch.StartAt);

  const assigned = new Set(Object.values(here).flatMap(assignedBy));
  for (const name of assigned) {
    if (outer.has(name)) problem(`variable '${name}' belongs to an outer scope and cannot be assigned here`, '');
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name === 'states' || name.length > 80) {
      problem(`'${name}' is not a variable name`, '');
    }
  }
  const scope = new Set([...outer, ...assigned]);

  for (const [name, state] of Object.entries(here)) {
    const where = `/States/${name}`;
    if (name.length < 1 || name.length > 80) problem('a state name has 1 to 80 characters', where);
    if (found.states.has(name)) problem(`state name '${name}' is used twice`, where);
    if (!reached.has(name)) problem(`state '${name}' is not reachable`, where);
    found.states.set(name, state);
    for (const target of targetsOf(state)) {
      if (!Object.hasOwn(here, target)) problem(`next state '${target}' does not exist`, where);
    }
    for (const text of problemsOf(state)) problem(text, where);
    branchesOf(state).forEach((inner, i) => {
      checkLevel(inner, `${at}${where}${state.Type === 'Map' ? '/ItemProcessor' : `/Branches/${i}`}`, scope, found);
    });
  }
};

const branchesOf = (state: State): Branch[] => {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
};

const targetsOf = (state: State): string[] => {
  if (state.Type === 'Choice') {
    return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
  }
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  const caught = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  return [...next, ...caught];
};

const handoversOf = (state: State) => [
  ...('Assign' in state || 'Output' in state ? [{ field: '', handover: state }] : []),
  ...(state.Type === 'Choice' ? state.Choices.map((handover, i) => ({ field: `Choices/${i}/`, handover })) : []),
  ...('Catch' in state ? (state.Catch ?? []).map((handover, i) => ({ field: `Catch/${i}/`, handover })) : []),
];

const assignedBy = (state: State): string[] =>
  handoversOf(state).flatMap(({ handover }) => ('Assign' in handover ? Object.keys(handover.Assign ?? {}) : []));

const problemsOf = (state: State): string[] => [
  ...endProblems(state),
  ...('Retry' in state ? errorNameProblems('Retry', state.Retry ?? []) : []),
  ...('Retry' in state ? retryProblems(state.Retry ?? []) : []),
  ...('Catch' in state ? errorNameProblems('Catch', state.Catch ?? []) : []),
  ...(state.Type === 'Task' ? taskProblems(state) : []),
  ...(state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)
    ? ['a Wait state needs exactly one of Seconds and Timestamp']
    : []),
  ...(state.Type === 'Map' && state.Items !== undefined && !Array.isArray(state.Items) && !isExpression(state.Items)
    ? ['Items must be an array or a JSONata expression']
    : []),
  ...evaluatedFields(state).flatMap(({ field, value }) => expressionProblems(field, value)),
];

const endProblems = (state: State): string[] => {
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return [];
  return (state.Next === undefined) === (state.End === undefined) ? ['exactly one of Next and End is needed'] : [];
};

const errorNameProblems = (field: string, handlers: { ErrorEquals: string[] }[]): string[] =>
  handlers.flatMap(({ ErrorEquals }, i) => [
    ...ErrorEquals.filter((name) => name.startsWith('States.') && !reservedErrors.has(name)).map(
      (name) => `'${name}' is not an error of the language in ${field}/${i}`,
    ),
    ...(ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || i < handlers.length - 1)
      ? [`States.ALL must stand alone and last in ${field}/${i}`]
      : []),
  ]);

const retryProblems = (retriers: { IntervalSeconds?: number | undefined; MaxDelaySeconds?: number | undefined }[]) =>
  retriers.flatMap(({ IntervalSeconds = 1, MaxDelaySeconds }, i) =>
    MaxDelaySeconds !== undefined && MaxDelaySeconds <= IntervalSeconds
      ? [`MaxDelaySeconds must be greater than IntervalSeconds in Retry/${i}`]
      : [],
  );

const taskProblems = (state: TaskState): string[] => {
  const { Resource, Arguments, TimeoutSeconds, HeartbeatSeconds } = state;
  if (/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(Resource)) {
    return HeartbeatSeconds === undefined ? [] : ['HeartbeatSeconds needs a task that waits for a token'];
  }
  if (!/^arn:aws[\w-]*:states:::lambda:invoke(\.waitForTaskToken)?$/.test(Resource)) {
    return [`the Resource '${Resource}' is not implemented`];
  }
  const problems: string[] = [];
  if (isJsonObject(Arguments)) {
    if (!('FunctionName' in Arguments)) problems.push('Arguments needs FunctionName');
    for (const key of Object.keys(Arguments)) {
      if (!lambdaArguments.has(key)) problems.push(`the argument '${key}' of lambda:invoke is not implemented`);
    }
  } else if (!isExpression(Arguments)) problems.push('Arguments must be an object or a JSONata expression');
  if (HeartbeatSeconds !== undefined && !isWaitingForToken(state)) {
    problems.push('HeartbeatSeconds needs a task that waits for a token');
  }
  if (
    typeof TimeoutSeconds === 'number' &&
    typeof HeartbeatSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    problems.push('HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
  return problems;
};

const evaluatedFields = (state: State): { field: string; value: unknown }[] => {
  const own = Object.entries(state)
    .filter(([key]) => !['Comment', 'Resource', 'Retry', 'Catch', 'Choices', 'Branches', 'ItemProcessor'].includes(key))
    .map(([field, value]) => ({ field, value }));
  const nested = handoversOf(state)
    .filter(({ field }) => field !== '')
    .flatMap(({ field, handover }) => [
      { field: `${field}Output`, value: handover.Output },
      { field: `${field}Assign`, value: 'Assign' in handover ? handover.Assign : undefined },
      { field: `${field}Condition`, value: 'Condition' in handover ? handover.Condition : undefined },
    ]);
  return [...own, ...nested];
};

const expressionProblems = (field: string, value: unknown): string[] => {
  if (typeof value === 'string') {
    const problem = whyNotEvaluable(value);
    return problem === undefined ? [] : [`${problem} in ${field}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, Json>).flatMap(([key, inner]) =>
    expressionProblems(`${field}/${key}`, inner),
  );
};
