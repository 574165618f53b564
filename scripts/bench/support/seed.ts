import { createdPeriod, newTradeNo, type OrderState } from '../../../src/flow/orders/index.ts';
import { DAY, HOUR, MINUTE } from '../../../src/shared/clock.ts';
import { isSqlite } from '../../../src/shared/db.ts';
import type { PayType } from '../../../src/shared/pay-type.ts';
import type { Site } from './site.ts';

const YEAR = 365 * DAY;
const LIFETIME = 5 * MINUTE;
const GRACE = 5 * MINUTE;
const AT_ONCE = 500;
const BATCHES_IN_TRANSACTION = 20;
/** A prime that walks through the amounts in no visible order. */
const STRIDE = 7_919;
const AMOUNTS = 900_000;

/**
 * Fills the tables as a year of business leaves them: `closed` orders of the past year (70 % paid, 28 % expired,
 * 2 % closed by hand) with receipts and notifications, and `open` ones of the last minutes with their slots.
 * Straight by SQL, without the product, which should not be running.
 */
export async function seedOrders(site: Site, counts: { closed: number; open: number }): Promise<void> {
  const { db } = site;
  if (isSqlite(db)) await db.raw('PRAGMA synchronous = OFF');
  const now = Date.now();
  const past = (n: number) => now - YEAR + Math.floor((n / counts.closed) * (YEAR - HOUR));
  const recent = (n: number) => now - LIFETIME + Math.floor((n / counts.open) * LIFETIME);
  await insertRows(site, counts.closed, (n) => orderRow(site, n, stateOf(n), past(n)));
  await insertRows(site, counts.open, (n) => orderRow(site, counts.closed + n, 'pending', recent(n)));
  await derive(site);
  if (isSqlite(db)) await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
}

function stateOf(n: number): OrderState {
  const share = (n * 37) % 100;
  if (share < 70) return 'paid';
  return share < 98 ? 'expired' : 'closed';
}

function payTypeOf(n: number): PayType {
  const share = (n * 61) % 100;
  if (share < 60) return 'wxpay';
  return share < 95 ? 'alipay' : 'unionpay';
}

function orderRow({ merchant, codes }: Site, n: number, state: OrderState, createdAt: number) {
  const code = codes[n % codes.length];
  if (!code) throw new Error('the site has no codes');
  const money = 100 + ((n * STRIDE) % AMOUNTS);
  const payType = payTypeOf(n);
  // The open ones stay open for as long as they are measured.
  const expiresAt = state === 'pending' ? createdAt + HOUR : createdAt + LIFETIME;
  return {
    trade_no: newTradeNo(createdAt),
    pid: merchant.pid,
    out_trade_no: `SEED${createdAt}${n}`,
    requested_type: payType,
    name: 'VIP会员 12 个月',
    money_fen: money,
    notify_url: 'https://shop.example/pay/notify?shop=1',
    return_url: 'https://shop.example/thanks?order_id=7',
    client_ip: '203.0.113.7',
    pay_type: payType,
    payable_fen: money,
    account_id: code.accountId,
    code_id: code.id,
    terminal: code.terminal,
    why_code: '{"rule":"least_recently_used","turn":1,"lastUsed":0,"of":3,"passedOver":[]}',
    state,
    created_at: createdAt,
    created_period: createdPeriod(createdAt),
    expires_at: expiresAt,
    held_until: expiresAt + GRACE,
    held_period: createdPeriod(expiresAt + GRACE),
    placed_at: createdAt,
    paid_at: state === 'paid' ? createdAt + MINUTE : null,
    closed_at: state === 'closed' ? createdAt + 2 * MINUTE : null,
    odd: '',
  };
}

type OrderRow = ReturnType<typeof orderRow>;

async function insertRows({ db }: Site, count: number, rowOf: (n: number) => OrderRow): Promise<void> {
  const columns = Object.keys(rowOf(0)) as (keyof OrderRow)[];
  const one = `(${columns.map(() => '?').join(',')})`;
  for (let from = 0; from < count; ) {
    await db.transaction(async (trx) => {
      for (let batch = 0; batch < BATCHES_IN_TRANSACTION && from < count; batch++) {
        const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => rowOf(from + at));
        const values = rows.flatMap((row) => columns.map((column) => row[column]));
        const sql = `insert into orders (${columns.join(',')}) values ${rows.map(() => one).join(',')}`;
        await trx.raw(sql, values as (string | number)[]);
        from += rows.length;
      }
    });
  }
}

/** What orders bring with them: slots of the open ones, receipts and notifications of the paid ones. */
async function derive({ db }: Site): Promise<void> {
  const slotScope = isSqlite(db) ? "'code:' || code_id" : "concat('code:', code_id)";
  await db.raw(`insert into amount_slots (scope, pay_type, payable_fen, trade_no, release_at,
      account_id, money_fen, placed_at, expires_at)
    select ${slotScope}, pay_type, payable_fen, trade_no, held_until,
      account_id, money_fen, created_at, expires_at from orders where state = 'pending'`);
  await db.raw(`insert into receipts (account_id, pid, platform, external_id, pay_type, amount_fen, terminal,
      paid_at, seen_at, raw, state, trade_no, why)
    select account_id, pid, 'sqbpay', trade_no, pay_type, payable_fen, terminal,
      paid_at, paid_at, '{}', 'used', trade_no, '{}' from orders where state = 'paid'`);
  await db.raw(`insert into notifications (trade_no, state, queued_at, attempts, acknowledged_at)
    select trade_no, 'acknowledged', paid_at, 1, paid_at from orders where state = 'paid'`);
}
