import { DAY, MINUTE } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { codeDays } from '../code-limits/index.ts';
import { noteEnded } from './account-poll.repository.ts';

/** What a device held back it tells within so long after it is heard again. */
const UNTIL_TOLD_MS = 5 * MINUTE;

/**
 * Frees the amounts whose time is over; returns how many. Accounts whose amounts nobody paid are asked once more: the
 * money may have come in the last moment. Where devices tell of it, and none was heard since an order ran out, one amount
 * of each price stays taken for up to a day: its money may still be told, and would be taken for a younger order's.
 * `day`: of the display zone, on which codes that nobody paid are counted. `lastHeard`: of such an account, when one of them
 * was; ms. Null: of another one, or where none is known.
 */
export async function releaseSlots(
  db: Db,
  now: number,
  day: number,
  lastHeard: (trx: Db, accountId: number) => Promise<number | null> = async () => null,
): Promise<number> {
  // Mostly nobody ran out unpaid since the last time: then there is one statement, and nothing to lock.
  if ((await amountSlots.findEndedUnpaid(db, now)).length === 0)
    return amountSlots.releaseOverdueSlots(db, now, { onlyEnded: true });
  return inTransaction(db, async (trx) => {
    for (const { accountId, endedAt } of await amountSlots.findEndedUnpaid(trx, now)) {
      await noteEnded(trx, accountId, endedAt);
      const heardAt = await lastHeard(trx, accountId);
      if (heardAt === null || heardAt >= endedAt) continue;
      const since = Math.max(heardAt, now - DAY);
      await amountSlots.keepEndedUnpaid(trx, accountId, { since, now, until: now + UNTIL_TOLD_MS });
    }
    // What stays taken is counted when it is freed.
    await codeDays.noteUnpaid(trx, { day, now }, await amountSlots.countEndedUnpaid(trx, now));
    return amountSlots.releaseOverdueSlots(trx, now);
  });
}
