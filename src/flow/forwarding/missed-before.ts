import type { Db } from '../../shared/db.ts';
import { quietAt, type Recent, type Report, usualRules } from '../counting/index.ts';
import { isWithoutBeats, sourceOf } from '../devices/index.ts';
import { forgetLateness, listEvidenced, receipts as receiptBook } from '../receipts/index.ts';
import { isKept } from './keep-for-review.ts';
import type { ToldBy, ToldPayment } from './told-payment.ts';

/**
 * Evidence.lateMs of what a device without heartbeats tells: null while nothing speaks against its time. A PC that slept
 * tells on waking what was paid meanwhile, with the time of telling. That it was quiet proves nothing; that another device
 * told this amount meanwhile, and this one did not, does: it was away, and this may be that very payment. Not where another
 * one tells the amount now: that vouches for the time.
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
  // What is kept for a person, whoever sent it, vouches for nothing: it may be this device's own word.
  const isVouched = told.some(
    ({ reason, evidence }) =>
      !isKept(reason) && evidence.some((one) => one.source !== source && isPromptNear(one, happenedAt)),
  );
  return isMissed && !isVouched ? happenedAt - since : null;
}

/**
 * What this prompt report vouches for: what a device without heartbeats told on waking, within seconds of it, and what waits
 * in review for that. Its time is the time of its telling then. True when there was such a one.
 */
export async function vouchFor(trx: Db, report: Report, { receipts }: Recent): Promise<boolean> {
  if (report.lateMs !== null) return false;
  for (const { id, inReview, evidence } of receipts) {
    const [only] = evidence;
    if (!inReview || !only || evidence.length > 1 || only.lateMs === null) continue;
    if (only.source === report.source || !isNear(only.happenedAt, report.happenedAt)) continue;
    if (!(await isWithoutBeats(trx, only.source))) continue;
    await forgetLateness(trx, id);
    await receiptBook.paidWhenTold(trx, id);
    return true;
  }
  return false;
}

function isPromptNear({ lateMs, happenedAt }: { lateMs: number | null; happenedAt: number }, at: number) {
  return lateMs === null && isNear(happenedAt, at);
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= usualRules.sureMs;
}
