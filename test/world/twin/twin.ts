import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SECOND } from '../../../src/shared/clock.ts';
import { openTestDatabase } from '../../support/database.ts';
import { booksOf } from '../books.ts';
import { Dice } from '../dice.ts';
import { Net } from '../network.ts';
import { checkCounted, checkCredits, checkUsed, type Mistakes } from '../oracle.ts';
import { PollingPlatform } from '../platform.ts';
import type { TruePayment } from '../truth.ts';
import { checkTables } from './aftermath.ts';
import { badPlatform, badWeather } from './bad-days.ts';
import { ConnectionKiller } from './connection-killer.ts';
import { Doors } from './doors.ts';
import { found } from './found.ts';
import { Keeper } from './keeper.ts';
import { ownFaults } from './own-faults.ts';
import { RealTime } from './real-time.ts';
import { serve } from './served-host.ts';
import { settleDown } from './settle-down.ts';
import { Town } from './town.ts';
import { Troubles } from './troubles.ts';
import { TwinTruth } from './twin-truth.ts';

/** How far the clock of one of the machines may be off. */
const CLOCK_OFF_MS = 90 * SECOND;
/** Shops and platforms behave from this part of the plan on, so that what they failed at is tried again within it. */
const BEHAVE_AT = 0.4;
/** From here on nobody kills anything. */
const CALM_AT = 0.65;
/** What was broken off in the last moment may be told in the next. */
const ECHO_MS = 2 * SECOND;

export interface TwinResult {
  seed: number;
  wrongs: string[];
  /** What came too late, or failed when nobody troubled it. */
  late: string[];
  /** For how long at most this process or one of theirs stood still, ms: whatever waits for time may be late by more than that. */
  starvedMs: number;
  story: string[];
  mistakes: Mistakes;
  counts: Record<string, number>;
  /** How long after the plan all was settled and told. */
  settledAfterMs: number;
}

/**
 * The plan of a world in real time: two processes of the product on one MariaDB, of which one's clock may be off, real HTTP both
 * ways, and whatever may happen to processes, connections and rows. Never throws.
 */
export async function runTwin(seed: number, seconds: number): Promise<TwinResult> {
  const standing = monitorEventLoopDelay({ resolution: 50 });
  standing.enable();
  const time = new RealTime();
  const truth = new TwinTruth(() => time.now(), true);
  const closing: (() => Promise<unknown>)[] = [];
  const told = { seed, wrongs: truth.wrongs, late: truth.late, story: truth.story };
  try {
    const lived = await live(seed, seconds, { time, truth, closing });
    return { ...told, ...lived, starvedMs: Math.max(lived.starvedMs, standing.max / 1e6) };
  } catch (error) {
    truth.wrong(`the twin itself failed: ${error instanceof Error ? error.stack : error}`);
    return { ...told, mistakes: {}, settledAfterMs: 0, counts: {}, starvedMs: standing.max / 1e6 };
  } finally {
    standing.disable();
    time.stop();
    for (const close of closing.reverse()) await close();
  }
}

async function live(
  seed: number,
  seconds: number,
  { time, truth, closing }: { time: RealTime; truth: TwinTruth; closing: (() => Promise<unknown>)[] },
): Promise<Pick<TwinResult, 'mistakes' | 'counts' | 'settledAfterMs' | 'starvedMs'>> {
  const dice = new Dice(seed);
  const place = await openTestDatabase('mysql');
  closing.push(() => place.close());
  const { db } = place;
  const database = new URL(place.databaseUrl).pathname.slice(1);
  let troubled = false;
  const isTroubled = () => troubled;

  // ── what is there before the first buyer comes
  const clockOffMs = dice.pick([0, CLOCK_OFF_MS, -CLOCK_OFF_MS]);
  const keepers = [
    new Keeper('A', { place, truth, time, isTroubled, clockOffMs: 0 }),
    new Keeper('B', { place, truth, time, isTroubled, clockOffMs }),
  ];
  truth.tell(() => `B's clock is ${clockOffMs / SECOND} s off`);
  const doors = new Doors({ keepers, truth, db, dice: new Dice(seed, 3), isTroubled });
  closing.push(() => doors.close());
  const net = new Net(time, new Dice(seed, 2), badWeather(dice));
  const heard = (payment: TruePayment) => {
    payment.knownAt ??= time.now();
  };
  const platform = new PollingPlatform({
    ...{ timeline: time, dice: new Dice(seed, 4), onVisible: heard, troubles: badPlatform(dice) },
  });
  const served = await serve(() => platform.host);
  closing.push(() => served.close());
  const around = { timeline: time, net, machine: doors, truth };
  const founded = await found({ seed, dice, db, around, platformUrl: served.url, heard });
  closing.push(() => founded.close());
  closing.push(async () => {
    for (const keeper of keepers) keeper.leave();
  });
  await Promise.all(keepers.map((keeper) => keeper.start()));

  // ── the plan
  const town = new Town({
    ...{ ...founded, seed, around, platform },
    failed: (error) => truth.wrong(`somebody's life failed: ${error instanceof Error ? error.stack : error}`),
  });
  const killer = await ConnectionKiller.connect(database, new Dice(seed, 8));
  closing.push(() => killer.close());
  const havoc = new Troubles({ dice: new Dice(seed, 9), time, truth, keepers, killer, database });
  troubled = true;
  town.begin();
  havoc.begin();
  await time.pause(BEHAVE_AT * seconds * SECOND);
  truth.tell(() => 'shops and platforms behave from now on');
  for (const shop of founded.shops) shop.calm();
  platform.calm();
  await time.pause((CALM_AT - BEHAVE_AT) * seconds * SECOND);
  await havoc.end();
  await time.pause(ECHO_MS);
  net.weather.lostBefore = net.weather.lostAfter = 0;
  troubled = false;
  const calmAt = time.now();
  truth.tell(() => 'nobody troubles anything any more');
  town.calm();
  await time.pause((1 - CALM_AT) * seconds * SECOND);
  town.end();

  // ── the end
  const buyers = { ...town.buyers, dice: new Dice(seed, 5) };
  const settledAfterMs = await settleDown({ db, time, truth, buyers, shops: founded.shops });
  for (const keeper of keepers) await keeper.stop();
  for (const keeper of keepers) for (const fault of ownFaults(keeper, calmAt)) truth.tooLate(fault);
  const mistakes: Mistakes = {};
  await checkCredits(db, truth, mistakes, founded.tills);
  await checkUsed(db, truth, founded.tills);
  await checkCounted(db, truth, founded.tills);
  await checkTables(db, truth);
  truth.story.push(...(await booksOf(db)));
  return {
    ...{ mistakes, settledAfterMs },
    starvedMs: Math.max(...keepers.map((keeper) => keeper.stoodStillMs())),
    counts: {
      orders: truth.orders.length,
      payments: truth.payments.length,
      credited: truth.orders.filter(({ creditedAt }) => creditedAt !== null).length,
      kills: keepers.reduce((sum, { kills }) => sum + kills, 0),
      'connections killed': killer.had.connections,
      'statements killed': killer.had.queries,
      'locks held': havoc.locks.held,
      'locks broken off': havoc.locks['broken off'],
      'through both at once': doors.had.both,
      'without an answer': doors.had.unanswered,
      'answered with a fault': doors.had.failed,
      'clocks off': clockOffMs === 0 ? 0 : 1,
    },
  };
}
