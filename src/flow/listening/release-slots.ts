import { DAY, MINUTE } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { type Counted, codeDays } from '../code-limits/index.ts';
import { findTrials } from '../orders/index.ts';
import { noteEnded } from './account-poll.repository.ts';

/** What a device held back it tells within so long after it is heard again. */
const UNTIL_TOLD_MS = 5 * MINUTE;

/** Of an account that devices tell of. */
export interface Heard {
  /** When one of them was last, ms. */
  at: number;
  /** How many amounts of one price may stay taken while none is. */
  keep: number;
}

/**
 * Frees the amounts whose time is over; returns how many. Accounts whose amounts nobody paid are asked once more: the
 * money may have come in the last moment. Where devices tell of it, and none was heard since an order ran out, some amounts
 * of each price stay taken for up to a day: their money may still be told, and would be taken for a younger order's.
 * `day`: of the display zone, on which codes that nobody paid are counted. `lastHeard`: null for an account that no device
 * tells of, or where none is known.
 */
export async function releaseSlots(
  db: Db,
  now: number,
  day: number,
  lastHeard: (trx: Db, accountId: number) => Promise<Heard | null> = async () => null,
): Promise<number> {
  // Mostly nobody ran out unpaid since the last time: then there is one statement, and nothing to lock.
  if ((await amountSlots.findEndedUnpaid(db, now)).length === 0)
    return amountSlots.releaseOverdueSlots(db, now, { onlyEnded: true });
  return inTransaction(db, async (trx) => {
    for (const { accountId, endedAt } of await amountSlots.findEndedUnpaid(trx, now)) {
      await noteEnded(trx, accountId, endedAt);
      const heard = await lastHeard(trx, accountId);
      if (heard === null || heard.at >= endedAt) continue;
      const since = Math.max(heard.at, now - DAY);
      const until = now + UNTIL_TOLD_MS;
      await amountSlots.keepEndedUnpaid(trx, accountId, { since, now, until, most: heard.keep });
    }
    // What stays taken is counted when it is freed.
    await codeDays.noteUnpaid(trx, { day, now }, await countUnpaid(trx, now));
    return amountSlots.releaseOverdueSlots(trx, now);
  });
}

/** How many orders of each code ran out unpaid. That a trial did says nothing of the code. */
async function countUnpaid(trx: Db, now: number): Promise<Counted[]> {
  const ended = await amountSlots.listEndedUnpaid(trx, now);
  const trials = await findTrials(
    trx,
    ended.map(({ tradeNo }) => tradeNo),
  );
  const counts = new Map<number, Counted>();
  for (const { tradeNo, codeId, accountId } of ended) {
    if (trials.has(tradeNo)) continue;
    const counted = counts.get(codeId) ?? { codeId, accountId, count: 0 };
    counts.set(codeId, { ...counted, count: counted.count + 1 });
  }
  return [...counts.values()];
}
