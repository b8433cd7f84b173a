import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Measurement } from './intake.ts';

type HomeProcesses = typeof import('../infra/local/cli/home-process.ts');

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What a home is started from; without the cache that an earlier start left. */
const SOURCES = [
  'functions',
  'infra',
  'statemachines',
  'package.json',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
];
const LIMIT_SECONDS = 15;

/**
 * Measures how long the local home takes until every door answers: cold, as the first start after `npm ci`, and warm, with
 * the templates and bundles that the first start made.
 *
 * A copy of the sources is started, so that a home in the repository keeps its cache and its data.
 */
export const benchStart = async (): Promise<Measurement[]> => {
  const copy = mkdtempSync(join(tmpdir(), 'resursdelning-bench-'));
  const from = process.cwd();
  try {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    // The home's process inherits the folder, and finds its compiler settings there.
    process.chdir(copy);
    const module = pathToFileURL(join(copy, 'infra/local/cli/home-process.ts')).href;
    const { startHomeProcess } = (await import(module)) as HomeProcesses;

    const seconds = async (): Promise<number> => {
      const began = performance.now();
      const home = await startHomeProcess();
      const took = (performance.now() - began) / 1000;
      await home.stop({ remove: true });
      return Number(took.toFixed(2));
    };
    return [
      { name: 'cold start of the local home', value: await seconds(), unit: 's', limit: LIMIT_SECONDS },
      { name: 'warm start of the local home', value: await seconds(), unit: 's', limit: LIMIT_SECONDS },
    ];
  } finally {
    process.chdir(from);
    rmSync(copy, { recursive: true, force: true });
  }
};
