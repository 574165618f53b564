import { SECOND } from '../../../src/shared/clock.ts';
import type { Db } from '../../../src/shared/db.ts';
import { type BuyerDeps, confirm, look } from '../buyer.ts';
import type { Shop } from '../shop.ts';
import { unfinished } from './aftermath.ts';
import type { RealTime } from './real-time.ts';
import type { TwinTruth } from './twin-truth.ts';

/** What waits for a lease, for a rest or for a shop's next turn comes within so long after the plan. */
const PATIENCE_MS = 150 * SECOND;
/** What was known so long ago has to stand in the books. */
const READ_WITHIN_MS = 2 * SECOND;
/** What the last orders cost, which have every platform asked once more. */
const LAST_FEN = 7_700;

/**
 * Nobody comes any more, and nobody troubles anything: all that was paid right and told has to be settled, and every shop has to
 * say that it knows. Returns how long that took, ms; what is missing even then is written down as too late.
 */
export async function settleDown(deps: {
  db: Db;
  time: RealTime;
  truth: TwinTruth;
  shops: readonly Shop[];
  buyers: BuyerDeps;
}): Promise<number> {
  const { db, time, truth, shops, buyers } = deps;
  const begun = time.now();
  for (const shop of shops)
    for (const payType of ['wxpay', 'alipay', 'wxpay', 'alipay'] as const)
      await shop.submit(shop.newOrder(LAST_FEN, payType), '203.0.113.77');
  for (;;) {
    for (const order of truth.orders.filter(({ moneyFen }) => moneyFen === LAST_FEN)) {
      const shown = await look(buyers, order);
      if (shown?.till.mode === 'on_demand') await confirm(buyers, order);
    }
    await time.pause(READ_WITHIN_MS + SECOND);
    const left = [...(await unfinished(db)), ...(await truth.missing(db, buyers.tills, READ_WITHIN_MS))];
    const tookMs = time.now() - begun;
    if (left.length > 0 && tookMs < PATIENCE_MS) continue;
    for (const words of left) truth.tooLate(words);
    return tookMs;
  }
}
