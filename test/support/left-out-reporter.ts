import type { Reporter, TestModule } from 'vitest/node';
import { missingParts } from './requirements.ts';

/** Says in a run's last lines which parts were missing and which suites were therefore left out. */
export default class LeftOutReporter implements Reporter {
  private lines: string[] = [];

  constructor() {
    // The default reporter prints its summary at the end of the run; what was left out must stand below it.
    process.once('exit', () => {
      if (this.lines.length > 0) process.stdout.write(`${this.lines.join('\n')}\n`);
    });
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const skipped = modules.flatMap((module) => {
      const count = [...module.children.allTests('skipped')].length;
      return count > 0 ? [`  ${module.relativeModuleId}: ${count} test(s)`] : [];
    });
    this.lines = skipped.length > 0 ? ['', ' Left out of this run:', ...reasons(), ...skipped, ''] : [];
  }
}

function reasons(): string[] {
  try {
    return missingParts().map((part) => `  ${part}`);
  } catch (error) {
    return [`  ${(error as Error).message}`];
  }
}
