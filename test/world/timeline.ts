import type { Clock } from '../../src/shared/clock.ts';
import type { Timer, Timers } from '../../src/shared/timers.ts';
import type { Dice } from './dice.ts';

interface Happening {
  at: number;
  /** Which of two of one moment comes first is chance. */
  lot: number;
  run(): void;
  isOff: boolean;
}

/** Where the simulated time begins: a Sunday in March 2026, noon in Shanghai. */
const BEGIN = Date.UTC(2026, 2, 1, 4);

/** All that will happen, by its time. Nothing waits for real time: the next thing happens at once, and then it is that late. */
export class Timeline implements Clock {
  /** ms since the beginning. */
  elapsed = 0;
  /** Grows with whatever is begun: as long as it grows, something is under way. */
  activity = 0;
  private heap: Happening[] = [];

  constructor(private readonly dice: Dice) {}

  /** The right time, UTC ms. */
  now(): number {
    return BEGIN + this.elapsed;
  }

  after(ms: number, run: () => void): Timer {
    this.activity += 1;
    const at = this.elapsed + Math.max(0, ms);
    const happening = { at, lot: this.dice.fraction(), run, isOff: false };
    this.push(happening);
    return {
      cancel() {
        happening.isOff = true;
      },
    };
  }

  /** Resolves `ms` later. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** When the next thing happens; null: nothing will. */
  nextAt(): number | null {
    while (this.heap[0]?.isOff) this.pop();
    return this.heap[0]?.at ?? null;
  }

  /** Lets the next thing happen. */
  step(): void {
    const next = this.nextAt() === null ? undefined : this.pop();
    if (!next) return;
    this.elapsed = Math.max(this.elapsed, next.at);
    this.activity += 1;
    next.run();
  }

  private push(happening: Happening): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(happening);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!comesBefore(happening, heap[above] as Happening)) break;
      heap[at] = heap[above] as Happening;
      at = above;
    }
    heap[at] = happening;
  }

  private pop(): Happening | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && comesBefore(heap[below + 1] as Happening, heap[below] as Happening))
        below += 1;
      if (!comesBefore(heap[below] as Happening, last)) break;
      heap[at] = heap[below] as Happening;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function comesBefore(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.lot < other.lot);
}

/** Waiting in the simulated time, for whoever `lives`: what waits for a dead one never happens. */
export function timersFor(timeline: Timeline, lives: () => boolean): Timers {
  const alive = (run: () => void) => () => {
    if (lives()) run();
  };
  return {
    after: (ms, run) => timeline.after(ms, alive(run)),
    every(ms, run) {
      let timer: Timer;
      const again = () => {
        timer = timeline.after(ms, () => {
          if (!lives()) return;
          again();
          run();
        });
      };
      again();
      return { cancel: () => timer.cancel() };
    },
    nextTurn: (run) => void timeline.after(0, alive(run)),
    elapsed: () => timeline.elapsed,
  };
}
