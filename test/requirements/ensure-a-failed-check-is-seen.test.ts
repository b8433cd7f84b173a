import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runStep } from '#infra/checks/run-step';
import { testFigures } from '#infra/checks/test-figures';

const folder = mkdtempSync(join(tmpdir(), 'resursdelning-figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = (script: string) => ({ name: 'a step', command: process.execPath, args: ['-e', script] });

describe('a check that fails is seen', () => {
  it('by its exit code, with what it said on both streams', async () => {
    const { passed, output } = await runStep(
      node("console.log('so far'); console.error('no further'); process.exit(3)"),
    );
    expect(passed).toBe(false);
    expect(output).toContain('so far');
    expect(output).toContain('no further');
  });

  it('when a signal ends it, and when it cannot be started at all', async () => {
    expect(await runStep(node("process.kill(process.pid, 'SIGKILL')"))).toMatchObject({ passed: false });
    expect(await runStep({ name: 'a step', command: join(folder, 'missing'), args: [] })).toMatchObject({
      passed: false,
    });
  });

  it('and one that holds has passed', async () => {
    expect(await runStep(node(''))).toMatchObject({ passed: true, output: '' });
  });

  const report = join(folder, 'report.json');
  const figuresOf = (testResults: { status: string; assertionResults: { status: string }[] }[]): string => {
    writeFileSync(
      report,
      JSON.stringify({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1, testResults }),
    );
    return testFigures(report);
  };

  it('the figures are the runner’s own, and what it left to do counts as skipped', () => {
    const failedTest = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
    expect(figuresOf([failedTest])).toBe('7 passed, 2 failed, 4 skipped');
  });

  it('a file that failed before its tests counts as a failure', () => {
    expect(figuresOf([{ status: 'failed', assertionResults: [] }])).toBe('7 passed, 3 failed, 4 skipped');
    expect(figuresOf([{ status: 'failed', assertionResults: [{ status: 'skipped' }] }])).toBe(
      '7 passed, 3 failed, 4 skipped',
    );
  });

  it('a run that wrote no report has passed nothing', () => {
    expect(testFigures(join(folder, 'none.json'))).toBe('0 passed, 0 failed, 0 skipped');
  });
});
