import type { Dice } from '../dice.ts';
import type { Truth } from '../truth.ts';
import type { ConnectionKiller } from './connection-killer.ts';
import type { Keeper } from './keeper.ts';
import type { RealTime } from './real-time.ts';
import { lockRows } from './row-locker.ts';

const SECOND = 1_000;
const KINDS = ['processes', 'connections', 'queries', 'locks'] as const;
type Kind = (typeof KINDS)[number];

interface TroublesDeps {
  dice: Dice;
  time: RealTime;
  truth: Truth;
  keepers: readonly Keeper[];
  killer: ConnectionKiller;
  database: string;
}

/** What is done to the processes and to their database. A twin has some of it or all, often or now and then. */
export class Troubles {
  readonly locks = { held: 0, 'broken off': 0 };
  private readonly kinds: Kind[];
  private readonly paceMs: number;
  private isOver = false;
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(private readonly deps: TroublesDeps) {
    const { dice } = deps;
    const some = KINDS.filter(() => dice.chance(0.6));
    this.kinds = some.length > 0 ? some : [...KINDS];
    this.paceMs = dice.pick([300, 1_000, 2_500]);
  }

  begin(): void {
    for (const kind of this.kinds) this.next(kind);
  }

  /** Nothing begins any more; resolves when what was under way is over and the processes are up again. */
  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.underWay);
  }

  private next(kind: Kind): void {
    const { dice, time } = this.deps;
    const afterMs =
      kind === 'processes' ? dice.between(3 * SECOND, 24 * SECOND) : dice.between(0, 2 * this.paceMs);
    time.after(afterMs, () => {
      if (this.isOver) return;
      const doing = this.make(kind).finally(() => this.underWay.delete(doing));
      this.underWay.add(doing);
      void doing.then(() => this.next(kind));
    });
  }

  private async make(kind: Kind): Promise<void> {
    const { dice, time, killer, keepers, truth, database } = this.deps;
    if (kind === 'processes') {
      // Mostly one of them, so that the other has to go on; now and then both.
      const victims = dice.chance(0.15) ? [...keepers] : [dice.pick(keepers)];
      await Promise.all(
        victims.map(async (keeper) => {
          keeper.kill();
          await time.pause(dice.between(0, 4 * SECOND));
          // Sometimes again in the middle of its start.
          if (dice.chance(0.2)) time.after(dice.between(100, SECOND), () => keeper.kill());
          while (keeper.house === null && !keeper.isOver) await keeper.start();
        }),
      );
    } else if (kind === 'locks') {
      truth.tell(() => 'somebody takes locks');
      const came = await lockRows(database, dice, time);
      this.locks[came] += 1;
      truth.tell(() => `the locks are ${came}`);
    } else await killer.kill(kind === 'connections' ? 'CONNECTION' : 'QUERY');
  }
}
