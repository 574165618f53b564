import { HOUR, MINUTE } from '../../shared/clock.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { type Account, codes } from '../accounts/index.ts';
import { findByPayable, findOrdersAwaiting } from '../orders/index.ts';
import { listVmqAccounts } from './identify-vmq-app.ts';
import type { ForwardingDeps } from './receive-message.ts';

/** Within this time, or the hold after a payment, another device may have told of the same one already: its order waits no more. */
const TOLD_TWICE_WITHIN_MS = 5 * MINUTE;

/**
 * The account that the money of a push came to. The app does not say: with several accounts that take the pay type it is the
 * one where an order of this amount waits, or has just been paid. `certain` false: in several accounts one does, so
 * that nobody knows; the payment is written down and settles nothing. Undefined: the merchant has no such account.
 * One that is switched off counts: buyers may still be paying there.
 */
export async function findVmqAccount(
  deps: Pick<ForwardingDeps, 'db' | 'accounts' | 'plugins'>,
  push: { pid: number; payType: PayType; amountFen: Fen; at: number },
): Promise<{ account: Account; certain: boolean } | undefined> {
  const accounts = (await listVmqAccounts(deps, push.pid)).filter(({ platform }) =>
    deps.plugins.find(platform)?.payTypes.includes(push.payType),
  );
  const [only, ...others] = accounts;
  if (!only || others.length === 0) return only && { account: only, certain: true };
  const expecting: Account[] = [];
  for (const account of accounts) if (await expects(deps, account, push)) expecting.push(account);
  const [first] = expecting;
  if (first) return { account: first, certain: expecting.length === 1 };
  return { account: (await firstInUse(deps, accounts)) ?? only, certain: true };
}

async function expects(
  { db }: Pick<ForwardingDeps, 'db'>,
  { id }: Account,
  { amountFen, at }: { amountFen: Fen; at: number },
): Promise<boolean> {
  const wanted = { accountId: id, payableFen: amountFen };
  if ((await findOrdersAwaiting(db, { ...wanted, at })).length > 0) return true;
  const recent = await findByPayable(db, { ...wanted, from: at - HOUR, to: at });
  return recent.some(({ paidAt, placement }) => {
    const mine = Math.max(TOLD_TWICE_WITHIN_MS, placement?.paidHoldMs ?? 0);
    return paidAt !== null && paidAt + mine >= at;
  });
}

/** Where money that no order expects is written down. */
async function firstInUse(
  { db }: Pick<ForwardingDeps, 'db'>,
  accounts: Account[],
): Promise<Account | undefined> {
  const ids = accounts.map(({ id }) => id);
  const inUse = (await codes.listCodes(db, ids)).filter(({ enabled }) => enabled);
  return accounts.find(({ id, enabled }) => enabled && inUse.some(({ accountId }) => accountId === id));
}
