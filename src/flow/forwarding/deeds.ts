import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import type { Account } from '../accounts/index.ts';
import { recordDeed } from '../events/index.ts';
import { dismissText } from './forwarded-text.repository.ts';

/** A person has looked at a text that nobody understood. One that was dismissed already is fine too. */
export async function dismissByHand(
  deps: { db: Db; clock: Clock },
  { id, account }: { id: number; account: Pick<Account, 'id' | 'pid'> },
  actor: Actor,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    if (!(await dismissText(trx, id))) return;
    await recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'text.dismiss', subject: `text ${id}` },
      ...{ pid: account.pid, accountId: account.id },
    });
  });
}
