import type { Db } from '../../shared/db.ts';
import { type Fen, fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { type EarlierPlacement, type Order, USUAL_PAID_HOLD_MS } from './order.ts';

/** The only SQL that writes `order_placements`: what orders had before. Few orders ever have a row here. */

/** Keeps the code and amount that the order has now. Money paid up to `heldUntil` stays its own. */
export async function keepPlacement(
  trx: Db,
  order: Pick<Order, 'tradeNo' | 'placement' | 'placedAt' | 'createdAt'>,
  { expiresAt, heldUntil, replacedAt }: Pick<EarlierPlacement, 'expiresAt' | 'heldUntil' | 'replacedAt'>,
): Promise<void> {
  const { tradeNo, placement, placedAt, createdAt } = order;
  if (!placement) return;
  await trx('order_placements').insert({
    trade_no: tradeNo,
    pay_type: placement.payType,
    payable_fen: placement.payableFen,
    account_id: placement.accountId,
    code_id: placement.codeId,
    terminal: placement.terminal,
    why_code: placement.why,
    placed_at: placedAt ?? createdAt,
    expires_at: expiresAt,
    held_until: heldUntil,
    paid_hold_ms: placement.paidHoldMs ?? USUAL_PAID_HOLD_MS,
    replaced_at: replacedAt,
  });
}

/** What the order had before, oldest first. */
export async function listEarlier(db: Db, tradeNo: string): Promise<EarlierPlacement[]> {
  const rows = await db('order_placements').where({ trade_no: tradeNo }).orderBy('id');
  return rows.map((row) => toEarlier(row));
}

/** The order has it again as its present one. */
export async function forgetEarlier(trx: Db, id: number): Promise<void> {
  await trx('order_placements').where({ id }).delete();
}

/** Somebody else has the paid order's earlier amount from `now` on: money that is paid from then is not its. */
export async function endEarlierHold(
  trx: Db,
  { tradeNo, payType, payableFen }: { tradeNo: string; payType: PayType; payableFen: Fen },
  now: number,
): Promise<void> {
  await trx('order_placements')
    .where({ trade_no: tradeNo, pay_type: payType, payable_fen: payableFen })
    .where('held_until', '>=', now)
    .update({ held_until: now - 1 });
}

export function toEarlier(row: Record<string, unknown>, prefix = ''): EarlierPlacement {
  const at = (name: string) => row[`${prefix}${name}`];
  return {
    id: Number(at('id')),
    payType: String(at('pay_type')) as PayType,
    payableFen: fen(Number(at('payable_fen'))) as Fen,
    accountId: Number(at('account_id')),
    codeId: Number(at('code_id')),
    terminal: String(at('terminal')),
    why: String(at('why_code')),
    paidHoldMs: Number(at('paid_hold_ms')),
    placedAt: Number(at('placed_at')),
    expiresAt: Number(at('expires_at')),
    heldUntil: Number(at('held_until')),
    replacedAt: Number(at('replaced_at')),
  };
}
