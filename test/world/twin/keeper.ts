import type { ChildProcess } from 'node:child_process';
import { type ChildHouse, startChildHouse } from '../../support/child-house.ts';
import type { TestDatabase } from '../../support/database.ts';
import type { RealTime } from './real-time.ts';
import type { TwinTruth } from './twin-truth.ts';

const PRELOAD = new URL('./preload.mjs', import.meta.url).href;
const AGAIN_AFTER_MS = 1_000;

interface KeeperDeps {
  place: Pick<TestDatabase, 'databaseUrl' | 'dataDir'>;
  truth: TwinTruth;
  time: RealTime;
  /** How far the clock of its machine is ahead, ms. */
  clockOffMs: number;
  /** True while what is done to the database may keep it from starting. */
  isTroubled(): boolean;
}

/** One of the processes of the product on the database: started, killed, and started again. */
export class Keeper {
  house: ChildHouse | null = null;
  kills = 0;
  private child: ChildProcess | null = null;
  private readonly lives: ChildHouse[] = [];
  isOver = false;

  constructor(
    readonly name: string,
    private readonly deps: KeeperDeps,
  ) {}

  get clockOffMs(): number {
    return this.deps.clockOffMs;
  }

  /** Resolves once it listens, however often it has to be started for that. */
  async start(): Promise<void> {
    const { place, truth, time, clockOffMs } = this.deps;
    const env = { CLOCK_OFFSET_MS: String(clockOffMs), LOG_LEVEL: 'info', PUBLIC_URL: 'http://pay.example' };
    while (!this.isOver) {
      const killsBefore = this.kills;
      const spawned = (child: ChildProcess) => {
        this.child = child;
      };
      const house = await startChildHouse(place, { env, preload: PRELOAD, spawned }).catch((error: Error) => {
        truth.tell(() => `${this.name} does not start: ${error.message.slice(0, 400)}`);
        if (this.kills === killsBefore && !this.deps.isTroubled())
          truth.tooLate(`${this.name} did not start: ${error.message.slice(0, 400)}`);
        return null;
      });
      if (house) this.lives.push(house);
      if (house && this.kills === killsBefore) return this.moveIn(house);
      await time.pause(AGAIN_AFTER_MS);
    }
  }

  /** SIGKILL, also in the middle of its start. */
  kill(): void {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.kills += 1;
    this.house = null;
    this.deps.truth.tell(() => `${this.name} is killed`);
    this.child.kill('SIGKILL');
  }

  /** Killed, and never started again. */
  leave(): void {
    this.isOver = true;
    this.kill();
  }

  /** Asks it to end, as an owner does. */
  async stop(): Promise<void> {
    const { house } = this;
    this.isOver = true;
    this.house = null;
    const end = await house?.stop();
    if (end && end.code !== 0) this.deps.truth.wrong(`${this.name} ended with ${end.code ?? end.signal}`);
  }

  /** What it has logged in all its lives, each with its time by the right clock. */
  lines(): { at: number; line: Record<string, unknown> }[] {
    return this.lives
      .flatMap((life) => life.lines())
      .map((line) => ({ at: Date.parse(String(line.time)) - this.deps.clockOffMs, line }));
  }

  /** For how long it stood still at most, ms. */
  stoodStillMs(): number {
    return Math.max(0, ...this.lines().map(({ line }) => Number(line.stoodStillMs ?? 0)));
  }

  private moveIn(house: ChildHouse): void {
    this.house = house;
    this.deps.truth.tell(() => `${this.name} is up`);
    void house.ended.then(({ code, signal }) => {
      if (this.house !== house) return;
      this.house = null;
      this.deps.truth.wrong(`${this.name} ended by itself with ${code ?? signal}`);
    });
  }
}
