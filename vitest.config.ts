import { defineConfig } from 'vitest/config';

/** One folder under test/ is one project: `npx vitest run --project domain`. */
const project = (name: string, testTimeout: number, more: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], testTimeout, hookTimeout: testTimeout, ...more },
});

/** Tests that start whole homes run one file at a time, after all the others: a home keeps two cores busy by itself. */
const alone = (groupOrder: number) => ({ fileParallelism: false, sequence: { groupOrder } });

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    expect: { requireAssertions: true },
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      project('domain', 5_000),
      project('documents', 20_000),
      project('functions', 10_000),
      project('portal', 20_000),
      project('statemachines', 20_000),
      project('infra', 60_000),
      project('requirements', 120_000),
      project('journeys', 600_000, alone(1)),
      project('browser', 240_000, { ...alone(2), globalSetup: 'test/support/chromium.ts' }),
    ],
  },
});
