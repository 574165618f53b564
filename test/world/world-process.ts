import { type ChildProcess, fork } from 'node:child_process';
import { nothing, type WorldResult } from './world.ts';

/** A new one is slow: Node.js compiles what it runs often, and it takes some sixty worlds until all that is worth it is compiled. */
const WORLDS_EACH = 2_000;

/** A process that makes one world after the other: what Node.js has learned about the code with one serves the next. */
export class WorldProcess {
  private child: ChildProcess | null = null;
  private made = 0;

  /** `file`: a module that answers each seed that it is sent with a WorldResult. */
  constructor(
    private readonly file: string,
    private readonly args: readonly string[],
  ) {}

  /** One at a time. Where the process dies over a seed, that is what is wrong with it, and the next one has another. */
  run(seed: number): Promise<WorldResult> {
    if (this.made >= WORLDS_EACH) this.end();
    this.child ??= fork(this.file, this.args, { execArgv: process.execArgv });
    this.made += 1;
    const { child } = this;
    return new Promise((resolve, reject) => {
      const died = (code: number | null) => {
        this.forget();
        resolve({ ...nothing(seed), wrongs: [`the process ended with ${code}`] });
      };
      child.once('exit', died);
      child.once('error', reject);
      child.once('message', (result) => {
        child.off('exit', died);
        child.off('error', reject);
        resolve(result as WorldResult);
      });
      child.send(seed);
    });
  }

  end(): void {
    this.child?.disconnect();
    this.forget();
  }

  private forget(): void {
    this.child = null;
    this.made = 0;
  }
}
