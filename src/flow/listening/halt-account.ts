import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import { haltSubject, raiseAlert, resolveAlert } from '../alerts/index.ts';

interface Deps {
  db: Db;
  clock: Clock;
  accounts: Pick<AccountRepository, 'halt' | 'setHealth'>;
}

/** Stops the account, or has it wait for its owner, who is told in the same transaction. As AccountRepository.halt. */
export async function haltAccount(
  { db, accounts }: Deps,
  { id }: Pick<Account, 'id'>,
  health: 'stopped' | 'needs_you',
  told: Parameters<AccountRepository['halt']>[3],
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    if (!(await accounts.halt(trx, id, health, told))) return false;
    await raiseAlert(trx, {
      ...{ kind: 'account_halted', subject: haltSubject(id), accountId: id, now: told.now },
      detail: { health, reason: told.reason },
    });
    return true;
  });
}

/** It answers again: whoever was told otherwise needs to look no more. */
export async function noteWell({ db, clock, accounts }: Deps, { id }: Pick<Account, 'id'>): Promise<void> {
  await inTransaction(db, async (trx) => {
    await accounts.setHealth(trx, id, 'ok', null, clock.now());
    await resolveAlert(trx, haltSubject(id), clock.now());
  });
}
