import type { Dice } from './dice.ts';
import type { Machine } from './machine.ts';
import type { MachineClock } from './machine-clock.ts';
import type { Net } from './network.ts';
import type { Timeline } from './timeline.ts';
import type { Truth } from './truth.ts';

/** The time of a world: the simulated one, or the real one. */
export type WorldTime = Pick<Timeline, 'elapsed' | 'now' | 'after' | 'pause'>;

/** What everybody in a world has: the time, the ways to the machine, and the book of what really happens. */
export interface Surroundings {
  timeline: WorldTime;
  net: Net;
  machine: Pick<Machine, 'host' | 'use' | 'mayFail'> & { clock: Pick<MachineClock, 'inTruth' | 'isDoubted'> };
  truth: Truth;
  /** One's own, so that what others do does not change one's chances. */
  dice: Dice;
}
