import { describe, expect, it } from 'vitest';
import { exportedNames, forbiddenPhrases, misusedWords, pathNames } from '#infra/checks/glossary-words';
import { readText, repositoryFiles } from '#infra/checks/tracked-files';

const phrases = forbiddenPhrases(readText('docs/glossary.md'));
const files = repositoryFiles().filter((path) => /^functions\/(domain|[1-4]-[a-z]+)\/.*\.tsx?$/.test(path));

describe('one word per thing', () => {
  it('the glossary forbids words, without those that programming needs', () => {
    expect(phrases).toContainEqual(['supplier']);
    expect(phrases).toContainEqual(['magic', 'link']);
    expect(phrases.flat()).not.toContain('file');
  });

  it.each(files)('%s is named and exports in the glossary’s words', (path) => {
    expect(misusedWords([...pathNames(path), ...exportedNames(readText(path))], phrases)).toEqual([]);
  });

  it.each([
    ['purge-deliverables', 'purge'],
    ['SupplierId', 'supplier'],
    ['sendMagicLinks', 'magic link'],
    ['OPEN_TICKETS', 'ticket'],
  ])('a name such as %s would be found', (name, word) => {
    expect(misusedWords([name], phrases)).toContainEqual({ name, word });
  });

  it.each(['acknowledgedAt', 'showcase', 'projection', 'customs-border', 'backlogic'])(
    'a longer word that holds a forbidden one is left alone: %s',
    (name) => {
      expect(misusedWords([name], phrases)).toEqual([]);
    },
  );

  it('what a module exports is found however it is written', () => {
    const source = 'export const a = 1;\nexport async function b() {}\nexport type { C, D as E };\nconst f = 2;\n';
    expect(exportedNames(source)).toEqual(['a', 'b', 'C', 'E']);
  });
});
