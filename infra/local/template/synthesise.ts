import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readIfPresent } from '../process/atomic-file.ts';
import { cached } from './cache.ts';
import { sourceHash } from './source-hash.ts';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()).optional() });

/** What decides the template. A domain file that the stacks read counts too: which parties there are makes keys and buckets. */
const templateSources = [
  'infra/app.ts',
  'infra/stacks',
  'infra/constructs',
  'functions/domain/parties.ts',
  'statemachines',
  'cdk.json',
  'package-lock.json',
];

/**
 * Synthesises `infra/app.ts` under `root` as the CDK command does, but without bundling, or takes what the same sources gave
 * the last time.
 *
 * In a child: the CDK library takes a second to load and is needed only when a source has changed.
 * @param signal ends the child early.
 * @returns the folder of the cloud assembly (cdk.out).
 */
export function synthesise(root: string, cache: string, signal?: AbortSignal): Promise<string> {
  return cached(join(cache, 'templates'), sourceHash(root, templateSources), async (outdir) => {
    const cdkJson = CdkJson.parse(JSON.parse(readIfPresent(join(root, 'cdk.json')) ?? '{}'));
    const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', join(root, 'infra/app.ts')], {
      cwd: root,
      signal,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        CDK_OUTDIR: outdir,
        CDK_CONTEXT_JSON: JSON.stringify(context),
      },
    });
  });
}
