import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, stop } from 'esbuild';
import { HomeTrouble } from '../process/trouble.ts';
import { cached } from './cache.ts';
import { sourceHash } from './source-hash.ts';

/** What a function is made of: its entry, and files that lie beside the bundle (paths from the root of the project). */
export interface BundleSource {
  name: string;
  entry: string;
  assets: readonly string[];
}

/**
 * Bundles the handlers as the deployed ones are (ES module, Node 24, nothing external), all in one run of esbuild, or takes
 * what the same sources gave the last time.
 * @returns the folder that holds `<function>/index.mjs` and the assets beside it.
 */
export function bundle(root: string, cache: string, functions: readonly BundleSource[]): Promise<string> {
  const assets = functions.flatMap((fn) => fn.assets);
  const sources = ['functions', ...assets, 'package.json', 'package-lock.json', 'tsconfig.json'];
  const name = sourceHash(root, sources, JSON.stringify(functions));
  return cached(join(cache, 'functions'), name, async (outdir) => {
    await build({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(functions.map(({ name, entry }) => [`${name}/index`, entry])),
      outdir,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      mainFields: ['module', 'main'],
      minifyWhitespace: true,
      minifySyntax: true,
      // Packages in the older format ask for Node's own modules with require().
      banner: {
        js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
      },
      logLevel: 'silent',
    }).catch((error: unknown) => {
      throw sourcesBroken(error);
    });
    // Its service would stay beside us, idle.
    await stop();
    for (const fn of functions) {
      const beside = join(outdir, fn.name);
      mkdirSync(beside, { recursive: true });
      for (const asset of fn.assets) cpSync(join(root, asset), join(beside, basename(asset)), { recursive: true });
    }
  });
}

/** esbuild's message names file, line and reason. */
const sourcesBroken = (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  return new HomeTrouble(
    {
      sv: ['Funktionerna går inte att bygga.', reason],
      en: ['The functions cannot be built.', 'mend the sources and start again'],
    },
    { cause: error },
  );
};
