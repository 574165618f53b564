import type { IncomingMessage, ServerResponse } from 'node:http';
import inject from 'light-my-request';
import { type House, startHouse } from '../../src/house.ts';
import type { Services } from '../../src/services.ts';
import type { Config } from '../../src/shared/config.ts';
import { type Db, openDatabase } from '../../src/shared/db.ts';
import { createLog } from '../../src/shared/log.ts';
import { useLuck } from '../../src/shared/random.ts';
import { useTimers } from '../../src/shared/timers.ts';
import type { Dice } from './dice.ts';
import type { FullDisk } from './full-disk.ts';
import type { MachineClock } from './machine-clock.ts';
import { type Net, type NetAnswer, type NetRequest, WayOut } from './network.ts';
import { type Timeline, timersFor } from './timeline.ts';

/** One life of the machine: from a start to the moment at which it is killed. */
interface Life {
  isOver: boolean;
  /** How many statements it has run. */
  statements: number;
  house: House | null;
  onEnd: Set<() => void>;
  connection: RawConnection | null;
  db: Db | null;
}

interface RawConnection {
  inTransaction: boolean;
  exec(sql: string): void;
  close(): void;
}

/** Killed at the n-th statement of its life, before the statement has had its effect or after it. */
export interface Breakdown {
  statement: number;
  when: 'before' | 'after';
}

/** The jobs, and at which of the turns each runs: a machine under load skips turns, and those who know that may count on no more. */
const JOBS: Readonly<Record<string, number>> = {
  ...{ 'expire-orders': 1, 'look-for-new-orders': 1, 'deliver-notifications': 1, 'watch-listeners': 2 },
  'end-waits': 1,
  ...{
    'release-slots': 3,
    'close-bills': 6,
    'settle-leftovers': 4,
    'tell-losses': 6,
    'write-shop-refusals': 6,
  },
};

/** Of them those that whoever still waits for something needs. */
const WAITED_FOR: readonly string[] = [
  'expire-orders',
  'deliver-notifications',
  'release-slots',
  'close-bills',
  'tell-losses',
  'settle-leftovers',
  'end-waits',
];

/**
 * The product on a machine that can be killed at any statement and started again, in the simulated time. What a dead
 * one was about to do never happens; what it had committed stays.
 */
export class Machine {
  private life: Life | null = null;
  /** Starting, or asked something that takes real time. */
  busy = 0;
  /** How many requests it is answering. */
  asked = 0;
  kills = 0;
  starts = 0;
  breakdown: Breakdown | null = null;
  /** Nobody pays any more and no device says that it lives; what was told to shops in vain is told again. */
  isWaitedFor = false;
  /** What the product itself calls a fault of its own, with its time. */
  readonly faultsTold: string[] = [];
  private untaken: (() => void)[] = [];
  private pluginsDir: string | null = null;

  constructor(
    private readonly deps: {
      timeline: Timeline;
      net: Net;
      dice: Dice;
      config: Config;
      clock: MachineClock;
      disk: FullDisk;
      /** How long between two runs of the jobs, ms. */
      jobsEveryMs: number;
      /** Called when it was killed by its breakdown. */
      onKilled(): void;
    },
  ) {}

  get clock(): MachineClock {
    return this.deps.clock;
  }

  /** Its disk was full just now: then it may fail. */
  get mayFail(): boolean {
    return this.deps.disk.wasFull;
  }

  get isUp(): boolean {
    return this.life?.house != null && !this.life.isOver;
  }

  get services(): Services | null {
    return this.isUp ? (this.life?.house?.services() ?? null) : null;
  }

  async start(): Promise<void> {
    const { timeline, net, dice, config, clock } = this.deps;
    this.takeBack();
    const life: Life = {
      isOver: false,
      statements: 0,
      house: null,
      onEnd: new Set(),
      connection: null,
      db: null,
    };
    this.life = life;
    this.starts += 1;
    const lives = () => !life.isOver;
    this.untaken = [
      useTimers(timersFor(timeline, lives)),
      useLuck({
        fraction: () => dice.fraction(),
        bytes: (count) => dice.bytes(count),
        below: (end) => dice.below(end),
        uuid: () => dice.bytes(16).toString('hex'),
      }),
    ];
    const way = () => new WayOut(net, lives);
    this.busy += 1;
    try {
      const house = startHouse({
        ...{ config, log: this.log(life), withJobs: false, passwordCost: 4 },
        clock,
        random: () => dice.fraction(),
        network: { shops: way, platforms: way() },
        ...(this.pluginsDir !== null && { pluginsDir: this.pluginsDir }),
        open: (place) => this.openFor(life, openDatabase(place)),
      });
      await this.unlessOver(
        life,
        house.then((it) => this.moveIn(life, it)),
      );
    } finally {
      this.busy -= 1;
    }
    if (!lives()) return;
    timeline.after(dice.below(this.deps.jobsEveryMs), () => this.runJobs(life, 0));
  }

  /** Nothing of it happens any more; its open transaction is undone. */
  kill(): void {
    const { life } = this;
    if (!life || life.isOver) return;
    life.isOver = true;
    this.kills += 1;
    this.breakdown = null;
    // As when the process is gone: what was not committed never was.
    try {
      if (life.connection?.inTransaction) life.connection.exec('ROLLBACK');
      life.connection?.close();
    } catch {}
    for (const end of life.onEnd) end();
    // Its timer would keep all that ever belonged to this life in memory.
    void life.db?.client.pool?.destroy();
    this.deps.onKilled();
  }

  /** From the next start on its platforms are those of this folder. */
  usePlugins(folder: string): void {
    this.pluginsDir = folder;
  }

  /** Gives the process's own time and luck back. */
  takeBack(): void {
    for (const back of this.untaken.reverse()) back();
    this.untaken = [];
  }

  /** Somebody calls it; null: it does not answer, or died over it. */
  readonly host = async (request: NetRequest): Promise<NetAnswer | null> => {
    const { life } = this;
    const house = life?.house;
    if (!life || !house || life.isOver) return null;
    const answer = inject(
      (req: unknown, res: unknown) =>
        house.handle(req as IncomingMessage, keepingItsOwn(res as ServerResponse)),
      {
        method: request.method as 'GET',
        validate: false,
        url: request.url.pathname + request.url.search,
        headers: request.headers,
        remoteAddress: request.headers['x-from'] ?? '203.0.113.9',
        ...(request.method !== 'GET' && { payload: request.body }),
      },
    );
    this.asked += 1;
    const got = await this.unlessOver(life, answer).finally(() => {
      this.asked -= 1;
    });
    return got
      ? { status: got.statusCode, body: got.body, headers: got.headers as Record<string, string> }
      : null;
  };

  /** Lets somebody at its terminal or console do something; null: it died over it. */
  async use<T>(work: (services: Services) => Promise<T>): Promise<T | null> {
    const { life, services } = this;
    if (!life || !services) return null;
    return this.unlessOver(life, work(services));
  }

  private moveIn(life: Life, house: House): void {
    if (!life.isOver) life.house = house;
  }

  /** What comes of it; null as soon as the machine is dead. Keeps nothing of what is done. */
  private unlessOver<T>(life: Life, work: Promise<T>): Promise<T | null> {
    const { onEnd } = life;
    return new Promise((resolve, reject) => {
      const end = () => resolve(null);
      if (life.isOver) end();
      else onEnd.add(end);
      work.finally(() => onEnd.delete(end)).then(resolve, reject);
    });
  }

  private runJobs(life: Life, turn: number): void {
    const { timeline, dice, jobsEveryMs } = this.deps;
    const scheduler = life.house?.scheduler();
    if (life.isOver || !scheduler) return;
    for (const [job, each] of Object.entries(JOBS)) {
      if (this.isWaitedFor && !WAITED_FOR.includes(job)) continue;
      if (turn % each === 0) timeline.after(dice.below(200), () => !life.isOver && void scheduler.run(job));
    }
    timeline.after(jobsEveryMs, () => this.runJobs(life, turn + 1));
  }

  /** From now on the jobs run so often. */
  workEvery(ms: number): void {
    this.deps.jobsEveryMs = ms;
  }

  /** A database whose statements count, and stop when the machine does. */
  private openFor(life: Life, db: Db): Db {
    const dialect = db.client.constructor.prototype;
    const run = dialect._query;
    const { timeline, disk } = this.deps;
    const machine = this;
    life.db = db;
    dialect._query = function query(this: unknown, connection: RawConnection, statement: unknown) {
      if (life.isOver) return never();
      timeline.activity += 1;
      // A disk that is simulated forgets nothing, and need not be waited for.
      if (life.connection !== connection) connection.exec('PRAGMA synchronous = OFF');
      life.connection = connection;
      disk.limit(connection);
      life.statements += 1;
      const breaks = life.statements === machine.breakdown?.statement ? machine.breakdown.when : null;
      if (breaks === 'before') {
        machine.kill();
        return never();
      }
      const result: Promise<unknown> = run.call(this, connection, statement);
      return result.then(
        (value) => {
          if (breaks === 'after') machine.kill();
          return life.isOver ? never() : value;
        },
        (error) => {
          disk.note(error);
          return life.isOver ? never() : Promise.reject(error);
        },
      );
    };
    return db;
  }

  private log(life: Life) {
    return createLog('error', {
      write: (line: string) => {
        if (life.isOver) return;
        const { msg, err } = JSON.parse(line);
        // What it reports of others' faults has no error of its own.
        if (err && !this.deps.disk.wasFull)
          this.faultsTold.push(`${msg}: ${err.message ?? JSON.stringify(err)}`);
      },
    });
  }
}

/** Express gives every response its own prototype; what this one does by itself must stay. */
function keepingItsOwn(res: ServerResponse): ServerResponse {
  const own = Object.getPrototypeOf(res);
  for (const name of ['write', 'end', 'writeHead', 'destroy', 'addTrailers']) {
    Object.defineProperty(res, name, { value: own[name], writable: true, configurable: true });
  }
  return res;
}

function never(): Promise<never> {
  return new Promise(() => {});
}
