import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const TEXT = /\.(tsx?|mts|cjs|json|md|eml|txt|ya?ml)$|(^|\/)(run|LICENSE|\.[a-z]+rc|\.gitignore)$/;
/** Written by npm, and not read by people. */
const WRITTEN_BY_TOOLS = ['package-lock.json'];

/**
 * Every file that belongs to the repository, by its path from the root: what git tracks and what it would track. In a copy
 * without git, what `.gitignore` does not leave out.
 */
export const repositoryFiles = (): string[] => {
  try {
    return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    })
      .split('\0')
      .filter((path) => path !== '' && existsSync(join(ROOT, path)))
      .sort();
  } catch {
    return filesUnder('').sort();
  }
};

const filesUnder = (folder: string): string[] => {
  const left = new Set(['.git', ...ignoredFolders()]);
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return left.has(entry.name) ? [] : filesUnder(path);
    return entry.isFile() && !entry.name.endsWith('.log') ? [path] : [];
  });
};

const ignoredFolders = (): string[] =>
  readFileSync(join(ROOT, '.gitignore'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('/'))
    .map((line) => line.slice(0, -1));

/** The files that people write and read, with their text. */
export const textFiles = (): { path: string; text: string }[] =>
  repositoryFiles()
    .filter((path) => TEXT.test(path) && !WRITTEN_BY_TOOLS.includes(path))
    .map((path) => ({ path, text: readText(path) }));

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
