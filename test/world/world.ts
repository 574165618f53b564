import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { MerchantRules } from '../../src/flow/merchants/index.ts';
import { type Db, openDatabase } from '../../src/shared/db.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { buildAccount, buildCode, merchantRepository, TEST_APP_KEY } from '../support/factories.ts';
import { visit } from './buyer.ts';
import { Dice } from './dice.ts';
import { Machine } from './machine.ts';
import { Net } from './network.ts';
import { checkBooks, checkCredits, checkServed, isUntold, type Mistakes } from './oracle.ts';
import { Phone } from './phone.ts';
import { PollingPlatform } from './platform.ts';
import { Shop } from './shop.ts';
import { Timeline } from './timeline.ts';
import { type Till, type TruePayment, Truth, yuan } from './truth.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export interface WorldResult {
  seed: number;
  wrongs: string[];
  story: string[];
  mistakes: Mistakes;
  counts: { orders: number; payments: number; credited: number; simulatedMs: number; kills: number };
  faults: Record<string, number>;
}

/** One world from its seed: a house with merchants, tills, devices and people, for an hour or two of their time. */
export async function runWorld(seed: number, template: string, { trace = false } = {}): Promise<WorldResult> {
  const dice = new Dice(seed);
  const timeline = new Timeline(new Dice(seed, 1));
  const truth = new Truth(() => timeline.now(), trace);
  const shm = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const dataDir = mkdtempSync(join(shm, 'mpay-world-'));
  copyFileSync(template, join(dataDir, 'mpay.db'));
  const bad = () => (dice.chance(0.5) ? 0 : dice.fraction());
  const net = new Net(timeline, new Dice(seed, 2), {
    lostBefore: 0.1 * bad(),
    lostAfter: 0.1 * bad(),
    slow: 0.1 * bad(),
  });
  const dieable = dice.chance(0.5);
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
    },
  };
  const machine: Machine = new Machine({
    ...{ timeline, net, dice: new Dice(seed, 3), config, jobsEveryMs: dice.pick([2, 4, 8]) * SECOND },
    onKilled() {
      truth.tell(() => 'the machine is killed');
      timeline.after(dice.between(200, 60_000), () => void start());
    },
  });
  const start = async () => {
    if (machine.isUp || machine.busy > 0) return;
    await machine.start();
    truth.tell(() => 'the machine is up');
    if (dieable && !isCalm && dice.chance(0.7))
      machine.breakdown = {
        statement: dice.between(30, 4_000),
        when: dice.pick(['before', 'after'] as const),
      };
  };

  /** Until what was begun waits for time to go by, or is done. */
  async function settle(): Promise<void> {
    for (let quiet = 0, before = -1; quiet < 2; ) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const isQuiet =
        before === timeline.activity &&
        (machine.busy === 0 || (timeline.nextAt() ?? Number.POSITIVE_INFINITY) <= timeline.elapsed);
      quiet = isQuiet ? quiet + 1 : 0;
      before = timeline.activity;
    }
  }
  async function runUntil(end: number): Promise<void> {
    for (;;) {
      await settle();
      const next = timeline.nextAt();
      if (next === null || next > end) break;
      timeline.step();
    }
    timeline.elapsed = Math.max(timeline.elapsed, end);
  }

  // ── what is there before the first buyer comes ──
  const tills: Till[] = [];
  const phones: { accountId: number; phone: Phone }[] = [];
  const shops: Shop[] = [];
  const heard = (payment: TruePayment) => {
    payment.knownAt ??= timeline.now();
  };
  const platform = new PollingPlatform({
    ...{ timeline, dice: new Dice(seed, 4), onVisible: heard },
    troubles: {
      lateRow: 0.3 * bad(),
      serverError: 0.2 * bad(),
      html: 0.1 * bad(),
      sessionLost: 0.1 * bad(),
      slow: 0.1 * bad(),
      rowTwice: bad(),
      shuffled: bad(),
      half: bad(),
    },
  });
  platform.clockOffMs = dice.pick([0, 0, dice.between(-1_500, 1_500)]);
  net.hosts.set(PollingPlatform.origin, platform.host);

  const db = openDatabase({ databaseUrl: '', dataDir });
  await writeSetting(db, 'installed_at', String(timeline.now()));
  const merchants = dice.pick([1, 1, 2, 3]);
  const toHear: { pid: number; accountId: number; name: string; key: string }[] = [];
  for (let each = 0; each < merchants; each++) {
    const merchant = await merchantRepository.create(db, { name: `M${each}`, now: timeline.now() });
    const graceMs = dice.between(0, 5) * MINUTE;
    await merchantRepository.saveRules(
      db,
      merchant.pid,
      MerchantRules.parse({
        orderLifetimeMs: dice.between(1, 6) * MINUTE,
        graceMs,
        slotLimitFen: dice.pick([3, 20, 99]),
        slotDirection: dice.pick(['up', 'down']),
        roundPrice: dice.pick(['when_alone', 'never']),
        paidHoldMs: dice.between(4, 6) * MINUTE,
        perNetwork: dice.pick([0, 2, 5]),
        notifyBy: dice.pick(['get', 'post']),
      }),
    );
    shops.push(
      new Shop(merchant.pid, merchant.key, {
        timeline,
        net,
        machine,
        truth,
        dice: new Dice(seed, 10 + each),
        graceMs,
        moody: 0.3 * bad(),
      }),
    );
    const has = dice.pick(['polled', 'told', 'both'] as const);
    if (has !== 'told') {
      const accountId = await buildAccount(db, merchant.pid, {
        login: `shop-${merchant.pid}`,
        password: 'p',
        baseUrl: PollingPlatform.origin,
        mode: 'continuous',
        intervalMs: dice.pick([2, 3, 5]) * SECOND,
      });
      for (let code = dice.between(1, 3); code > 0; code--) {
        const terminal = `T${each}-${code}`;
        const payTypes: PayType[] = ['wxpay', 'alipay'];
        await buildCode(db, accountId, { terminal, payTypes });
        tills.push({
          name: terminal,
          accountId,
          pid: merchant.pid,
          content: `https://qr.example/${terminal}`,
          kind: 'polled',
          login: `shop-${merchant.pid}`,
          payTypes,
        });
      }
    }
    if (has !== 'polled')
      toHear.push({ pid: merchant.pid, accountId: 0, name: `M${each}`, key: merchant.key });
  }
  await db.destroy();

  await Promise.all([runUntil(1), start()]);
  await runUntil(SECOND);
  for (const told of toHear) {
    await machine.use(async ({ accountDeps, devices, db: own }) => {
      told.accountId = await addAccount(accountDeps, told.pid, 'wxpay', {
        login: told.name,
        mode: 'continuous',
        intervalMs: 3_000,
        settings: {},
      });
      const content = `wxp://${told.name}`;
      await addCode(accountDeps, told.accountId, {
        kind: 'personal',
        label: '',
        style: 'link',
        content,
        payTypes: ['wxpay'],
      });
      tills.push({
        name: `W-${told.name}`,
        accountId: told.accountId,
        pid: told.pid,
        content,
        kind: 'told',
        login: told.name,
        payTypes: ['wxpay'],
      });
      for (let each = dice.between(1, 2); each > 0; each--) {
        const name = `${told.name}-phone-${each}`;
        const secret = `secret-of-${name}`;
        await devices.announce(own, {
          pid: told.pid,
          accountId: told.accountId,
          app: 'sms_forwarder',
          name,
          secret,
          now: timeline.now(),
        });
        const habits = { again: 0.6 * bad(), prefix: bad(), late: 0.5 * bad(), reordered: 0 };
        phones.push({
          accountId: told.accountId,
          phone: new Phone(
            { pid: told.pid, accountId: told.accountId, name, secret },
            {
              timeline,
              net,
              machine,
              truth,
              habits,
              dice: new Dice(seed, 30 + phones.length),
              onTaken: heard,
            },
          ),
        });
      }
    });
  }

  // ── an hour of their life ──
  const arrives = (payment: TruePayment) => {
    if (payment.till.kind === 'polled') return platform.take(payment);
    for (const { accountId, phone } of phones) if (accountId === payment.till.accountId) phone.hear(payment);
  };
  const prices = Array.from({ length: dice.between(1, 3) }, () =>
    dice.pick([100, 500, 990, 1_000, 1_001, 2_000]),
  );
  const busy = dice.pick([4, 10, 30]) * SECOND;
  const buyerDeps = {
    timeline,
    net,
    machine,
    truth,
    tills,
    dice: new Dice(seed, 5),
    paid: arrives,
    isCalm: () => isCalm,
  };
  // Most faults need little time; a few lives are long enough for what comes slowly.
  const length = (dice.chance(0.04) ? dice.between(15, 40) : dice.between(2, 6)) * MINUTE;
  const nextBuyer = (end: number): void => {
    timeline.after(dice.between(0, 2 * busy), () => {
      if (timeline.elapsed > end) return;
      nextBuyer(end);
      const payType = dice.pick(['wxpay', 'wxpay', 'alipay'] as const);
      void visit(buyerDeps, dice.pick(shops), {
        moneyFen: dice.pick(prices),
        payType,
        from: `203.0.113.${dice.between(1, 12)}`,
      });
    });
  };
  const nextTrouble = (): void => {
    timeline.after(dice.between(10, 240) * SECOND, () => {
      if (isCalm) return;
      nextTrouble();
      const what = dice.fraction();
      if (what < 0.35 && tills.length > 0) {
        const till = dice.pick(tills);
        const amountFen = dice.pick(prices) + dice.pick([0, 0, 0, 1, 2]);
        arrives(
          truth.pay({ kind: 'counter', till, amountFen, payType: dice.pick(till.payTypes), order: null }),
        );
      } else if (what < 0.55 && phones.length > 0)
        dice.pick(phones).phone.goAway(dice.between(5, 400) * SECOND);
      else if (what < 0.7 && dieable) machine.kill();
    });
  };
  nextBuyer(timeline.elapsed + length);
  nextTrouble();
  await runUntil(timeline.elapsed + length);

  // ── faults stop; whoever paid right has his goods soon ──
  isCalm = true;
  machine.breakdown = null;
  net.weather.lostBefore = net.weather.lostAfter = net.weather.slow = 0;
  platform.calm();
  for (const shop of shops) shop.calm();
  for (const { phone } of phones) phone.calm();
  machine.workEvery(8 * SECOND);
  await runUntil(timeline.elapsed + 2 * MINUTE);
  machine.workEvery(20 * SECOND);
  await runUntil(timeline.elapsed + 8 * MINUTE);
  // A platform is asked again with the next order: then all that was paid in between must be seen.
  for (const shop of shops)
    for (const payType of ['wxpay', 'alipay'] as const)
      for (let each = 0; each < 3; each++) void shop.submit(shop.newOrder(7_700, payType), '203.0.113.77');
  machine.workEvery(8 * SECOND);
  await runUntil(timeline.elapsed + MINUTE);
  // Shops that were dead are told again within the hour.
  machine.workEvery(MINUTE);
  for (let waited = 0; waited < 70 && truth.orders.some(isUntold); waited += 5)
    await runUntil(timeline.elapsed + 5 * MINUTE);

  const mistakes: Mistakes = {};
  checkServed(truth);
  if (!machine.isUp) truth.wrong('the machine did not come up again');
  for (const fault of machine.faultsTold) truth.wrong(`the product logged a fault: ${fault}`);
  await machine.use(async ({ db: own }) => {
    await checkCredits(own, truth, mistakes, tills);
    await checkBooks(own, truth, timeline.now());
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
    faults: { ...net.faults, ...platform.had },
  };
}

/** What the product wrote down about money, for whoever reads a story. */
async function booksOf(db: Db): Promise<string[]> {
  const rows = await db('receipts')
    .orderBy('id')
    .select(
      'id',
      'account_id',
      'amount_fen',
      'state',
      'reason',
      'trade_no',
      'paid_at',
      'seen_at',
      'raw',
      'why',
    );
  const texts = await db('forwarded_texts')
    .orderBy('id')
    .select('at', 'account_id', 'device_id', 'text', 'received_at', 'outcome', 'why', 'placed', 'receipt_id');
  const notes = await db('notifications').whereNot({ state: 'delivered' });
  const tried = await db('notification_attempts')
    .whereIn(
      'trade_no',
      notes.map(({ trade_no }) => trade_no),
    )
    .orderBy('id');
  const told = await db('events').whereNotNull('trade_no').orderBy('id');
  const asked = await db('accounts')
    .leftJoin('account_polls', 'account_polls.account_id', 'accounts.id')
    .select('accounts.id', 'health', 'health_reason', 'last_ok_at', 'polled_until', 'failures', 'last_error');
  const time = (at: unknown) => new Date(Number(at)).toISOString().slice(11, 23);
  return [
    ...rows.map(
      (row) =>
        `receipt ${row.id} account ${row.account_id} ${yuan(row.amount_fen)} ${row.state} ${row.reason ?? ''} ${row.trade_no ?? ''} paid ${time(row.paid_at)} seen ${time(row.seen_at)} ${row.why}`,
    ),
    ...asked.map((row) => `account ${JSON.stringify(row)}`),
    ...notes.map((row) => `notification ${JSON.stringify(row)}`),
    ...tried.map((row) => `attempt ${JSON.stringify(row)}`),
    ...told.map((row) => `event ${time(row.at)} ${row.trade_no} ${row.what} ${row.by ?? ''} ${row.detail}`),
    ...texts.map(
      (row) =>
        `text ${time(row.at)} account ${row.account_id} device ${row.device_id} "${row.text}" received ${time(row.received_at)} ${row.outcome} ${row.why ?? ''} ${row.placed ?? ''} ${row.receipt_id ?? ''}`,
    ),
  ];
}
