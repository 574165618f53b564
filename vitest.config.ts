import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // '#plugin-api' means the sources here, the build in production.
  ssr: { resolve: { conditions: ['development'] } },
  resolve: { conditions: ['development'] },
  test: {
    include: ['test/**/*.test.ts', 'plugins/*/test/*.test.ts', 'scripts/plugin-template/test/*.test.ts'],
    pool: 'forks',
    // Half of the time a test waits for a process, a page or the database: a core is never left to one of them alone.
    maxWorkers: Math.max(2, availableParallelism()),
    globalSetup: './test/support/global-setup.ts',
    reporters: ['default', './test/support/left-out-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
