import type { Dice } from './dice.ts';
import type { Happenings } from './happenings.ts';
import type { Timeline } from './timeline.ts';
import type { Truth } from './truth.ts';

const SECOND = 1_000;
/** More pages than a world needs. */
const NO_LIMIT = 1_000_000_000;

interface Limited {
  exec(sql: string): void;
}

/** A disk that is full for a while: the database's own file can't grow, as SQLite itself says then. */
export class FullDisk {
  times = 0;
  /** Statements that failed because of it. */
  failures = 0;
  private isCalm = false;
  private until = Number.NEGATIVE_INFINITY;
  private readonly limited = new WeakSet<Limited>();

  constructor(private readonly deps: { timeline: Timeline; truth: Truth }) {}

  get isFull(): boolean {
    return this.deps.timeline.elapsed < this.until;
  }

  /** What failed because of it may still be told of. */
  get wasFull(): boolean {
    return this.deps.timeline.elapsed < this.until + 20 * SECOND;
  }

  fillUp(dice: Dice, happenings: Happenings): void {
    if (!dice.chance(0.05)) return;
    const next = (number: number) => {
      this.deps.timeline.after(dice.between(20, 200) * SECOND, () => {
        const ms = dice.between(1, 90) * SECOND;
        if (this.isCalm || !happenings.happens(`the disk is full, ${number}`)) return;
        this.deps.truth.tell(() => `the disk is full for ${ms / SECOND} s`);
        this.times += 1;
        this.until = this.deps.timeline.elapsed + ms;
        if (number < 3) next(number + 1);
      });
    };
    next(1);
  }

  calm(): void {
    this.isCalm = true;
    this.until = Math.min(this.until, this.deps.timeline.elapsed);
  }

  note(error: unknown): void {
    if ((error as { code?: unknown }).code === 'SQLITE_FULL') this.failures += 1;
  }

  /** Before each statement: what the connection may still write. */
  limit(connection: Limited): void {
    if (this.isFull === this.limited.has(connection)) return;
    // A limit below what there is means what there is.
    connection.exec(`PRAGMA max_page_count = ${this.isFull ? 1 : NO_LIMIT}`);
    if (this.isFull) this.limited.add(connection);
    else this.limited.delete(connection);
  }
}
