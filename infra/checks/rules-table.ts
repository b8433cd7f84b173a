/** A row of `docs/rules.md`. */
export interface TracedRule {
  id: string;
  demand: string;
  /** Files that keep the rule. */
  code: string[];
  tests: { path: string; title: string }[];
}

const ROW =
  /^\| (?<id>[RSBKD]\d+(?:\.\d)?|architecture \d+) \| (?<demand>[^|]+) \| (?<code>[^|]+) \| (?<tests>[^|]+) \|$/;
const HEAD = /^\|(?: rule \||---)/;

/** @throws Error for a line of a table that cannot be read: an unread row would never be checked. */
export const tracedRules = (page: string): TracedRule[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|') && !HEAD.test(line))
    .map((line) => {
      const { id, demand, code, tests } = ROW.exec(line)?.groups ?? {};
      if (!id || !demand || !code || !tests) throw new Error(`Not a row of the rules: ${line.slice(0, 80)}`);
      return {
        id,
        demand,
        code: [...code.matchAll(/`([^`]+)`/g)].flatMap(([, path]) => path ?? []),
        tests: [...tests.matchAll(/`([^`]+)` «([^»]+)»/g)].map(([, path = '', title = '']) => ({ path, title })),
      };
    });

const RULE = /\b(?:R[1-9]\.\d+|S1|B[12]|K[1-8]|D(?:1[01]|[1-9]))\b(?!['"\]])/g;
const ARCHITECTURE = /\barchitecture (\d+(?:(?:, | and )\d+)*)/g;

/** The ids that the comments and titles of a file cite; addresses and cells such as `'K3'` are data, not citations. */
export const citedRules = (text: string): string[] => [
  ...new Set([
    ...prose(text).flatMap((line) => [...line.matchAll(RULE)].map(([id]) => id)),
    ...[...prose(text).join(' ').matchAll(ARCHITECTURE)].flatMap(([, numbers = '']) =>
      numbers.split(/, | and /).map((number) => `architecture ${number}`),
    ),
  ]),
];

/** Comments, without their stars, and the titles of tests. */
const prose = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^\s*(?:\/\*\*?|\*|\/\/)|^\s*(?:describe|it)\b|\s\/\/ /.test(line))
    .map((line) => line.replace(/^\s*(?:\/\*\*?|\*\/?|\/\/)\s*/, ''));
