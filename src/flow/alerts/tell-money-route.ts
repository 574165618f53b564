import type { Actor } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { raiseAlert } from './alert.repository.ts';

/** A change of where buyers' money goes, or of where we look for it. */
export interface MoneyRouteChange {
  /** As in the audit log: "code.edit". */
  action: string;
  /** As in the audit log: "code 3". */
  subject: string;
  accountId: number;
  /** What people call it; '' where that says nothing. */
  name: string;
  /** Names of what changed; never values, which may be secrets. */
  fields: readonly string[];
  now: number;
}

/**
 * Tells the owner: whoever got into the console would lead the money to himself. Each change is an alert of its own,
 * so that a second one does not hide the first. Goes into the transaction of the change.
 */
export async function tellMoneyRoute(
  trx: Db,
  { name: actor, ip }: Pick<Actor, 'name' | 'ip'>,
  change: MoneyRouteChange,
): Promise<void> {
  const { action, subject, accountId, name, fields, now } = change;
  await raiseAlert(trx, {
    kind: 'money_route',
    subject: `route:${subject}:${now}`,
    accountId,
    detail: { action, subject, name, fields, actor, ip },
    now,
  });
}
