import { defineConfig } from 'vitest/config';

export default defineConfig({
  // '#plugin-api' means the sources here, the build in production.
  ssr: { resolve: { conditions: ['development'] } },
  resolve: { conditions: ['development'] },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    reporters: ['default', './test/support/left-out-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
