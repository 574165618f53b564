import { type Clock, MINUTE } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { type Fen, fen } from '../../shared/money.ts';
import { isPayType, type PayType } from '../../shared/pay-type.ts';
import { type Alert, listOpenAlertsOf, raiseAlert, resolveAlert } from '../alerts/index.ts';
import type { MerchantDirectory } from '../merchants/index.ts';
import type { PlacementFailure } from './find-place.ts';
import { lookAtPrice, type Rotation } from './place-orders.ts';

/** A flood of refused orders tells the same again and again: written down once in so long. */
const TOLD_AGAIN_AFTER_MS = MINUTE;
const OPEN_AT_MOST = 200;

/** What was wanted: one price in one pay type. */
export interface WantedPrice {
  pid: number;
  payType: PayType | null;
  moneyFen: Fen;
}

/** Told of each order for which no amount was left. */
export type RanOut = (wanted: WantedPrice, failure: PlacementFailure) => Promise<void>;

/**
 * Tells the owner that a price's amounts were all taken, and by whom, or that limits keep all codes from it: one alert for each price and pay type, however
 * many orders were refused. `watch` ends those whose price can be had again.
 */
export function createRanOut(deps: {
  db: Db;
  clock: Clock;
  rotation: Pick<Rotation, 'listRoutable'>;
  merchants: Pick<MerchantDirectory, 'find'>;
}) {
  const { db, clock } = deps;
  const toldAt = new Map<string, number>();

  const ranOut: RanOut = async ({ pid, payType, moneyFen }, failure) => {
    if (payType === null || (failure.failure === 'no_code' && !failure.limited)) return;
    const now = clock.now();
    // One limit keeps many prices away.
    const what = failure.failure === 'no_code' ? failure.why : moneyFen;
    const subject = `all_taken:${pid}:${payType}:${what}`;
    const last = toldAt.get(subject);
    if (last !== undefined && last <= now && now - last < TOLD_AGAIN_AFTER_MS) return;
    toldAt.set(subject, now);
    const detail = { pid, payType, moneyFen, ...detailOf(failure) };
    await raiseAlert(db, { kind: 'all_taken', subject, accountId: null, pid, detail, now });
  };

  function detailOf(failure: PlacementFailure) {
    if (failure.failure !== 'no_code') return { why: failure.failure, ...failure.shortage };
    return { why: 'limited', limit: failure.why, limited: failure.limited };
  }

  /** Ends the alerts of prices that an order can be placed at again. */
  async function watch(signal?: AbortSignal): Promise<void> {
    const now = clock.now();
    for (const [subject, at] of toldAt) if (now - at >= TOLD_AGAIN_AFTER_MS) toldAt.delete(subject);
    for (const alert of await listOpenAlertsOf(db, 'all_taken', OPEN_AT_MOST)) {
      if (signal?.aborted) return;
      if (await isOver(alert)) {
        toldAt.delete(alert.subject);
        await resolveAlert(db, alert.subject, now);
      }
    }
  }

  async function isOver({ detail }: Alert): Promise<boolean> {
    const payType = String(detail.payType);
    const merchant = await deps.merchants.find(Number(detail.pid));
    if (!merchant || !isPayType(payType)) return true;
    const wish = { payType, moneyFen: fen(Number(detail.moneyFen)), rules: merchant.rules };
    const { isFree, isPlentiful } = await lookAtPrice(db, deps.rotation, merchant.pid, wish);
    // Of a network that holds its share, the owner is told for as long as amounts are scarce.
    return detail.why === 'too_many_open' ? isPlentiful : isFree;
  }

  return { ranOut, watch };
}
