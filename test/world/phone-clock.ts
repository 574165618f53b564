import type { Dice } from './dice.ts';
import type { Happenings } from './happenings.ts';
import type { WorldTime } from './surroundings.ts';
import type { Truth } from './truth.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const CHINA = 8 * 60;
/** Beyond it what a phone signs is refused. */
const REFUSED_MS = 4.5 * MINUTE;
/** So long after it was set the house may still go by what it was before. */
const SET_LATELY_MS = 20 * MINUTE;

/** A phone's clock and zone: mostly right. */
export class PhoneClock {
  private offMs = 0;
  private zone = CHINA;
  private setAt = Number.NEGATIVE_INFINITY;
  private isCalm = false;

  constructor(private readonly deps: { timeline: WorldTime; truth: Truth; name: string }) {}

  /** What it shows, ms. */
  now(): number {
    return this.deps.timeline.now() + this.offMs;
  }

  /** A moment by this clock, as the phone writes it. */
  write(at: number): string {
    return new Date(at + this.zone * MINUTE).toISOString().slice(0, 19).replace('T', ' ');
  }

  /** The house may not be able to tell when something was received, or refuses what it sends. */
  get isDoubted(): boolean {
    const isWrong = this.zone !== CHINA || Math.abs(this.offMs) > REFUSED_MS;
    return isWrong || this.deps.timeline.elapsed < this.setAt + SET_LATELY_MS;
  }

  /** One of a few phones: wrong from the beginning, set wrong or right later, in another zone. */
  wander(dice: Dice, happenings: Happenings): void {
    const { timeline, name } = this.deps;
    const isOff = dice.chance(0.12);
    const isElsewhere = dice.chance(0.05);
    const isSet = (isOff || isElsewhere) && dice.chance(0.5);
    const offMs =
      dice.pick([dice.between(-240, 240), dice.between(-240, 240), dice.between(-200, 200) * 60]) * SECOND;
    const zone = dice.pick([0, 420, 540, 480 - 570]);
    const first = { offMs: isOff ? offMs : 0, zone: isElsewhere ? zone : CHINA };
    if ((isOff || isElsewhere) && happenings.happens(`the clock of ${name}`)) Object.assign(this, first);
    if (!isSet) return;
    const other = dice.pick([0, dice.between(-240, 240) * SECOND, 3_600 * SECOND]);
    timeline.after(dice.between(30, 300) * SECOND, () => {
      if (!this.isCalm && happenings.happens(`the clock of ${name} is set`)) this.set(other, CHINA);
    });
  }

  /** Somebody sets it right, and leaves it so. */
  calm(): void {
    this.isCalm = true;
    if (this.offMs !== 0 || this.zone !== CHINA) this.set(0, CHINA);
  }

  private set(offMs: number, zone: number): void {
    this.deps.truth.tell(
      () =>
        `the clock of ${this.deps.name} is set from ${this.offMs / SECOND} s to ${offMs / SECOND} s, zone ${this.zone} to ${zone}`,
    );
    Object.assign(this, { offMs, zone });
    this.setAt = this.deps.timeline.elapsed;
  }
}
