import { dirname, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, repositoryFiles } from '#infra/checks/tracked-files';

const files = repositoryFiles();
const folders = new Set(
  files
    .map((path) => dirname(path))
    .flatMap((path) => path.split('/').map((_, i, all) => all.slice(0, i + 1).join('/'))),
);
const known = new Set([...files, ...folders]);
const documents = files.filter((path) => path.endsWith('.md'));

/** Links to files of the repository, and paths from its root that are written as code. */
const pathsIn = (document: string, text: string): string[] => [
  ...[...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, to = '']) =>
    posix.normalize(posix.join(posix.dirname(document), to)).replace(/\/$/, ''),
  ),
  ...[...text.matchAll(/`((?:docs|functions|infra|statemachines|test|bench)\/[\w./-]*\.(?:tsx?|md|json))`/g)].map(
    ([, path = '']) => path,
  ),
];

describe('what the documents point at exists', () => {
  it.each(documents)('%s', (document) => {
    expect(pathsIn(document, readText(document)).filter((path) => !known.has(path))).toEqual([]);
  });

  it('and a link that leads nowhere would be found', () => {
    const text = 'See [the words](glossary.md), [all](../test/) and `infra/app.ts`, not <https://example.org>.';
    expect(pathsIn('docs/a.md', text)).toEqual(['docs/glossary.md', 'test', 'infra/app.ts']);
    expect(known.has('docs/nowhere.md')).toBe(false);
  });
});
