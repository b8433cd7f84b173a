import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** As much as we read of the report that the test runner writes. */
const Report = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

/**
 * The runner's own figures in one line.
 *
 * @param file its report as JSON; a run that wrote none has passed nothing.
 */
export const testFigures = (file: string): string => {
  if (!existsSync(file)) return '0 passed, 0 failed, 0 skipped';
  const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  const skipped = report.numPendingTests + report.numTodoTests;
  return `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`;
};
