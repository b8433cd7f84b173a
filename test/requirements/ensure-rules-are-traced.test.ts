import { describe, expect, it } from 'vitest';
import { citedRules, tracedRules } from '#infra/checks/rules-table';
import { readText, repositoryFiles } from '#infra/checks/tracked-files';

const rules = tracedRules(readText('docs/rules.md'));
const files = new Set(repositoryFiles());
const NOT_BUILT = /not built yet/;

describe('every rule is traced to code and to a test', () => {
  it('each has one row', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [letter, many] of Object.entries({ R: 13, S: 1, B: 2, K: 8, D: 11, a: 14 }))
      expect(ids.filter((id) => id.startsWith(letter)).length, letter).toBeGreaterThanOrEqual(many);
  });

  it.each(rules)('$id names code and a test that exist, or says that it is not built', ({ demand, code, tests }) => {
    expect([...code, ...tests.map(({ path }) => path)].filter((path) => !files.has(path))).toEqual([]);
    expect(tests.filter(({ path, title }) => !readText(path).includes(title))).toEqual([]);
    if (!NOT_BUILT.test(demand)) expect([code.length, tests.length]).not.toContain(0);
  });

  it('every rule that code or a test cites has a row', () => {
    const known = new Set(rules.map(({ id }) => id));
    const unknown = [...files]
      .filter((path) => /^(?:functions|infra|test)\/.*\.tsx?$/.test(path))
      .flatMap((path) => citedRules(readText(path)).map((id) => `${path}: ${id}`))
      .filter((line) => !known.has(line.slice(line.indexOf(': ') + 2)));
    expect(unknown).toEqual([]);
  });

  it('and a citation is found in comments and titles, not in data', () => {
    const source = [
      '/** Kept by K3 and R6.2 (architecture 3, 5 and 11). */',
      "const cell = 'B2';",
      "it('goes to seven (R1.1)', run);",
    ].join('\n');
    expect(citedRules(source)).toEqual(['K3', 'R6.2', 'R1.1', 'architecture 3', 'architecture 5', 'architecture 11']);
  });
});
