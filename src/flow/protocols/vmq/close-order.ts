import { z } from 'zod';
import type { Clock } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import { checkFields, requiredText } from '../../intake/index.ts';
import type { MerchantDirectory } from '../../merchants/index.ts';
import { findVmqOrder, unknownOrder } from './find-vmq-order.ts';
import { identifyShop } from './identify-shop.ts';

const CloseForm = z.object({ orderId: requiredText, sign: requiredText });

export interface CloseOrderDeps {
  db: Db;
  clock: Clock;
  merchants: Pick<MerchantDirectory, 'all'>;
  /** Closes the pending order of this number for the shop, its amount held for `graceMs`. Refusal 'not_pending'. */
  closeForShop(tradeNo: string, graceMs: number): Promise<void>;
}

/**
 * Closes a pending order of the shop that signed (MD5 of orderId + key). Its amount stays taken for the merchant's
 * grace time, as after a closing by hand. Refusal 'bad_input', 'bad_sign', 'unknown_order' or 'not_pending'.
 */
export async function closeVmqOrder(deps: CloseOrderDeps, params: VmqParams): Promise<void> {
  checkFields(CloseForm, params);
  const { merchant } = await identifyShop(deps.merchants, 'closeOrder', params);
  const order = await findVmqOrder(deps.db, params);
  if (order.pid !== merchant.pid) throw unknownOrder();
  await deps.closeForShop(order.tradeNo, merchant.rules.graceMs);
}
