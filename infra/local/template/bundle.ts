import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { REQUIRE_BANNER } from '../../constructs/require-banner.ts';
import { HomeTrouble } from '../process/trouble.ts';
import { cached } from './cache.ts';
import { sourceHash } from './source-hash.ts';

/** What a function is made of: its entry, and files that lie beside the bundle (paths from the root of the project). */
export interface BundleSource {
  name: string;
  entry: string;
  assets: readonly string[];
}

/** The same as in AWS (infra/constructs/bundle.ts), for the same code. */
const options = [
  '--bundle',
  '--platform=node',
  '--target=node24',
  '--format=esm',
  '--out-extension:.js=.mjs',
  '--main-fields=module,main',
  '--minify-whitespace',
  '--minify-syntax',
  `--banner:js=${REQUIRE_BANNER}`,
  '--log-level=error',
  '--color=false',
];

/**
 * Bundles the handlers as the deployed ones are (ES module, Node 24, nothing external), all in one run of esbuild, or takes
 * what the same sources gave the last time.
 * @param signal ends the building early.
 * @returns the folder that holds `<function>/index.mjs` and the assets beside it.
 */
export function bundle(
  root: string,
  cache: string,
  functions: readonly BundleSource[],
  signal?: AbortSignal,
): Promise<string> {
  const assets = functions.flatMap((fn) => fn.assets);
  const sources = ['functions', ...assets, 'package.json', 'package-lock.json', 'tsconfig.json'];
  const name = sourceHash(root, sources, JSON.stringify([functions, options]));
  return cached(join(cache, 'functions'), name, async (outdir) => {
    const entries = functions.map(({ name, entry }) => `${name}/index=${entry}`);
    await runEsbuild(root, [...entries, `--outdir=${outdir}`, ...options], signal);
    for (const fn of functions) {
      const beside = join(outdir, fn.name);
      mkdirSync(beside, { recursive: true });
      for (const asset of fn.assets) cpSync(join(root, asset), join(beside, basename(asset)), { recursive: true });
    }
  });
}

/** As a program of its own: the library's service would stay beside us, with a gigabyte of what it has read. */
async function runEsbuild(root: string, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const program = createRequire(import.meta.url).resolve('esbuild/bin/esbuild');
  try {
    await promisify(execFile)(program, [...args], { cwd: root, signal });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    // The message, and below it file, line and column.
    const lines = said.split('\n').map((line) => line.trim());
    const reason = lines
      .filter((line) => line !== '')
      .slice(0, 2)
      .join(' ');
    throw new HomeTrouble(
      {
        sv: ['Funktionerna går inte att bygga.', reason],
        en: ['The functions cannot be built.', 'mend the sources and start again'],
      },
      { cause: error },
    );
  }
}
