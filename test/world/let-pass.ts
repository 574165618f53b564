import type { Machine } from './machine.ts';
import type { Timeline } from './timeline.ts';

/** Lets all happen that happens until then, one thing after the other, each with all that follows from it at once. */
export async function letPass(timeline: Timeline, machine: Machine, end: number): Promise<void> {
  for (;;) {
    await settle(timeline, machine);
    const next = timeline.nextAt();
    if (next === null || next > end) break;
    timeline.step();
  }
  timeline.elapsed = Math.max(timeline.elapsed, end);
}

/** Until what was begun waits for time to go by, or is done. */
async function settle(timeline: Timeline, machine: Machine): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 2; ) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    // What takes real time, as a start does, holds the simulated time.
    const mayGoOn = machine.busy === 0 || (timeline.nextAt() ?? Number.POSITIVE_INFINITY) <= timeline.elapsed;
    // Where no request is on its way all that goes on waits for promises, and those are done within one turn.
    if (mayGoOn && machine.asked === 0) return;
    quiet = before === timeline.activity && mayGoOn ? quiet + 1 : 0;
    before = timeline.activity;
  }
}
