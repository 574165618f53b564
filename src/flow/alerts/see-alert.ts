import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { recordDeed } from '../events/index.ts';
import { type Alert, resolveAlert } from './alert.repository.ts';

/** A person has looked: the alert is put away, and it is written down who did so. One that is over already stays as it is. */
export async function seeAlert(
  { db, clock }: { db: Db; clock: Clock },
  alert: Alert,
  actor: Actor,
): Promise<void> {
  const { id, kind, subject, accountId, pid } = alert;
  await inTransaction(db, async (trx) => {
    const at = clock.now();
    if (!(await resolveAlert(trx, subject, at))) return;
    await recordDeed(trx, actor, {
      ...{ at, action: 'alert.resolve', subject: `alert ${id}`, pid, accountId },
      detail: { alert: kind, accountId },
    });
  });
}
