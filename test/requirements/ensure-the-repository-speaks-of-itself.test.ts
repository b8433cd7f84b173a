import { describe, expect, it } from 'vitest';
import { readText, repositoryFiles, textFiles } from '#infra/checks/tracked-files';

/** What a file would say only about the place where it was written. */
const ELSEWHERE: Record<string, RegExp> = {
  'a folder of somebody’s machine': /(?<![\w./-])\/(?:work|home|Users|root)\/[\w.-]+/,
  'a folder beside the repository': /(?<![\w./-])(?:\.\.\/)*shared\/(?:design|reference|seeds|samples)/,
};
const places = (text: string): string[] =>
  Object.entries(ELSEWHERE).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

const TOP_LEVEL = /^(?:docs|bench|functions|infra|statemachines|test|\.ci)$/;
const ALLOWED_FILES = [
  '.dependency-cruiser.cjs',
  '.gitignore',
  '.npmrc',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'biome.json',
  'cdk.json',
  'knip.json',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

describe('the repository speaks of itself alone', () => {
  it('no file names a place outside it', () => {
    expect(textFiles().flatMap(({ path, text }) => places(text).map((what) => `${path}: ${what}`))).toEqual([]);
  });

  it.each([
    [`see ${'/home'}/somebody/notes.md`, 'a folder of somebody’s machine'],
    [`in ${'shared'}/reference`, 'a folder beside the repository'],
  ])('and «%s» would be found', (text, what) => {
    expect(places(text)).toEqual([what]);
  });

  it('packages come from wherever npm is set to look: the lock file and the settings name no registry', () => {
    expect(readText('package-lock.json')).not.toMatch(/"resolved": "(?!https:\/\/registry\.npmjs\.org\/)/);
    expect(readText('.npmrc')).not.toMatch(/registry|_auth|proxy/i);
  });

  it('its top level holds what is named and nothing else', () => {
    const top = [...new Set(repositoryFiles().map((path) => path.split('/')[0] ?? ''))];
    expect(top.filter((name) => !TOP_LEVEL.test(name) && !ALLOWED_FILES.includes(name))).toEqual([]);
  });
});
