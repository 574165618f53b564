import { MINUTE, SECOND } from '../../shared/clock.ts';
import { isSqlite } from '../../shared/db.ts';
import { errorText } from '../../shared/errors.ts';
import type { Account } from '../accounts/index.ts';
import * as bills from './bill.repository.ts';
import { type BillDeps, closeAtPlatform } from './bill-deps.ts';

/** Longer than the host's deadline for a call: an intent that is as old belongs to a process that is gone. */
const CUT_OFF_AFTER_MS = MINUTE;
const AT_ONCE = 50;
/** Doubles with each failure. */
const FIRST_REST_MS = 10 * SECOND;
const LONGEST_REST_MS = 10 * MINUTE;

/** Gives up intents whose process is gone: on the embedded database, at its start, all of them. */
export async function giveUpCutOff(
  { db, clock, log }: Pick<BillDeps, 'db' | 'clock' | 'log'>,
  { atStart = false } = {},
): Promise<void> {
  const now = clock.now();
  const before = atStart && isSqlite(db) ? now + 1 : now - CUT_OFF_AFTER_MS;
  for (const bill of await bills.listCutOff(db, before, AT_ONCE)) {
    if (!(await bills.markFailed(db, bill.id, now))) continue;
    const { tradeNo, accountId, reference } = bill;
    log.warn({ billId: bill.id, tradeNo, accountId, reference }, 'bill_cut_off');
  }
}

/**
 * Closes what could be paid though no order waits on it: bills of orders that are over, that have another code now or were
 * paid otherwise, that came too late, and those that a crash left behind. One that closes by itself before we can is
 * left to.
 */
export async function closeBills(deps: BillDeps, signal?: AbortSignal): Promise<void> {
  await giveUpCutOff(deps);
  for (const bill of await bills.listIdle(deps.db, deps.clock.now(), AT_ONCE)) {
    if (signal?.aborted) return;
    await closeOne(deps, bill);
  }
}

async function closeOne(deps: BillDeps, bill: bills.IdleBill): Promise<void> {
  const { db, clock, log, accounts } = deps;
  const now = clock.now();
  if (bill.isPaid) return bills.markEnded(db, bill.id, 'paid', now);
  const account = await accounts.find(db, bill.accountId);
  const isOver = bill.closesAt !== null && bill.closesAt <= now;
  if (isOver || !account || bill.reference === null) return bills.markEnded(db, bill.id, 'closed', now);
  if (!canClose(deps, account)) {
    // It ends by itself: looked at again then.
    if (bill.closesAt === null) return bills.markEnded(db, bill.id, 'closed', now);
    await bills.claimClosing(db, bill, bill.closesAt);
    return;
  }
  const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(bill.closings, 10));
  if (!(await bills.claimClosing(db, bill, now + rest))) return;
  try {
    await closeAtPlatform(deps, account, bill.reference);
    await bills.markEnded(db, bill.id, 'closed', clock.now());
  } catch (error) {
    const { id: billId, tradeNo, accountId } = bill;
    log.warn({ billId, tradeNo, accountId, problem: errorText(error) }, 'bill_not_closed');
  }
}

function canClose({ plugins }: BillDeps, { platform: id }: Account): boolean {
  const platform = plugins.find(id);
  // Of one that is gone nothing is known: tried, as ever.
  return platform?.listening !== 'polled' || platform.closeBill !== undefined;
}
