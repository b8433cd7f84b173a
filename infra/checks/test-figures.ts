import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** As much as we read of the report that the test runner writes. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/**
 * The runner's own figures in one line. A file that failed before any of its tests could, such as one that does not load,
 * counts as one that failed: the runner counts its tests as none, or as skipped.
 *
 * @param file its report as JSON; a run that wrote none has passed nothing.
 */
export const testFigures = (file: string): string => {
  if (!existsSync(file)) return '0 passed, 0 failed, 0 skipped';
  const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  const failedFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + failedFiles;
  return `${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests + report.numTodoTests} skipped`;
};
