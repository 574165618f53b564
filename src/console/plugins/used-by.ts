import type { Account } from '../../flow/accounts/index.ts';
import { orders } from '../../flow/orders/index.ts';
import type { Db } from '../../shared/db.ts';
import type { ConsoleDeps } from '../console-deps.ts';

/** The accounts that need a platform, of all merchants: those that are on, and those whose orders may still be paid. */
export async function usedBy(
  { accounts, clock }: Pick<ConsoleDeps, 'accounts' | 'clock'>,
  db: Db,
  platformId: string,
): Promise<Account[]> {
  const all = (await accounts.list(db)).filter(({ platform }) => platform === platformId);
  const awaiting = await orders.accountsAwaiting(
    db,
    all.map(({ id }) => id),
    clock.now(),
  );
  return all.filter(({ id, enabled }) => enabled || awaiting.includes(id));
}
