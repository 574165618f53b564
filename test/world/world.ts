import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_APP_KEY } from '../support/factories.ts';
import { checkAlerts } from './alerts.ts';
import { booksOf } from './books.ts';
import { cancel, confirm, look } from './buyer.ts';
import { checkBills } from './check-bills.ts';
import { checkFigures, checkLinks } from './check-ledger.ts';
import { Dice } from './dice.ts';
import { openShops, putUpPhones } from './found.ts';
import { openBills, pluginsWithBills } from './found-bills.ts';
import { FullDisk } from './full-disk.ts';
import { Happenings } from './happenings.ts';
import { isAsked, isLast, lastAskedAt, submitLast } from './last-orders.ts';
import type { Leaning } from './leaning.ts';
import { letPass } from './let-pass.ts';
import { Life } from './life.ts';
import { checkAlive } from './liveness.ts';
import { Machine } from './machine.ts';
import { MachineClock } from './machine-clock.ts';
import { Net } from './network.ts';
import {
  checkBooks,
  checkConfirmed,
  checkCounted,
  checkCredits,
  checkServed,
  checkUsed,
  isUntold,
  type Mistakes,
} from './oracle.ts';
import { putUpOthers } from './other-listeners.ts';
import { PollingPlatform } from './platform.ts';
import { Timeline } from './timeline.ts';
import { type TrueOrder, type TruePayment, Truth } from './truth.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export interface WorldResult {
  seed: number;
  wrongs: string[];
  story: string[];
  mistakes: Mistakes;
  counts: { orders: number; payments: number; credited: number; simulatedMs: number; kills: number };
  faults: Record<string, number>;
  /** What the owner did, by kind. */
  deeds: Record<string, number>;
  attacks: Record<string, number>;
  /** What it cost; left out where nobody measured. */
  cpuMs?: number;
  /** What came from outside, by name: all that can be left out of another run. */
  happened: string[];
}

export interface WorldOptions {
  /** Keeps the story. */
  trace?: boolean;
  /** What is left out of it, by name; see `happened`. */
  without?: ReadonlySet<string>;
  leaning?: ReadonlySet<Leaning>;
}

/** One world from its seed: a house with merchants, tills, devices and people, for an hour or two of their time. */
export async function runWorld(
  seed: number,
  template: string,
  { trace = false, without = new Set(), leaning = new Set() }: WorldOptions = {},
): Promise<WorldResult> {
  const happenings = new Happenings(without);
  const leans = (to: Leaning) => leaning.has(to);
  const dice = new Dice(seed);
  const timeline = new Timeline(new Dice(seed, 1));
  const truth = new Truth(() => timeline.now(), trace);
  const shm = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const dataDir = mkdtempSync(join(shm, 'mpay-world-'));
  copyFileSync(template, join(dataDir, 'mpay.db'));
  const bad = () => (dice.chance(0.5) ? 0 : dice.fraction());
  const net = new Net(timeline, new Dice(seed, 2), {
    lostBefore: 0.1 * atWorst(leans('lossy'), bad()),
    lostAfter: 0.1 * atWorst(leans('lossy'), bad()),
    slow: 0.1 * bad(),
  });
  for (const kind of ['lostBefore', 'lostAfter', 'slow'] as const)
    if (!happenings.happens(`network: ${kind}`)) net.weather[kind] = 0;
  const dieable = atWorst(leans('deaths'), Number(dice.chance(0.5))) === 1;
  let isCalm = false;

  const config = {
    ...{
      port: 0,
      host: '127.0.0.1',
      dataDir,
      databaseUrl: '',
      appKey: TEST_APP_KEY,
      publicUrl: 'http://pay.example',
      cashierUrl: '',
    },
    ...{
      trustProxy: false as const,
      allowPrivateNotify: false,
      displayZone: 'Asia/Shanghai',
      logLevel: 'error' as const,
      metricsToken: '',
      pluginIndex: { url: '', key: '' },
    },
  };
  const clock = new MachineClock({ timeline, truth });
  const disk = new FullDisk({ timeline, truth });
  const machine: Machine = new Machine({
    ...{ clock, disk },
    ...{ timeline, net, dice: new Dice(seed, 3), config, jobsEveryMs: dice.pick([4, 8, 12]) * SECOND },
    onKilled() {
      truth.tell(() => 'the machine is killed');
      timeline.after(dice.between(200, 60_000), () => void start());
    },
  });
  const start = async () => {
    if (machine.isUp || machine.busy > 0) return;
    await machine.start();
    truth.tell(() => 'the machine is up');
    if (!dieable || isCalm || !dice.chance(0.7)) return;
    const breakdown = { statement: dice.between(30, 4_000), when: dice.pick(['before', 'after'] as const) };
    if (happenings.happens(`breakdown of start ${machine.starts}`)) machine.breakdown = breakdown;
  };

  const runUntil = (end: number) => letPass(timeline, machine, end);

  // ── what is there before the first buyer comes ──
  const heard = (payment: TruePayment) => {
    payment.knownAt ??= timeline.now();
  };
  const troubles = {
    lateRow: 0.3 * atWorst(leans('bad'), bad()),
    serverError: 0.2 * atWorst(leans('bad'), bad()),
    html: 0.1 * bad(),
    sessionLost: 0.1 * atWorst(leans('bad'), bad()),
    slow: 0.1 * bad(),
    rowTwice: atWorst(leans('bad'), bad()),
    shuffled: bad(),
    others: bad(),
  };
  for (const kind of Object.keys(troubles) as (keyof typeof troubles)[])
    if (!happenings.happens(`platform: ${kind}`)) troubles[kind] = 0;
  const platform = new PollingPlatform({
    ...{ timeline, dice: new Dice(seed, 4), onVisible: heard, troubles },
  });
  platform.clockOffMs = dice.pick([0, 0, dice.between(-1_500, 1_500)]);
  net.hosts.set(PollingPlatform.origin, platform.host);

  const around = { timeline, net, machine, truth };
  const founded = { seed, dice, bad, around, happenings, heard, leans };
  const { shops, tills, wallets } = await openShops(dataDir, founded);
  const bills = await openBills(dataDir, founded, shops, tills);
  if (bills) machine.usePlugins(pluginsWithBills);
  await Promise.all([runUntil(1), start()]);
  await runUntil(SECOND);
  const { phones, apps } = await putUpPhones(founded, wallets, tills);
  const listeners = await putUpOthers(founded, shops, tills);

  clock.wander(new Dice(seed, 8), happenings);
  disk.fillUp(new Dice(seed, 9), happenings);

  // ── an hour of their life ──
  const life = new Life({
    ...{ seed, dice, around, happenings, leans, shops, tills, phones, listeners, platform, bills, dieable },
  });
  await runUntil(timeline.elapsed + life.begin());

  // ── faults stop; whoever paid right has his goods soon ──
  isCalm = true;
  machine.breakdown = null;
  net.weather.lostBefore = net.weather.lostAfter = net.weather.slow = 0;
  clock.calm();
  disk.calm();
  platform.calm();
  bills?.calm();
  for (const shop of shops) shop.calm();
  life.calm();
  for (const { phone } of phones) phone.calm();
  for (const listener of listeners) listener.calm();
  for (const app of apps) app.calm();
  machine.workEvery(8 * SECOND);
  await runUntil(timeline.elapsed + 2 * MINUTE);
  machine.workEvery(40 * SECOND);
  await runUntil(timeline.elapsed + 8 * MINUTE);
  // A platform is asked again with the next order: then all that was paid in between must be seen.
  for (const shop of shops.filter((one) => isAsked(tills, one))) submitLast(shop);
  machine.workEvery(8 * SECOND);
  await runUntil(timeline.elapsed + 10 * SECOND);
  const askedAt = timeline.now();
  const lastBuyers = { ...life.buyers, dice: new Dice(seed, 5) };
  const press = async (order: TrueOrder) => {
    const shown = await look(lastBuyers, order);
    if (shown?.till.mode === 'on_demand') await confirm(lastBuyers, order);
    if (shown?.till.mayBePaid && order.number.endsWith('1')) await cancel(lastBuyers, order);
  };
  for (let times = 0; times < 2; times++) {
    for (const order of truth.orders.filter(isLast)) void press(order);
    await runUntil(timeline.elapsed + 20 * SECOND);
  }
  await runUntil(timeline.elapsed + MINUTE);
  // Shops that were dead are told again within the hour.
  machine.workEvery(MINUTE);
  machine.isWaitedFor = true;
  for (const one of [...listeners, ...phones.map(({ phone }) => phone)]) one.rest();
  for (let waited = 0; waited < 70 && truth.orders.some(isUntold); waited += 5)
    await runUntil(timeline.elapsed + 5 * MINUTE);

  const mistakes: Mistakes = {};
  checkServed(truth);
  checkConfirmed(truth);
  if (bills) checkBills(truth, bills);
  if (!machine.isUp) truth.wrong('the machine did not come up again');
  for (const fault of machine.faultsTold) truth.wrong(`the product logged a fault: ${fault}`);
  await machine.use(async ({ db: own }) => {
    await checkCredits(own, truth, mistakes, tills);
    await checkBooks(own, truth, tills, {
      now: timeline.now(),
      askedAt: (till) => lastAskedAt(till, truth, askedAt),
    });
    await checkUsed(own, truth, tills);
    await checkCounted(own, truth, tills);
    await checkAlerts(own, truth, apps);
    await checkLinks(own, truth);
    await checkFigures(own, timeline, truth);
    await checkAlive(own, truth, timeline.now());
    if (trace) truth.story.push(...(await booksOf(own)));
  });
  const { kills } = machine;
  machine.kill();
  machine.takeBack();
  rmSync(dataDir, { recursive: true, force: true });
  return {
    ...{ seed, wrongs: truth.wrongs, story: truth.story, mistakes },
    counts: {
      orders: truth.orders.length,
      payments: truth.payments.length,
      credited: truth.orders.filter(({ creditedAt }) => creditedAt !== null).length,
      simulatedMs: timeline.elapsed,
      kills,
    },
    faults: {
      ...net.faults,
      ...platform.had,
      ...bills?.had,
      clockJumps: clock.jumps,
      fullDisk: disk.failures,
    },
    deeds: life.owner.done,
    attacks: life.attacker?.done ?? {},
    happened: happenings.names,
  };
}

/** Whatever the dice say, where a world leans to it. */
export function atWorst(leans: boolean, thrown: number): number {
  return leans ? 1 : thrown;
}

/** Of a world that could not be made. */
export function nothing(seed: number): WorldResult {
  const counts = { orders: 0, payments: 0, credited: 0, simulatedMs: 0, kills: 0 };
  return {
    seed,
    wrongs: [],
    story: [],
    mistakes: {},
    counts,
    faults: {},
    deeds: {},
    attacks: {},
    happened: [],
  };
}
