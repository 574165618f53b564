import { type Clock, DAY, SECOND } from '../../../shared/clock.ts';
import { type Db, inTransaction } from '../../../shared/db.ts';
import type { Account, AccountRepository } from '../../accounts/index.ts';
import { usualRules } from '../../counting/index.ts';
import type { Device, DeviceRepository } from '../../devices/index.ts';
import { findOrdersAwaiting } from '../../orders/index.ts';
import {
  type EvidencedReceipt,
  isDeafTo,
  listEvidence,
  listEvidenced,
  moveEvidence,
  type Receipt,
  receipts,
  type StoredEvidence,
} from '../../receipts/index.ts';
import { type SettlementDeps, settleReceipt } from '../../settlement/index.ts';
import { isKept } from '../keep-for-review.ts';
import { listVmqAccounts, type VmqAccountDeps } from './identify-vmq-app.ts';

/*
 * A V免签 app tells no account. Where a phone or PC tells of another account of its merchant, that one's word, seconds later,
 * may prove that the money came there, and not where an order happened to wait for it: so the app's word settles nothing
 * until that one had the time to tell.
 */

/** Devices that are well tell one payment within so long of each other. */
const WAIT_MS = usualRules.sureMs;
/** What is told while the app's word waits comes so long after it at most. */
const TOLD_WITHIN_MS = WAIT_MS + 5 * SECOND;
const AT_ONCE = 200;

export interface WaitDeps extends VmqAccountDeps {
  accounts: Pick<AccountRepository, 'list' | 'lock'>;
  settlement: SettlementDeps;
}

/**
 * True where a device of another account that the money may be of would tell of it; where it is not certain whose it is, one of
 * the chosen account, too. Not where such devices told of money several times, and the app of none of it: it does not hear that account.
 */
export async function mayOthersTell(
  trx: Db,
  { devices, clock }: { devices: Pick<DeviceRepository, 'listNear'>; clock: Clock },
  able: readonly Account[],
  { account: chosen, certain, source }: { account: Account; certain: boolean; source: string },
): Promise<boolean> {
  if (able.length === 1) return false;
  const now = clock.now();
  for (const { id: accountId, pid } of able) {
    if (accountId === chosen.id && certain) continue;
    const near = await devices.listNear(trx, { accountId, pid });
    const tells = near.some((device) => device.accountId === accountId && isAround(device, now));
    if (tells && !(await isDeafTo(trx, accountId, source))) return true;
  }
  return false;
}

/** True of a device that may tell at once: not known to be silent, and heard of today, for the quiet of one without heartbeats proves nothing. */
function isAround({ silentSince, lastSeenAt }: Device, now: number): boolean {
  return silentSince === null && lastSeenAt !== null && lastSeenAt > now - DAY;
}

/** The receipt of an app's word waits. `certain`: nothing speaks for another account so far. */
export function awaitOthers(trx: Db, receiptId: number, { certain }: { certain: boolean }): Promise<void> {
  return receipts.awaitWord(trx, receiptId, JSON.stringify({ by: 'counting', candidates: [], certain }));
}

/**
 * Ends the waiting of app's words that have waited long enough. What a device of another account told meanwhile is the same
 * payment; where the app told of two, a person decides. Returns how many ended.
 */
export async function endWaits(deps: WaitDeps, signal?: AbortSignal): Promise<number> {
  const { db, settlement } = deps;
  const waiting = await receipts.listAwaitingWord(db, settlement.clock.now() - WAIT_MS, AT_ONCE);
  for (const receipt of waiting) {
    if (signal?.aborted) break;
    // One that can't be ended now must not keep the others waiting.
    await endOne(deps, receipt).catch((err: unknown) =>
      settlement.log.error({ receiptId: receipt.id, err }, 'receipt_not_settled'),
    );
  }
  return waiting.length;
}

async function endOne(deps: WaitDeps, { id, pid }: Receipt): Promise<void> {
  const { db, settlement } = deps;
  const accounts = await listVmqAccounts(deps, pid);
  const maySettle = await inTransaction(db, async (trx) => {
    for (const account of accounts) await deps.accounts.lock(trx, account.id);
    const receipt = await receipts.getReceipt(trx, id);
    if (!receipts.isAwaitingWord(receipt)) return false;
    const words = await listEvidence(trx, id);
    const others = accounts.filter((account) => account.id !== receipt.accountId);
    const same = await findSame(trx, others, receipt, words);
    if (same && (words.length === 1 || !(await isAwaited(trx, receipt)))) {
      await moveEvidence(trx, id, same.id);
      await receipts.markCountedElsewhere(trx, id, same.id);
      return false;
    }
    if (!same && JSON.parse(receipt.why ?? '{}').certain === true) return receipts.endWait(trx, id);
    await receipts.leaveToSeveral(trx, id, same ? [same.id] : []);
    return false;
  });
  if (maySettle) await settleReceipt(settlement, await receipts.getReceipt(db, id));
}

/** What devices of other accounts told of this money, and the app did not; undefined: they told of none. */
async function findSame(
  trx: Db,
  others: readonly Account[],
  { payType, amountFen }: Receipt,
  words: readonly StoredEvidence[],
): Promise<EvidencedReceipt | undefined> {
  const first = Math.min(...words.map(({ happenedAt }) => happenedAt));
  const since = first - usualRules.sureMs;
  const isNear = ({ happenedAt, lateMs }: StoredEvidence) =>
    happenedAt >= since && happenedAt - (lateMs ?? 0) <= first + TOLD_WITHIN_MS;
  const sources = words.map(({ source }) => source);
  for (const { id: accountId } of others) {
    const told = await listEvidenced(trx, {
      accountId,
      payType,
      amountFen,
      since: since - usualRules.jitterMs,
    });
    const same = told.find(
      ({ reason, evidence }) =>
        !isKept(reason) && evidence.some(isNear) && evidence.every(({ source }) => !sources.includes(source)),
    );
    if (same) return same;
  }
  return undefined;
}

async function isAwaited(
  trx: Db,
  { accountId, amountFen: payableFen, paidAt, paidFrom }: Receipt,
): Promise<boolean> {
  const wanted = { accountId, payableFen, at: paidAt, from: paidFrom ?? paidAt };
  return (await findOrdersAwaiting(trx, wanted)).length > 0;
}
