import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** They put something else in a module's place, or in that of its time and luck; those that take long besides are begun first. */
const OWN_MODULES = [
  'test/browser/english-refusals.test.ts',
  'test/plugin-host/rebinding.test.ts',
  'test/world/*.test.ts',
];

export default defineConfig({
  // '#plugin-api' means the sources here, the build in production.
  ssr: { resolve: { conditions: ['development'] } },
  resolve: { conditions: ['development'] },
  test: {
    pool: 'forks',
    // Most objects of a test die young: with room for them the garbage collector has less to carry about.
    execArgv: ['--max-semi-space-size=64'],
    // Nearly half of the time a test waits for a process, a page or the database.
    maxWorkers: availableParallelism() + 2,
    globalSetup: './test/support/global-setup.ts',
    reporters: ['default', './test/support/left-out-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'own modules', include: OWN_MODULES } },
      {
        extends: true,
        test: {
          name: 'shared modules',
          include: [
            'test/**/*.test.ts',
            'plugins/*/test/*.test.ts',
            'scripts/plugin-template/test/*.test.ts',
          ],
          exclude: OWN_MODULES,
          // The sources are loaded once in each worker, not once for each file.
          isolate: false,
        },
      },
    ],
  },
});
