import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One name for what lies in these files and folders (relative to `root`) just now: the same sources, the same name.
 * A path that does not exist counts as empty. `recipe` is whatever else decides what is made of them.
 */
export function sourceHash(root: string, paths: readonly string[], recipe = ''): string {
  const hash = createHash('sha256').update(recipe);
  for (const path of paths) {
    for (const file of filesUnder(root, path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function filesUnder(root: string, path: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesUnder(root, join(path, name)));
}
