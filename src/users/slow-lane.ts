import { MINUTE, SECOND } from '../shared/clock.ts';
import { elapsed, pause } from '../shared/timers.ts';

/** Does the work when its turn comes; undefined: too many wait already, nothing was done. */
export type SlowLane = <T>(work: () => Promise<T>) => Promise<T | undefined>;

export interface SlowLaneLimits {
  /** How many may wait. */
  places: number;
  /** So many go one after another; the next ones with a pause between them. */
  withoutPause: number;
  pauseMs: number;
  /** After this long without anybody, the count begins anew. */
  forgetAfterMs: number;
}

const usual: SlowLaneLimits = {
  places: 20,
  withoutPause: 200,
  pauseMs: SECOND,
  forgetAfterMs: 15 * MINUTE,
};

/**
 * One at a time, so that guessing passwords is slow and costs this machine little, while nobody is turned away for
 * what others did. The pause bounds a guesser who stays to some ten thousands a day.
 */
export function createSlowLane(limits: SlowLaneLimits = usual): SlowLane {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let done = 0;
  let doneAt = 0;

  return async (work) => {
    if (waiting >= limits.places) return undefined;
    waiting += 1;
    const turn = last.then(async () => {
      if (elapsed() - doneAt > limits.forgetAfterMs) done = 0;
      if (done >= limits.withoutPause) await pause(limits.pauseMs);
      try {
        return await work();
      } finally {
        waiting -= 1;
        done += 1;
        doneAt = elapsed();
      }
    });
    last = turn.catch(() => {});
    return turn;
  };
}
