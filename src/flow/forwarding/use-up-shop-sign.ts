import { DAY } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { bindRequest, TAKEN } from './forwarded-request.repository.ts';
import { bodyHash, vmqReplayKey } from './replay-key.ts';

/** A signature of a shop may hold a time of any later day. */
const KEPT_MS = 30 * DAY;

/**
 * Uses the signature of a V免签 shop's /createOrder up. It is made with the same key as the app's and without
 * separators, and buyers may see it: with a `param` of their choice it can be one over a push of money, word for word.
 */
export async function useUpShopSign(
  db: Db,
  { sign, payId, now }: { sign: string; payId: string; now: number },
): Promise<void> {
  const used = bodyHash({ action: 'createOrder', data: payId });
  await bindRequest(db, { replayKey: vmqReplayKey(sign), bodyHash: used, at: now + KEPT_MS }, TAKEN);
}
