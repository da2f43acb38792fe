import { defineConfig } from 'vitest/config';

const fastPath = 'test/support/build-fast-path.ts';
const globalSetup = [fastPath, 'test/support/global-setup.ts'];

/** Unit tests are pure and quick; integration and e2e tests run real labs, so they may take longer. */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', globalSetup: [fastPath], include: ['test/unit/**/*.test.ts'], testTimeout: 10_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          globalSetup,
          include: ['test/integration/**/*.test.ts'],
          exclude: ['test/integration/docker/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          globalSetup,
          include: ['test/integration/docker/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // After all others and one file after the other: twenty labs at once leave no machine for anybody's time limits.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          globalSetup,
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
