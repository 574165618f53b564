import type { Db } from '../../shared/db.ts';
import { quietAt, usualRules } from '../counting/index.ts';
import { sourceOf } from '../devices/index.ts';
import { listEvidenced } from '../receipts/index.ts';
import type { ToldBy, ToldPayment } from './told-payment.ts';

/**
 * Evidence.lateMs of what a device without heartbeats tells: null while nothing speaks against its time. A PC that slept
 * tells on waking what was paid meanwhile, with the time of telling. That it was quiet proves nothing; that another device
 * told this amount meanwhile, and this one did not, does: it was away, and this may be that very payment.
 */
export async function lateIfMissed(
  trx: Db,
  { account, device }: Pick<ToldBy, 'account' | 'device'>,
  { payType, amountFen, happenedAt }: Pick<ToldPayment, 'payType' | 'amountFen' | 'happenedAt'>,
): Promise<number | null> {
  const quiet = device.heartbeatAt === null ? quietAt(device.silences, happenedAt) : undefined;
  if (!quiet) return null;
  const source = sourceOf(device.id);
  const since = quiet.from - usualRules.jitterMs;
  const until = happenedAt - usualRules.jitterMs;
  const told = await listEvidenced(trx, { accountId: account.id, payType, amountFen, since });
  const isMissed = told.some(
    ({ evidence }) =>
      evidence.every((one) => one.source !== source) &&
      evidence.some((one) => since <= one.happenedAt && one.happenedAt < until),
  );
  return isMissed ? happenedAt - since : null;
}
