import { type Db, inTransaction } from '../../shared/db.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { codeDays } from '../code-limits/index.ts';
import { noteEnded } from './account-poll.repository.ts';

/**
 * Frees the amounts whose time is over; returns how many. Accounts whose amounts nobody paid are asked once more: the
 * money may have come in the last moment. `day`: of the display zone, on which codes that nobody paid are counted.
 */
export async function releaseSlots(db: Db, now: number, day: number): Promise<number> {
  // Mostly nobody ran out unpaid since the last time: then there is one statement, and nothing to lock.
  if ((await amountSlots.findEndedUnpaid(db, now)).length === 0)
    return amountSlots.releaseOverdueSlots(db, now, { onlyEnded: true });
  return inTransaction(db, async (trx) => {
    for (const { accountId, endedAt } of await amountSlots.findEndedUnpaid(trx, now))
      await noteEnded(trx, accountId, endedAt);
    await codeDays.noteUnpaid(trx, { day, now }, await amountSlots.countEndedUnpaid(trx, now));
    return amountSlots.releaseOverdueSlots(trx, now);
  });
}
