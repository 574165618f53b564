import { fileURLToPath } from 'node:url';
import { Client } from 'undici';
import { billIn, type Order, orders } from '../../src/flow/orders/index.ts';
import { startHouse } from '../../src/house.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { fen } from '../../src/shared/money.ts';
import { randomHex } from '../../src/shared/random.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { TestClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountRepository, buildCode, buildMerchant, buildTerms } from '../support/factories.ts';
import { startFakeShop } from '../support/fake-shop.ts';
import { testConfig } from '../support/start-app.ts';
import { Dice } from '../world/dice.ts';
import { type Buyer, buyersOf } from './buyers.ts';
import { CountedWay } from './counted-way.ts';
import type { DayPlatform } from './platforms.ts';

const pluginsDir = fileURLToPath(new URL('../../plugins', import.meta.url));
/** Midnight in China. */
const FROM = Date.UTC(2026, 2, 1, 16);
const LIFETIME_MS = 5 * MINUTE;
const INTERVAL_MS = 3 * SECOND;
/** The last grace is over, and what was paid in its last moment was looked for. */
const AFTERWARDS_MS = 20 * MINUTE;

export interface DayOptions {
  platform: DayPlatform;
  orders: number;
  hours: number;
  /** Hours after midnight at which it begins. */
  startHour?: number;
  /** Requests in an hour that the owner allows; null: as many as the platform bears. */
  hourlyBudget?: number | null;
  seed?: number;
}

/** What a day was like. Times in ms. */
export interface DayResult {
  orders: number;
  paid: number;
  /** Paid, and not settled: must be none. */
  lost: number;
  /** Settled, and nobody paid: must be none. */
  wrong: number;
  /** Orders for which no amount was left. */
  turnedAway: number;
  /** Asked by itself or by us: every request to the platform. */
  requests: number;
  mostInAnHour: number;
  budget: number;
  logins: number;
  /** From the payment to the settled order, of those who paid while their order was open. */
  p50: number;
  p99: number;
}

/**
 * A day of one account at one platform, in simulated time: the product itself, its database, the platform's simulator,
 * and buyers who come and pay as chance has it.
 */
export async function simulateDay(options: DayOptions): Promise<DayResult> {
  const { platform, hours, startHour = 0, hourlyBudget = null, seed = 1 } = options;
  const from = FROM + startHour * HOUR;
  const clock = new TestClock(from);
  const place = await openTestDatabase('sqlite');
  const { db } = place;
  // Power cuts are not what is looked at here.
  await db.raw('PRAGMA synchronous = OFF');
  const simulator = await platform.start(() => clock.now());
  const shop = await startFakeShop();
  const way = new CountedWay(() => clock.now());
  const merchant = await buildMerchant(db, { rules: { orderLifetimeMs: LIFETIME_MS }, now: clock.now() });
  const all = Object.entries(simulator.settings);
  const isSecret = ([key]: [string, string]) => platform.secrets.includes(key);
  const accountId = await accountRepository.insert(
    db,
    merchant.pid,
    platform.platform,
    {
      ...{ login: 'shop', mode: 'continuous', intervalMs: INTERVAL_MS },
      settings: Object.fromEntries(all.filter((one) => !isSecret(one))),
      secrets: Object.fromEntries(all.filter(isSecret)),
    },
    clock.now(),
  );
  await accountRepository.saveHourlyBudget(db, accountId, hourlyBudget);
  await buildCode(db, accountId, { terminal: 'T1', payTypes: ['wxpay', 'alipay'] });
  await writeSetting(db, 'installed_at', String(clock.now()));
  const house = await startHouse({
    ...{ config: testConfig(place), clock, withJobs: false, random: () => 0.5, passwordCost: 4 },
    log: createLog('fatal'),
    ...{ pluginsDir, network: { platforms: way, shops: (origin, given) => new Client(origin, given) } },
  });
  const services = house.services();
  const scheduler = house.scheduler();
  if (!services || !scheduler) throw new Error('the product did not start');
  const account = () => services.accounts.get(db, accountId);
  if (simulator.handOver) await services.logins.handOver(await account(), simulator.handOver.good());

  const buyers = buyersOf(new Dice(seed), { orders: options.orders, from, hours, lifetimeMs: LIFETIME_MS });
  const payments: { at: number; tradeNo: string }[] = [];
  const paidAt = new Map<string, number>();
  let turnedAway = 0;
  const submit = async ({ moneyFen, payAfterMs }: Buyer) => {
    const terms = buildTerms(merchant, { outTradeNo: `SN${randomHex(8)}`, money: moneyFen });
    const notifyUrl = `${shop.url}/notify`;
    // With paper money on the 支付宝 bill there is no 微信.
    const requestedType = platform.platform === 'alipaybill' ? 'alipay' : 'wxpay';
    try {
      const { tradeNo } = await services.intake.submit({
        ...{ merchant, sitename: null, clientIp: null, device: null },
        terms: { ...terms, moneyFen: fen(moneyFen), notifyUrl, requestedType },
      });
      services.listener.nudge(accountId);
      if (payAfterMs !== null) payments.push({ at: clock.now() + payAfterMs, tradeNo });
    } catch {
      turnedAway += 1;
    }
  };
  const pay = async (tradeNo: string) => {
    const { placement }: Order = await orders.getOrder(db, tradeNo);
    if (!placement) return;
    const bill = await db('bills').where({ trade_no: tradeNo, state: 'open' }).first('reference');
    const { payableFen, payType } = placement;
    // It closed with its order: there is nothing to pay any more.
    if (billIn(placement.terminal) !== null && !bill) return;
    try {
      simulator.pay({ amountFen: payableFen, payType, ...(bill && { reference: String(bill.reference) }) });
      paidAt.set(tradeNo, clock.now());
    } catch {
      // A bill that closed by itself can't be paid any more: its buyer keeps his money.
    }
  };

  const until = from + hours * HOUR + AFTERWARDS_MS;
  const signal = new AbortController().signal;
  for (let second = 0; clock.now() < until; second++) {
    while (buyers[0] && buyers[0].orderAt <= clock.now()) await submit(buyers.shift() as Buyer);
    const due = payments.filter(({ at }) => at <= clock.now());
    for (const { tradeNo } of due) await pay(tradeNo);
    if (due.length > 0) payments.splice(0, payments.length, ...payments.filter(({ at }) => at > clock.now()));
    if (simulator.challenge && (await account()).health === 'needs_you') await logIn();
    if (second % 5 === 0) {
      await scheduler.run('expire-orders');
      await scheduler.run('release-slots');
    }
    if (second % 10 === 0) await scheduler.run('close-bills');
    // Within its interval no account is ever asked: nothing to look at.
    if (clock.now() - (way.times.at(-1) ?? 0) >= INTERVAL_MS) {
      await services.listener.tick(signal);
      await services.listener.idle();
    }
    clock.advance(SECOND);
  }

  /** The owner reads the picture, as soon as he is told. */
  async function logIn() {
    const begun = await services?.logins.begin(await account());
    const text = simulator.challenge?.answer() ?? '';
    if (begun?.ask) await services?.logins.answer(await account(), begun.ask.id, text);
  }

  const rows = await db('orders').select('trade_no', 'state', 'paid_at', 'expires_at');
  const settled = new Map(
    rows.filter(({ state }) => state === 'paid').map((row) => [String(row.trade_no), row]),
  );
  const waits = [...paidAt]
    .filter(([tradeNo, at]) => settled.has(tradeNo) && at < Number(settled.get(tradeNo)?.expires_at))
    .map(([tradeNo, at]) => Number(settled.get(tradeNo)?.paid_at) - at)
    .sort((a, b) => a - b);
  const result: DayResult = {
    orders: rows.length,
    paid: paidAt.size,
    lost: [...paidAt.keys()].filter((tradeNo) => !settled.has(tradeNo)).length,
    wrong: [...settled.keys()].filter((tradeNo) => !paidAt.has(tradeNo)).length,
    turnedAway,
    requests: way.times.length,
    mostInAnHour: way.mostInAnHour(),
    budget: services.asking.budgetOf(await account()),
    logins: simulator.requests().logins,
    p50: waits[Math.floor(waits.length * 0.5)] ?? 0,
    p99: waits[Math.floor(waits.length * 0.99)] ?? 0,
  };
  house.endStreams();
  await services.notifier.idle();
  await house.stop();
  await simulator.close();
  await shop.close();
  await place.close();
  return result;
}
