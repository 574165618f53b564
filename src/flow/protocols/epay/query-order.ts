import type { Db } from '../../../shared/db.ts';
import { refuse } from '../../../shared/errors.ts';
import { saying } from '../../../shared/saying.ts';
import type { ShopParams } from '../../intake/index.ts';
import { OUT_TRADE_NO } from '../../intake/index.ts';
import type { MerchantDirectory } from '../../merchants/index.ts';
import { type Order, orders, TRADE_NO } from '../../orders/index.ts';
import { identifyByKey } from './identify-by-key.ts';

/**
 * The order that a shop asks for with its pid and key; `trade_no` wins over `out_trade_no`, as in E25.
 * Refusal 'bad_key' (wrong key or unknown pid, not told apart), 'bad_input' or 'unknown_order'.
 */
export async function queryOrder(
  deps: { db: Db; merchants: MerchantDirectory },
  params: ShopParams,
): Promise<Order> {
  const merchant = await identifyByKey(deps, params);
  const order = await lookUp(deps.db, merchant.pid, params);
  if (!order || order.pid !== merchant.pid) throw refuse('unknown_order.epay');
  return order;
}

async function lookUp(db: Db, pid: number, params: ShopParams): Promise<Order | undefined> {
  if (params.trade_no)
    return TRADE_NO.test(params.trade_no) ? orders.findOrder(db, params.trade_no) : undefined;
  if (!params.out_trade_no) {
    throw refuse('no_number', {}, { fields: [{ field: 'trade_no', problem: saying('problem.empty') }] });
  }
  if (!OUT_TRADE_NO.test(params.out_trade_no)) return undefined;
  const [order] = await orders.findOrdersByOutTradeNo(db, pid, [params.out_trade_no.slice(0, 64)]);
  return order;
}
