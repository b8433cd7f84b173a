import { basename } from 'node:path';

/** A name that says something the glossary has another word for. */
export interface MisusedWord {
  name: string;
  word: string;
}

const LAST_COLUMN = 'never call it';
/** A row of legal roles, which no name may carry: that is a rule about meaning, and `processor` means other things too. */
const NOT_WORDS = 'never in code names';

/**
 * The words and phrases that the glossary's last column forbids, each as its words in lower case. Those in parentheses are
 * reminders only, since programming needs them too.
 *
 * @throws Error when there is no such column: a check that reads nothing would always pass.
 */
export const forbiddenPhrases = (glossary: string): string[][] => {
  const rows = glossary
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  if (rows[0]?.at(-1) !== LAST_COLUMN) throw new Error(`The glossary's last column is not «${LAST_COLUMN}»`);
  return rows
    .slice(2)
    .map((row) => row.at(-1) ?? '')
    .filter((cell) => cell !== NOT_WORDS)
    .flatMap((cell) => cell.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '' && !word.startsWith('('))
    .map((phrase) => wordsOf(phrase));
};

/** The whole words of a kebab-case, camelCase, PascalCase or SNAKE_CASE name, in lower case and in the singular. */
export const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => singular(word.toLowerCase()));

/** Rough, and the same for the glossary and the names: `queries` and `query`, `tickets` and `ticket` meet. */
const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');

/** Which of the names carry a forbidden phrase, as whole words next to each other. */
export const misusedWords = (names: readonly string[], phrases: readonly string[][]): MisusedWord[] =>
  names.flatMap((name) => {
    const words = wordsOf(name);
    return phrases
      .filter((phrase) => words.some((_, at) => phrase.every((word, i) => words[at + i] === word)))
      .map((phrase) => ({ name, word: phrase.join(' ') }));
  });

const DECLARED = /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|type|interface) (\w+)/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}/gm;

/** What a module exports, by name, read from its text. */
export const exportedNames = (source: string): string[] => [
  ...[...source.matchAll(DECLARED)].flatMap(([, name]) => name ?? []),
  ...[...source.matchAll(LISTED)].flatMap(([, list]) =>
    (list ?? '')
      .split(',')
      .map(
        (one) =>
          one
            .trim()
            .split(/\s+as\s+/)
            .at(-1) ?? '',
      )
      .filter((name) => name !== ''),
  ),
];

/** The names a file gives: its own and those of its folders. */
export const pathNames = (path: string): string[] => [
  ...path.split('/').slice(0, -1),
  basename(path).replace(/\.[a-z.]+$/, ''),
];
