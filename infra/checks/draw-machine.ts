import { z } from 'zod';

const State = z.looseObject({
  Type: z.enum(['Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Pass']),
  Comment: z.string(),
  Resource: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Condition: z.string(), Next: z.string() })).optional(),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
});
type State = z.infer<typeof State>;

/** As much of a definition in Amazon States Language as a drawing shows. */
export const Drawable = z.looseObject({
  Comment: z.string(),
  StartAt: z.string(),
  States: z.record(z.string(), State),
});
export type Drawable = z.infer<typeof Drawable>;

interface WayOut {
  to: string;
  /** What is on the arrow; nothing for the only way on. */
  label: string;
  kind: 'next' | 'caught' | 'failed';
}

const isForPeople = (state: State): boolean => state.Resource?.endsWith('.waitForTaskToken') ?? false;

/** `{% $states.input.outcome = 'held' %}` says no more than `held`; anything longer is shown as it stands. */
const short = (condition: string): string => {
  const bare = condition.replace(/^\{%\s*/, '').replace(/\s*%\}$/, '');
  return /^\$states\.input\.outcome = '([a-z-]+)'$/.exec(bare)?.[1] ?? bare;
};

const caught = (errors: string[]): string => (errors.includes('States.Timeout') ? 'wakes daily' : errors.join(', '));

/** Every way out of a state, in the order in which the workflow tries them. */
const waysOut = (state: State): WayOut[] => [
  ...(state.Choices ?? []).map((one): WayOut => ({ to: one.Next, label: short(one.Condition), kind: 'next' })),
  ...(state.Default === undefined ? [] : [{ to: state.Default, label: 'otherwise', kind: 'next' } as const]),
  ...(state.Next === undefined ? [] : [{ to: state.Next, label: '', kind: 'next' } as const]),
  ...(state.Catch ?? []).map(
    (one): WayOut =>
      one.ErrorEquals.includes('States.ALL')
        ? { to: one.Next, label: 'fails for good', kind: 'failed' }
        : { to: one.Next, label: caught(one.ErrorEquals), kind: 'caught' },
  ),
];

const box = (name: string, state: State): string => {
  const text = `"<b>${name}</b><br/>${state.Comment.replaceAll('"', '#quot;')}"`;
  if (state.Type === 'Choice') return `${name}{{${text}}}:::choice`;
  if (state.Type === 'Wait') return `${name}([${text}]):::waiting`;
  if (state.Type === 'Succeed') return `${name}([${text}]):::done`;
  if (state.Type === 'Fail') return `${name}([${text}]):::stuck`;
  return isForPeople(state) ? `${name}[/${text}/]:::people` : `${name}[${text}]:::step`;
};

const arrow = (from: string, { to, label, kind }: WayOut): string => {
  const line = kind === 'next' ? '-->' : '-.->';
  return `${from} ${line}${label === '' ? '' : `|"${label}"|`} ${to}`;
};

const kindOf = (state: State): string => {
  if (isForPeople(state)) return 'a person answers';
  return { Task: 'a function', Choice: 'a choice', Wait: 'a wait', Succeed: 'the end', Fail: 'an alarm', Pass: '–' }[
    state.Type
  ];
};

/** So many states fail into the same one that their arrows would hide the story: more than this become one. */
const ARROWS_OF_FAILURE = 2;

const failures = (states: [string, State][]): string[] => {
  const sources = new Map<string, string[]>();
  for (const [from, state] of states)
    for (const { to, kind } of waysOut(state))
      if (kind === 'failed') sources.set(to, [...(sources.get(to) ?? []), from]);
  return [...sources].flatMap(([to, from]) =>
    from.length > ARROWS_OF_FAILURE
      ? [
          `failingTo${to}["<i>any of ${from.length} states</i>"]:::choice`,
          `failingTo${to} -.->|"fails for good"| ${to}`,
        ]
      : from.map((one) => `${one} -.->|"fails for good"| ${to}`),
  );
};

const row = (name: string, state: State): string => {
  const ways = waysOut(state).map(({ to, label }) => (label === '' ? to : `${label} → ${to}`));
  return `| ${name} | ${state.Comment} | ${kindOf(state)} | ${ways.join('<br/>') || '–'} |`;
};

const STYLES = [
  'classDef step fill:#eef3f8,stroke:#34566f,color:#10222f',
  'classDef people fill:#fff3d6,stroke:#8a5a00,color:#2b1c00,stroke-width:2px',
  'classDef choice fill:#ffffff,stroke:#5c6670,color:#10222f',
  'classDef waiting fill:#ece8f7,stroke:#54458a,color:#1d1636',
  'classDef done fill:#e3f3e6,stroke:#23693a,color:#0c2a15',
  'classDef stuck fill:#fbe5e3,stroke:#9b2d22,color:#3a0d08',
];

/**
 * A page with the drawing of a workflow, as Mermaid, and the table of its states.
 *
 * The arrows of what fails for good, which would go from every box to the same one, are gathered; the table has each.
 */
export const drawMachine = (name: string, { Comment, StartAt, States }: Drawable): string => {
  const states = Object.entries(States);
  const arrows = states.flatMap(([from, state]) =>
    waysOut(state)
      .filter(({ kind }) => kind !== 'failed')
      .map((way) => arrow(from, way)),
  );
  return [
    `# The workflow \`${name}\``,
    '',
    `<!-- Drawn from statemachines/${name}.asl.json by «npm run draw»; a test fails when it is stale. -->`,
    '',
    Comment,
    '',
    'Yellow and leaning: a person answers. Violet: a wait for a day. Dotted: what a state catches.',
    '',
    '```mermaid',
    'flowchart TD',
    ...[
      `start((" ")) --> ${StartAt}`,
      ...states.map(([one, state]) => box(one, state)),
      ...arrows,
      ...failures(states),
      ...STYLES,
    ].map((line) => `  ${line}`),
    '```',
    '',
    '| state | what it is for | what it is | ways out |',
    '|---|---|---|---|',
    ...states.map(([one, state]) => row(one, state)),
    '',
  ].join('\n');
};
