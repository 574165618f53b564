import type { Timer } from '../../../src/shared/timers.ts';
import type { WorldTime } from '../surroundings.ts';

/** The time of a twin goes by for everybody. Once it is stopped, nothing that waits ever happens. */
export class RealTime implements WorldTime {
  private readonly begun = performance.now();
  private readonly waiting = new Set<NodeJS.Timeout>();
  private isOver = false;

  get elapsed(): number {
    return performance.now() - this.begun;
  }

  now(): number {
    return Date.now();
  }

  after(ms: number, run: () => void): Timer {
    if (this.isOver) return { cancel() {} };
    const timer = setTimeout(
      () => {
        this.waiting.delete(timer);
        run();
      },
      Math.max(0, ms),
    );
    this.waiting.add(timer);
    return {
      cancel: () => {
        clearTimeout(timer);
        this.waiting.delete(timer);
      },
    };
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  stop(): void {
    this.isOver = true;
    for (const timer of this.waiting) clearTimeout(timer);
    this.waiting.clear();
  }
}
