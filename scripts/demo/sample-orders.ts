import { setImmediate as nextTurn } from 'node:timers/promises';
import { notifications } from '../../src/flow/notifications/index.ts';
import { type NewOrder, newTradeNo, orders, type Placement } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { type Db, inTransaction } from '../../src/shared/db.ts';
import { type Fen, fen } from '../../src/shared/money.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { saying } from '../../src/shared/saying.ts';
import { seededRandom } from './seeded-random.ts';

/** A code that took money in the past. */
export interface SampleCode {
  id: number;
  accountId: number;
  platform: string;
  terminal: string;
  payTypes: PayType[];
}

interface Options {
  pid: number;
  codes: SampleCode[];
  notifyUrl: string;
  now: number;
  seed?: number;
}

/** What every sample's name begins with: nobody takes them for sales of his own. */
export const SAMPLE_MARK = '示例 · ';

const DAYS = 30;
const PER_DAY = 11;
const LIFETIME = 5 * MINUTE;
const GRACE = 5 * MINUTE;
/** Younger than this are only the visitor's own. */
const YOUNGEST = 30 * MINUTE;

const goods: readonly [name: string, money: number, weight: number][] = [
  ['一杯美式咖啡', 1_200, 8],
  ['拿铁（大杯）', 1_800, 6],
  ['会员月卡', 1_500, 5],
  ['会员季卡', 3_900, 3],
  ['手冲壶', 19_900, 1],
  ['咖啡豆 250g', 6_800, 2],
  ['充值 50 元', 5_000, 3],
  ['充值 100 元', 10_000, 2],
];
/** When people buy, hour by hour in China. */
const busyness = [2, 1, 0, 0, 0, 0, 1, 3, 6, 8, 9, 10, 12, 9, 7, 7, 8, 9, 10, 12, 13, 11, 8, 4];

type Fate = 'paid' | 'paid late' | 'paid by hand' | 'told late' | 'not told' | 'expired' | 'closed';
const fates: readonly [Fate, number][] = [
  ['paid', 82],
  ['told late', 3],
  ['paid late', 2],
  ['paid by hand', 1],
  ['not told', 0.5],
  ['expired', 10],
  ['closed', 1.5],
];

interface Sample {
  order: NewOrder & { placement: Placement };
  code: SampleCode;
  fate: Fate;
  paidAt: number;
}

/**
 * A month of a small shop's orders, with receipts and notifications, through the product's own repositories: the
 * console has something to show. The same seed gives the same orders, but for their random numbers. None of them
 * waits for money or for a call to the shop.
 */
export async function addSampleOrders(db: Db, options: Options): Promise<number> {
  const samples = makeSamples(options);
  await inTransaction(db, async (trx) => {
    for (let at = 0; at < samples.length; at += 200) {
      await orders.insertOrders(
        trx,
        samples.slice(at, at + 200).map(({ order }) => order),
      );
    }
    const expired = samples.filter(({ fate }) => fate === 'expired');
    await orders.markExpired(trx, expired.map(tradeNoOf), options.now);
    for (const { order } of samples.filter(({ fate }) => fate === 'closed')) {
      await orders.markClosed(trx, order.tradeNo, order.createdAt + MINUTE, order.createdAt + MINUTE + GRACE);
    }
    const paid = samples.filter(({ fate }) => fate !== 'expired' && fate !== 'closed');
    const ids = await addReceipts(trx, paid);
    for (const [at, sample] of paid.entries()) {
      // The driver never lets go by itself: clocks and sockets get their turn here.
      if (at % 10 === 0) await nextTurn();
      await settle(trx, sample, ids.get(sample.order.tradeNo) ?? null, options);
    }
    await addUnmatched(trx, options);
  });
  return samples.length;
}

function makeSamples({ pid, codes, notifyUrl, now, seed = 20261127 }: Options): Sample[] {
  const random = seededRandom(seed);
  const samples: Sample[] = [];
  for (let back = DAYS - 1; back >= 0; back--) {
    const midnight = Math.floor((now + 8 * HOUR) / DAY) * DAY - 8 * HOUR - back * DAY;
    // A little more each week, and more on weekends.
    const isWeekend = [0, 6].includes(new Date(midnight + 8 * HOUR).getUTCDay());
    const count = Math.round(PER_DAY * (isWeekend ? 1.5 : 1) * (1.25 - back / 60) * (0.8 + 0.4 * random()));
    for (let number = 0; number < count; number++) {
      const hour = pick(
        random,
        busyness.map((weight, at) => [at, weight] as const),
      );
      const createdAt = midnight + hour * HOUR + Math.floor(random() * HOUR);
      const sample = makeSample(random, { pid, codes, notifyUrl, createdAt, number: samples.length });
      if (createdAt < now - YOUNGEST) samples.push(sample);
    }
  }
  return samples.sort((a, b) => a.order.createdAt - b.order.createdAt);
}

function makeSample(
  random: () => number,
  {
    pid,
    codes,
    notifyUrl,
    createdAt,
    number,
  }: Pick<Options, 'pid' | 'codes' | 'notifyUrl'> & {
    createdAt: number;
    number: number;
  },
): Sample {
  const [name, money] = pick(
    random,
    goods.map((one) => [one, one[2]] as const),
  );
  const payType = pick(random, [
    ['wxpay', 6],
    ['alipay', 3.5],
    ['unionpay', 0.5],
  ] as const);
  const fitting = codes.filter(({ payTypes }) => payTypes.includes(payType));
  const code = fitting[Math.floor(random() * fitting.length)] as SampleCode;
  const fate = pick(random, fates);
  const offset = random() < 0.8 ? 0 : Math.ceil(random() * 4);
  const paidAfter = fate === 'paid late' ? LIFETIME + random() * 3 * MINUTE : (8 + random() * 90) * SECOND;
  const tradeNo = newTradeNo(createdAt);
  return {
    code,
    fate,
    paidAt: Math.round(createdAt + paidAfter),
    order: {
      ...{ protocol: 'epay', pid, tradeNo, outTradeNo: `SAMPLE${createdAt}${number}` },
      ...{ requestedType: payType, name: `${SAMPLE_MARK}${name}`, moneyFen: fen(money), notifyUrl },
      ...{ returnUrl: null, param: 'sample', sitename: '示例数据', clientIp: null, device: null },
      ...{ createdAt, expiresAt: createdAt + LIFETIME, heldUntil: createdAt + LIFETIME + GRACE },
      placement: {
        ...{ payType, payableFen: fen(money + offset), accountId: code.accountId, codeId: code.id },
        ...{ terminal: code.terminal, why: JSON.stringify({ sample: true }) },
      },
    },
  };
}

/** The payments that platform and phone told; ids by trade number. */
async function addReceipts(trx: Db, paid: Sample[]): Promise<Map<string, number>> {
  const told = paid
    .filter(({ fate }) => fate !== 'paid by hand')
    .map(({ order, code, paidAt }) =>
      receiptOf(code, {
        ...{ pid: order.pid, externalId: `SAMPLE${order.tradeNo.slice(0, 26)}`, paidAt },
        ...{ payType: order.placement.payType, amountFen: order.placement.payableFen },
      }),
    );
  const recorded = [];
  for (let at = 0; at < told.length; at += 200) {
    const some = told.slice(at, at + 200);
    await receipts.insertReceipts(trx, some);
    recorded.push(...(await receipts.findByExternalIds(trx, some)));
  }
  const idOf = new Map(recorded.map(({ externalId, id }) => [externalId, id]));
  return new Map(
    paid.flatMap(({ order }) => {
      const id = idOf.get(`SAMPLE${order.tradeNo.slice(0, 26)}`);
      return id === undefined ? [] : [[order.tradeNo, id] as const];
    }),
  );
}

function receiptOf(
  code: SampleCode,
  told: { pid: number; externalId: string; payType: PayType; amountFen: Fen; paidAt: number },
) {
  const raw = JSON.stringify({ sample: true, note: '示例数据，不是真实的收款' });
  return {
    ...{ accountId: code.accountId, platform: code.platform, terminal: code.terminal },
    ...{ ...told, seenAt: told.paidAt + 2 * SECOND, raw },
  };
}

/** Paid, and what the shop was told of it. */
async function settle(
  trx: Db,
  { order, fate, paidAt }: Sample,
  receiptId: number | null,
  { notifyUrl }: Options,
): Promise<void> {
  const { tradeNo } = order;
  const now = paidAt + 2 * SECOND;
  const why = JSON.stringify(
    receiptId === null ? { by: 'hand', actor: 'admin' } : { by: 'matching', fits: [tradeNo], rejected: [] },
  );
  const odd = receiptId === null ? (['by_hand'] as const) : fate === 'paid late' ? (['late'] as const) : [];
  if (receiptId !== null) await receipts.markUsed(trx, [{ id: receiptId, tradeNo, why }]);
  await orders.markPaid(trx, [{ tradeNo, receiptId, odd: [...odd], why }], now);
  const owner = 'sample';
  const hosts = [new URL(notifyUrl).host];
  await notifications.enqueue(trx, { tradeNos: [tradeNo], hosts, now, leaseOwner: owner, leaseUntil: now });
  const failed = fate === 'told late' || fate === 'not told';
  const record = (number: number, startedAt: number, isOver: boolean, nextAttemptAt: number | null) =>
    notifications.recordAttempts(
      trx,
      [
        {
          ...{ tradeNo, number, byHand: false, nextAttemptAt },
          call: {
            ...{ startedAt, durationMs: 40 + (startedAt % 160), httpStatus: isOver ? 200 : 502 },
            ...{
              outcome: isOver ? 'acknowledged' : 'refused',
              cause: isOver ? null : saying('cause.status', { status: 502 }),
            },
            bodyHead: isOver ? 'success' : 'Bad Gateway',
          },
        },
      ],
      { owner, now: startedAt },
    );
  if (!failed) await record(1, now, true, null);
  else await record(1, now, false, fate === 'not told' ? null : now + 5 * SECOND);
  if (fate === 'told late') await record(2, now + 5 * SECOND, true, null);
}

/** Two payments that fit no order: what a person sees who wonders what to do with them. */
async function addUnmatched(trx: Db, { pid, codes, now }: Options): Promise<void> {
  const [code] = codes;
  if (!code) return;
  for (const [index, amount] of [888, 2_050].entries()) {
    const paidAt = now - (index + 1) * 26 * HOUR;
    const told = receiptOf(code, {
      ...{
        pid,
        externalId: `SAMPLEUNMATCHED${index}`,
        payType: 'wxpay' as const,
        amountFen: fen(amount),
        paidAt,
      },
    });
    const why = JSON.stringify({ by: 'matching', fits: [], rejected: [] });
    await receipts.insertReceipt(trx, told, { state: 'unmatched', reason: 'no_order', why });
  }
}

const tradeNoOf = ({ order }: Sample) => order.tradeNo;

function pick<Choice>(random: () => number, choices: readonly (readonly [Choice, number])[]): Choice {
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return (choices.at(-1) as readonly [Choice, number])[0];
}
