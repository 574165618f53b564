import cron from 'node-cron';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';

/** Something that is done again and again. It is bounded, and ends early when the signal says so. */
export interface Job {
  name: string;
  /** With seconds: "* * * * * *" is every second. */
  cron: string;
  run(signal: AbortSignal): Promise<unknown>;
}

export interface LastRun {
  startedAt: number;
  endedAt: number | null;
  error: string | null;
}

/** node-cron with three promises: a job never overlaps itself, a failure is logged and forgotten, stop() waits. */
export class Scheduler {
  private readonly stopping = new AbortController();
  private readonly running = new Map<string, Promise<void>>();
  private readonly last = new Map<string, LastRun>();
  private tasks: { stop(): unknown }[] = [];

  constructor(
    private readonly jobs: Job[],
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    this.tasks = this.jobs.map((job) =>
      cron.schedule(job.cron, () => this.run(job.name), { timezone: 'UTC' }),
    );
  }

  /** Runs the job now, or waits for the run that is under way. */
  run(name: string): Promise<void> {
    const underWay = this.running.get(name);
    if (underWay) return underWay;
    const job = this.jobs.find((one) => one.name === name);
    if (!job) throw new Error(`no job is called ${name}`);
    const run = this.runOnce(job).finally(() => this.running.delete(name));
    this.running.set(name, run);
    return run;
  }

  lastRuns(): ReadonlyMap<string, LastRun> {
    return this.last;
  }

  /** No run starts any more; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const task of this.tasks) await task.stop();
    await Promise.all(this.running.values());
  }

  private async runOnce(job: Job): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const run: LastRun = { startedAt: this.clock.now(), endedAt: null, error: null };
    this.last.set(job.name, run);
    try {
      await job.run(this.stopping.signal);
    } catch (error) {
      run.error = error instanceof Error ? error.message : String(error);
      this.log.error({ job: job.name, err: error }, 'job_failed');
    }
    run.endedAt = this.clock.now();
  }
}
