import { DAY, HOUR } from '../../shared/clock.ts';
import { type Db, rowsOf } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { createdPeriods } from './created-period.ts';
import { toEarlier } from './earlier-placement.repository.ts';
import { toOrder } from './order.repository.ts';
import type { Order } from './order.ts';

/**
 * Longer than an order can wait for one amount: a day until it must be given its amount anew (KEPT_AT_MOST_MS), and
 * then the longest lifetime and the longest grace (see MerchantRules).
 */
export const LONGEST_HELD_MS = 2 * DAY + 2 * HOUR;

/** An order whose time is renewed again and again has its amount anew after this long; ms. */
export const KEPT_AT_MOST_MS = DAY;

/**
 * An order as a receipt sees it: `placement`, `placedAt`, `expiresAt` and `heldUntil` are those of the code and amount
 * that were asked about, which may be earlier ones. `earlierId` names those then.
 */
export type OrderForMoney = Order & { earlierId?: number };

export interface WantedMoney {
  accountId: number;
  payableFen: Fen;
  /** It was paid at some moment in [from, at]; ms. `from` left out: at `at`. */
  at: number;
  from?: number;
}

/**
 * Orders of the account that asked for exactly this amount and whose time includes a moment of [from, at]: at most one
 * for each code and pay type can wait at a time, so there are never many. Those that have their money are left out
 * unless `withPaid`, for money that doesn't tell all about itself.
 */
export async function findOrdersAwaiting(
  db: Db,
  wanted: WantedMoney & { withPaid?: boolean },
): Promise<OrderForMoney[]> {
  return findHolding(db, wanted, { which: wanted.withPaid ? '' : 'and o.receipt_id is null' });
}

/** Orders of the account, in whatever state, that asked for this amount at some moment of [from, to]; at most 20, the latest first. */
export async function findByPayable(
  db: Db,
  { from, to, ...wanted }: { accountId: number; payableFen: Fen; from: number; to: number },
): Promise<OrderForMoney[]> {
  const found = await findHolding(db, { ...wanted, from, at: to }, { latest: 10 });
  return found.sort((one, other) => other.heldUntil - one.heldUntil);
}

/**
 * Orders of the same price and merchant that waited for their money at a moment at which this one did, newest first; at
 * most 20. For people to read: of those that were created much longer ago than this one waited, none.
 */
export async function findOfPrice(db: Db, order: OrderForMoney): Promise<Order[]> {
  const from = order.placedAt ?? order.createdAt;
  const to = order.paidAt ?? order.heldUntil;
  const since = from - Math.max(HOUR, order.heldUntil - from);
  const rows = await db('orders')
    .whereIn('created_period', createdPeriods(since, to))
    .where({ money_fen: order.moneyFen })
    .whereBetween('created_at', [since, to])
    .where({ pid: order.pid })
    .where('held_until', '>=', from)
    .whereRaw('coalesce(placed_at, created_at) <= ?', [to])
    .whereRaw('coalesce(paid_at, held_until) >= ?', [from])
    .orderBy('created_at', 'desc')
    .limit(20);
  return rows.map(toOrder);
}

const earlierColumns = [
  ...['id', 'pay_type', 'payable_fen', 'account_id', 'code_id', 'terminal', 'why_code'],
  ...['placed_at', 'expires_at', 'held_until', 'paid_hold_ms', 'replaced_at'],
];
const noneEarlier = earlierColumns.map((name) => `null as earlier_${name}`).join(', ');
const theEarlier = earlierColumns.map((name) => `p.${name} as earlier_${name}`).join(', ');

async function findHolding(
  db: Db,
  { accountId, payableFen, at, from = at }: WantedMoney,
  { which = '', latest }: { which?: string; latest?: number },
): Promise<OrderForMoney[]> {
  const until = at + LONGEST_HELD_MS;
  const periods = createdPeriods(from, until);
  const first = (table: string) => (latest ? `order by ${table}.held_until desc limit ${latest}` : '');
  // What orders have now, through the index by the end of their hold; and the few earlier amounts beside it.
  const answer = await db.raw(
    `select * from (select o.*, ${noneEarlier} from orders o
      where o.held_period in (${periods.map(() => '?').join(',')}) and o.payable_fen = ?
        and o.held_until >= ? and o.held_until <= ? and o.account_id = ?
        and coalesce(o.placed_at, o.created_at) <= ? ${which} ${first('o')}) as present
    union all
    select * from (select o.*, ${theEarlier} from order_placements p
      join orders o on o.trade_no = p.trade_no
      where p.account_id = ? and p.payable_fen = ? and p.held_until >= ? and p.placed_at <= ? ${which}
      ${first('p')}) as earlier`,
    [...[...periods, payableFen, from, until, accountId, at], ...[accountId, payableFen, from, at]],
  );
  return rowsOf(answer).map(toOrderForMoney);
}

function toOrderForMoney(row: Record<string, unknown>): OrderForMoney {
  const order = toOrder(row);
  if (row.earlier_id === null) return order;
  const { id, placedAt, expiresAt, heldUntil, replacedAt: _, ...placement } = toEarlier(row, 'earlier_');
  return { ...order, placement, placedAt, expiresAt, heldUntil, earlierId: id };
}
