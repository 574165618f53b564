import { HOUR, MINUTE } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import type { Fen } from '../../../shared/money.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import { type Account, codes } from '../../accounts/index.ts';
import { usualRules } from '../../counting/index.ts';
import { findByPayable, findOrdersAwaiting } from '../../orders/index.ts';
import { type EvidencedReceipt, listEvidenced } from '../../receipts/index.ts';
import { isKept } from '../keep-for-review.ts';

/** Within this time, or the hold after a payment, another device may have told of the same one already: its order waits no more. */
const TOLD_TWICE_WITHIN_MS = 5 * MINUTE;

/** What a V免签 app told: that this amount came in, not where. */
export interface ToldAmount {
  /** As Evidence has it. */
  source: string;
  payType: PayType;
  amountFen: Fen;
  /** ms, corrected by the phone's skew. */
  happenedAt: number;
}

/**
 * The account that the money of a push came to. The app does not say: with several accounts of the platform it is the
 * one of which it told this amount a moment ago, for then it tells the same again; else the one where an order of this
 * amount waits, or has just been paid, or of which another device told this amount. `certain` false: that holds for
 * several accounts, so that nobody knows; the payment is written down and settles nothing. One that is switched off
 * counts: buyers may still be paying there. With all these accounts locked.
 */
export async function chooseVmqAccount(
  trx: Db,
  accounts: [Account, ...Account[]],
  told: ToldAmount,
): Promise<{ account: Account; certain: boolean }> {
  const [only, ...others] = accounts;
  if (others.length === 0) return { account: only, certain: true };
  const expecting: Account[] = [];
  for (const account of accounts) {
    const before = await receiptsNear(trx, account, told);
    const isAgain = before.some(({ evidence }) => evidence.some((one) => isSameAgain(one, told)));
    if (isAgain) return { account, certain: true };
    if (before.length > 0 || (await expects(trx, account, told))) expecting.push(account);
  }
  const [first] = expecting;
  if (first) return { account: first, certain: expecting.length === 1 };
  return { account: (await firstInUse(trx, accounts)) ?? only, certain: true };
}

/** What was told of this amount at this account around that time. */
async function receiptsNear(
  trx: Db,
  { id }: Account,
  { payType, amountFen, happenedAt }: ToldAmount,
): Promise<EvidencedReceipt[]> {
  const since = happenedAt - TOLD_TWICE_WITHIN_MS - usualRules.jitterMs;
  const found = await listEvidenced(trx, { accountId: id, payType, amountFen, since });
  const isNear = (at: number) => Math.abs(at - happenedAt) <= TOLD_TWICE_WITHIN_MS;
  return found.filter(
    ({ reason, evidence }) => !isKept(reason) && evidence.some((one) => isNear(one.happenedAt)),
  );
}

function isSameAgain(one: { source: string; happenedAt: number }, told: ToldAmount): boolean {
  return one.source === told.source && Math.abs(one.happenedAt - told.happenedAt) <= usualRules.repeatMs;
}

async function expects(
  trx: Db,
  { id }: Account,
  { amountFen, happenedAt: at }: ToldAmount,
): Promise<boolean> {
  const wanted = { accountId: id, payableFen: amountFen };
  if ((await findOrdersAwaiting(trx, { ...wanted, at })).length > 0) return true;
  const recent = await findByPayable(trx, { ...wanted, from: at - HOUR, to: at });
  return recent.some(({ paidAt, placement }) => {
    const mine = Math.max(TOLD_TWICE_WITHIN_MS, placement?.paidHoldMs ?? 0);
    return paidAt !== null && paidAt + mine >= at;
  });
}

/** Where money that no order expects is written down. */
async function firstInUse(trx: Db, accounts: Account[]): Promise<Account | undefined> {
  const ids = accounts.map(({ id }) => id);
  const inUse = (await codes.listCodes(trx, ids)).filter(({ enabled }) => enabled);
  return accounts.find(({ id, enabled }) => enabled && inUse.some(({ accountId }) => accountId === id));
}
