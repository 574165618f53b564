import { SECOND } from '../../shared/clock.ts';
import { receipts } from '../receipts/index.ts';
import { settleReceipt } from './settle-receipt.ts';
import type { SettlementDeps } from './settlement-deps.ts';

/** A receipt that is still unfinished after this long was left by a crash. */
const LEFT_AFTER_MS = 10 * SECOND;
const AT_ONCE = 200;

/**
 * Finishes receipts that were recorded but not settled because the process died in between.
 * `at: 'start'` takes all of them; a running house leaves those of the last seconds to whoever recorded them.
 */
export async function settleLeftovers(
  deps: SettlementDeps,
  options: { signal?: AbortSignal; at?: 'start' | 'tick' } = {},
): Promise<number> {
  const before = deps.clock.now() - (options.at === 'start' ? 0 : LEFT_AFTER_MS);
  const left = await receipts.findUnfinished(deps.db, before, AT_ONCE);
  for (const receipt of left) {
    if (options.signal?.aborted) break;
    // One that can't be settled now must not keep the others, or the whole house, waiting.
    await settleReceipt(deps, receipt).catch((error: unknown) =>
      deps.log.error({ receiptId: receipt.id, err: error }, 'receipt_not_settled'),
    );
  }
  return left.length;
}
