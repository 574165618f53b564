import type { Db } from '../../shared/db.ts';
import { amountSlots } from '../amount-slots/index.ts';
import type { Receipt } from '../receipts/index.ts';
import type { SettlementDeps } from './settlement-deps.ts';

export type HoldDeps = Pick<SettlementDeps, 'clock' | 'isTold' | 'unclaimedHold'>;
export type UnclaimedMoney = Pick<Receipt, 'accountId' | 'pid' | 'platform' | 'amountFen'>;

/**
 * Money came that settles nothing, or not yet: as after a payment nobody is given its amount for a while, because the
 * device may tell it again, minutes later and as if it were another, and an order that came in between is not paid by
 * it. Nothing to do where a platform is asked: it numbers its payments.
 */
export async function holdUnclaimed(trx: Db, deps: HoldDeps, money: UnclaimedMoney): Promise<void> {
  if (!deps.isTold?.(money.platform) || !deps.unclaimedHold) return;
  const holdMs = await deps.unclaimedHold(trx, money);
  const { accountId, amountFen: payableFen } = money;
  const now = deps.clock.now();
  const place = { scope: `account:${accountId}`, payableFen };
  await amountSlots.holdUnclaimed(trx, place, { accountId, now, until: now + holdMs });
}
