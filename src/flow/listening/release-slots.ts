import { type Db, inTransaction } from '../../shared/db.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { noteEnded } from './account-poll.repository.ts';

/**
 * Frees the amounts whose time is over; returns how many. Accounts whose amounts nobody paid are asked once more: the
 * money may have come in the last moment.
 */
export function releaseSlots(db: Db, now: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    for (const { accountId, endedAt } of await amountSlots.findEndedUnpaid(trx, now))
      await noteEnded(trx, accountId, endedAt);
    return amountSlots.releaseOverdueSlots(trx, now);
  });
}
