import type { Db } from '../../shared/db.ts';
import { usualRules } from '../counting/index.ts';
import { listAppSources } from '../devices/index.ts';
import { findOrdersAwaiting } from '../orders/index.ts';
import { findToldBy, receipts } from '../receipts/index.ts';
import { type HoldDeps, holdUnclaimed } from '../settlement/index.ts';
import type { ToldBy, ToldPayment } from './told-payment.ts';

/** What stands with money of one account that was counted, by an app's word, as another account's. A stable word, see keptReasons. */
const COUNTED_ELSEWHERE = 'counted_elsewhere';

/**
 * A device tells of money that nobody waits for at its account, and around that time a V免签 app, which tells no account, told
 * of such money that then paid an order of another account of the merchant, and no other device did: this may be that
 * payment. It settles nothing then and is for a person: true. To be called for a receipt that was just opened.
 */
export async function leaveIfCountedElsewhere(
  trx: Db,
  holds: HoldDeps,
  { account, device }: Pick<ToldBy, 'account' | 'device'>,
  { payType, amountFen, happenedAt, withinMs, lateMs }: ToldPayment,
  receiptId: number,
): Promise<boolean> {
  if (device.accountId === null) return false;
  const apps = await listAppSources(trx, account.pid);
  if (apps.length === 0) return false;
  const from = happenedAt - (lateMs ?? 0);
  const wanted = { accountId: account.id, pid: account.pid, payType, amountFen };
  const elsewhere = await findToldBy(trx, apps, {
    ...wanted,
    ...{ from: from - usualRules.jitterMs, to: happenedAt + usualRules.jitterMs },
  });
  if (elsewhere.length === 0) return false;
  const at = happenedAt + withinMs;
  const awaiting = await findOrdersAwaiting(trx, { accountId: account.id, payableFen: amountFen, at, from });
  if (awaiting.length > 0) return false;
  const why = JSON.stringify({ by: 'counting', candidates: elsewhere });
  await receipts.markUnmatched(trx, receiptId, COUNTED_ELSEWHERE, why);
  await holdUnclaimed(trx, holds, { ...account, accountId: account.id, amountFen });
  return true;
}
