import { HOUR, MINUTE } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import type { Fen } from '../../../shared/money.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import { type Account, codes } from '../../accounts/index.ts';
import { usualRules } from '../../counting/index.ts';
import { findByPayable, findOrdersAwaiting, type OrderForMoney } from '../../orders/index.ts';
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
  /** See Evidence. */
  lateMs: number | null;
}

/**
 * The account that the money of a push came to. The app does not say: with several accounts of the platform it is the
 * one of which it told this amount a moment ago, for then it tells the same again; else the one where an order of this
 * amount waits, or has just been paid, or of which another device told this amount. `certain` false: that holds for
 * several accounts, and not of one order, so that nobody knows; the payment is written down and settles nothing. One that is switched off
 * counts: buyers may still be paying there. Of an app that was away, whoever waited at some moment of that time is asked for,
 * as the money is matched. With all these accounts locked.
 */
export async function chooseVmqAccount(
  trx: Db,
  accounts: [Account, ...Account[]],
  told: ToldAmount,
): Promise<ChosenAccount> {
  const [only, ...others] = accounts;
  if (others.length === 0) return { account: only, certain: true, isExpected: true };
  const expecting: Expecting[] = [];
  for (const account of accounts) {
    const before = await receiptsNear(trx, account, told);
    const isAgain = before.some(({ evidence }) => evidence.some((one) => isSameAgain(one, told)));
    if (isAgain) return { account, certain: true, isExpected: true };
    const orders = await expectedBy(trx, account, told);
    if (before.length > 0 || orders.length > 0)
      expecting.push({ account, orders: before.length > 0 ? [] : orders });
  }
  const [first] = expecting;
  if (first && expecting.length > 1) {
    const ofOneOrder = presentOfOneOrder(expecting);
    return { account: ofOneOrder ?? first.account, certain: ofOneOrder !== null, isExpected: true };
  }
  if (first) return { account: first.account, certain: true, isExpected: true };
  return { account: (await firstInUse(trx, accounts)) ?? only, certain: true, isExpected: false };
}

export interface ChosenAccount {
  account: Account;
  certain: boolean;
  /** False: nobody waits for this amount anywhere. */
  isExpected: boolean;
}

/** What was told of this amount at this account around that time. */
async function receiptsNear(
  trx: Db,
  { id }: Account,
  { payType, amountFen, happenedAt, lateMs }: ToldAmount,
): Promise<EvidencedReceipt[]> {
  const from = happenedAt - (lateMs ?? 0) - TOLD_TWICE_WITHIN_MS;
  const since = from - usualRules.jitterMs;
  const found = await listEvidenced(trx, { accountId: id, payType, amountFen, since });
  const isNear = (at: number) => from <= at && at <= happenedAt + TOLD_TWICE_WITHIN_MS;
  return found.filter(
    ({ reason, evidence }) => !isKept(reason) && evidence.some((one) => isNear(one.happenedAt)),
  );
}

function isSameAgain(one: { source: string; happenedAt: number }, told: ToldAmount): boolean {
  return one.source === told.source && Math.abs(one.happenedAt - told.happenedAt) <= usualRules.repeatMs;
}

interface Expecting {
  account: Account;
  /** Those that ask for this amount there, now or before; none where something that was told speaks for the account. */
  orders: OrderForMoney[];
}

/**
 * An order that was moved from one account to another may ask for one amount at both: the money is its, whichever it
 * came to. The account that it has now; null where another order asks for the amount, too, or something else does.
 */
function presentOfOneOrder(expecting: Expecting[]): Account | null {
  const all = expecting.flatMap(({ orders }) => orders);
  const isOne = new Set(all.map(({ tradeNo }) => tradeNo)).size === 1;
  if (!isOne || expecting.some(({ orders }) => orders.length === 0)) return null;
  const present = expecting.find(({ orders }) => orders.some(({ earlierId }) => earlierId === undefined));
  return present?.account ?? null;
}

/** The orders that asked for this amount at the account when it may have been paid, or were paid it a moment before. */
async function expectedBy(
  trx: Db,
  { id }: Account,
  { amountFen, happenedAt: at, lateMs }: ToldAmount,
): Promise<OrderForMoney[]> {
  const wanted = { accountId: id, payableFen: amountFen };
  const from = at - (lateMs ?? 0);
  const awaiting = await findOrdersAwaiting(trx, { ...wanted, at, from });
  if (awaiting.length > 0) return awaiting;
  const recent = await findByPayable(trx, { ...wanted, from: from - HOUR, to: at });
  return recent.filter(({ paidAt, placement }) => {
    const mine = Math.max(TOLD_TWICE_WITHIN_MS, placement?.paidHoldMs ?? 0);
    return paidAt !== null && paidAt + mine >= from;
  });
}

/** Where money that no order expects is written down. */
async function firstInUse(trx: Db, accounts: Account[]): Promise<Account | undefined> {
  const ids = accounts.map(({ id }) => id);
  const inUse = (await codes.listCodes(trx, ids)).filter(({ enabled }) => enabled);
  return accounts.find(({ id, enabled }) => enabled && inUse.some(({ accountId }) => accountId === id));
}
