import type { Clock } from '../../src/shared/clock.ts';
import type { Dice } from './dice.ts';
import type { Happenings } from './happenings.ts';
import type { Timeline } from './timeline.ts';
import type { Truth } from './truth.ts';

const SECOND = 1_000;
/** So long after it was set some still go by what it was before. */
const SET_LATELY_MS = 20 * 60 * SECOND;

/** The machine's clock: mostly right; in a few worlds it jumps, forward or back, and is set right in the end. */
export class MachineClock implements Clock {
  /** How far it is ahead, ms. */
  offMs = 0;
  jumps = 0;
  private setAt = Number.NEGATIVE_INFINITY;
  private isCalm = false;

  constructor(private readonly deps: { timeline: Timeline; truth: Truth }) {}

  now(): number {
    return this.deps.timeline.now() + this.offMs;
  }

  /** A moment by this clock, in right time. */
  inTruth(at: number): number {
    return at - this.offMs;
  }

  /** What it was wrong about may still matter. */
  get isDoubted(): boolean {
    return this.offMs !== 0 || this.deps.timeline.elapsed < this.setAt + SET_LATELY_MS;
  }

  wander(dice: Dice, happenings: Happenings): void {
    if (!dice.chance(0.06)) return;
    const next = (number: number) => {
      this.deps.timeline.after(dice.between(20, 240) * SECOND, () => {
        const off = dice.pick([0, dice.between(-5, 5), dice.between(-30, 30), dice.between(-240, 240)]);
        if (this.isCalm || !happenings.happens(`the machine's clock jumps, ${number}`)) return;
        this.jump(off * SECOND);
        if (number < 4) next(number + 1);
      });
    };
    next(1);
  }

  /** It is set right, and stays so. */
  calm(): void {
    this.isCalm = true;
    if (this.offMs !== 0) this.jump(0);
  }

  private jump(offMs: number): void {
    const { truth, timeline } = this.deps;
    const byMs = offMs - this.offMs;
    truth.tell(() => `the machine's clock jumps by ${byMs / SECOND} s, and is ${offMs / SECOND} s ahead`);
    this.offMs = offMs;
    this.setAt = timeline.elapsed;
    this.jumps += 1;
    // What it has promised by its clock comes so much sooner, or later.
    for (const { shown } of truth.orders) {
      for (const one of shown) {
        if (one.expiresAt > timeline.now()) one.expiresAt -= byMs;
        if (one.heldUntil > timeline.now()) one.heldUntil -= byMs;
      }
    }
  }
}
