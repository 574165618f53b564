import type { WorldTime } from './surroundings.ts';

/** So long ago something was away that it has no say any more. */
const LONG_AGO_MS = 600_000;

/** Whether a listener is there, and whether the house may think that it was not. */
export class Presence {
  private until = Number.NEGATIVE_INFINITY;
  private unheardAt = Number.NEGATIVE_INFINITY;
  private isCalm = false;

  constructor(private readonly timeline: WorldTime) {}

  get isAway(): boolean {
    return this.timeline.elapsed < this.until;
  }

  /** It was away a while ago, or the house did not answer: what it tells now may be of then, as far as the house knows. */
  get isDoubted(): boolean {
    return this.timeline.elapsed < Math.max(this.until, this.unheardAt) + LONG_AGO_MS;
  }

  /** False: it stays. */
  goAway(ms: number): boolean {
    if (this.isCalm) return false;
    this.until = Math.max(this.until, this.timeline.elapsed + ms);
    return true;
  }

  noteUnheard(): void {
    this.unheardAt = this.timeline.elapsed;
  }

  /** It is back, and stays from now on. */
  calm(): void {
    this.isCalm = true;
    this.until = Math.min(this.until, this.timeline.elapsed);
  }
}
