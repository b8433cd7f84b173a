// npm run check: everything that a change must pass, one line each; what a failed step said is shown, the others still run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckStep, runStep } from './run-step.ts';
import { testFigures } from './test-figures.ts';

const scratch = mkdtempSync(join(tmpdir(), 'resursdelning-check-'));
const report = join(scratch, 'tests.json');

const STEPS: CheckStep[] = [
  { name: 'format and lint', command: 'biome', args: ['ci', '--colors=off', '.'] },
  { name: 'types', command: 'tsc', args: ['--pretty', 'false'] },
  { name: 'who may import whom', command: 'depcruise', args: ['functions', 'infra'] },
  { name: 'nothing unused', command: 'knip', args: ['--no-progress'] },
  {
    name: 'stacks, with cdk-nag',
    command: 'cdk',
    args: ['synth', '-q', '--no-notices', '--no-version-reporting', '--output', join(scratch, 'cdk.out')],
    env: { CDK_DISABLE_CLI_TELEMETRY: 'true' },
  },
  {
    name: 'tests (npm test)',
    command: 'npm',
    args: ['test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  },
];

const failed: string[] = [];
try {
  for (const step of STEPS) {
    process.stdout.write(`… ${step.name}\n`);
    const { passed, seconds, output } = await runStep(step);
    if (!passed) {
      failed.push(step.name);
      process.stdout.write(`${output.trimEnd()}\n`);
    }
    process.stdout.write(`${passed ? '✓' : '✗'} ${step.name} (${seconds.toFixed(1)} s)\n`);
  }
  process.stdout.write(failed.length === 0 ? 'Everything holds.\n' : `Failed: ${failed.join(', ')}.\n`);
  process.stdout.write(`${testFigures(report)}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed.length === 0 ? 0 : 1;
