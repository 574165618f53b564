import { type Db, inTransaction, isDuplicate } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { MerchantRules } from '../merchants/index.ts';
import { isOpen, type Order, orders } from '../orders/index.ts';
import type { Moment } from './find-place.ts';
import { busy } from './order-intake.ts';
import type { Rotation } from './place-orders.ts';
import type { RanOut } from './ran-out.ts';
import { renewOrder } from './renew-order.ts';

const RACES_LOST = 5;

export interface ChooseDeps {
  db: Db;
  rotation: Rotation;
  moment(): Moment;
  ranOut: RanOut;
}

/**
 * Gives a pending order the code that the buyer's choice leads to: its first one, or another in the place of the one
 * that it has. True for the one call that did it; false when the order has such a code already, or waits no more.
 * Refusal 'no_code', 'all_taken', 'too_many_open' or 'too_many_changes'.
 */
export async function chooseType(
  deps: ChooseDeps,
  { tradeNo, pid, moneyFen }: Pick<Order, 'tradeNo' | 'pid' | 'moneyFen'>,
  payType: PayType,
  rules: MerchantRules,
): Promise<boolean> {
  for (let lost = 0; ; lost++) {
    try {
      const outcome = await inTransaction(deps.db, async (trx) => {
        await deps.rotation.lockTurns(trx, pid);
        const order = await orders.lockOrder(trx, tradeNo);
        const moment = deps.moment();
        if (!isOpen(order, moment.now)) return null;
        return renewOrder(trx, deps.rotation, order, { payType, rules, byShop: false }, moment);
      });
      if (outcome === null) return false;
      if (!('failure' in outcome)) return outcome.renewed;
      await deps.ranOut({ pid, payType, moneyFen }, outcome);
      throw busy(outcome);
    } catch (error) {
      // Another process was quicker with this amount: the next look sees it.
      if (error instanceof Refusal || !isDuplicate(error) || lost >= RACES_LOST) throw error;
    }
  }
}
