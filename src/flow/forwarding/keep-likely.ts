import type { Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import type { Device } from '../devices/index.ts';
import { type Receipt, receipts } from '../receipts/index.ts';
import type { HoldDeps } from '../settlement/index.ts';
import type { Counted } from './count-payment.ts';
import { keepUnproven } from './keep-unproven.ts';
import type { PhoneFrame } from './read-frame.ts';
import type { MessageFacts, Payment } from './take-message.ts';
import { listHash } from './text-hash.ts';

const REASON = 'rule_unconfirmed';

/**
 * Keeps for the owner what a rule read that is only likely (keepUnproven). The same message sent again is the same
 * receipt, whatever became of it meanwhile.
 */
export async function keepLikely(
  trx: Db,
  holds: HoldDeps,
  facts: MessageFacts,
  { frame, device, rule }: { frame: PhoneFrame; device: Device; rule: string },
  { payType, amountFen, happenedAt, lateMs, fingerprint }: Payment,
): Promise<Counted> {
  const key = likelyKey(device, fingerprint);
  const before = await findLikely(trx, facts.account.id, key);
  if (before !== null) return { placed: 'known', receiptId: before, toSettle: [] };
  const receiptId = await keepUnproven(trx, holds, facts, REASON, {
    ...{ payType, amountFen, happenedAt, key, rule, device: device.name },
    paidFrom: lateMs === null ? null : happenedAt - lateMs,
    told: { title: frame.title, text: frame.msg, receivedAt: frame.receivedAt },
  });
  return { placed: 'review', receiptId, toSettle: [] };
}

/** The receipt that this message was kept as before its rule was confirmed; null: it was not. */
export async function findLikely(trx: Db, accountId: number, key: string): Promise<number | null> {
  const [kept] = await receipts.findByExternalIds(trx, [{ accountId, externalId: `${REASON}:${key}` }]);
  return kept?.id ?? null;
}

export function likelyKey(device: Pick<Device, 'id'>, fingerprint: string): string {
  return listHash('likely rule', device.id, fingerprint);
}

/** The rule whose confirmation the receipt waits for; null: it waits for none. */
export function ruleToConfirm({
  state,
  reason,
  why,
}: Pick<Receipt, 'state' | 'reason' | 'why'>): string | null {
  if (reason !== REASON || state === 'used' || why === null) return null;
  const { rule } = JSON.parse(why) as { rule?: unknown };
  return typeof rule === 'string' ? rule : null;
}

/** These merchants' payments that wait for a rule's confirmation, newest first. */
export async function listUnconfirmed(db: Db, scope: Scope, limit: number): Promise<Receipt[]> {
  return receipts.listReceipts(db, { scope, state: 'unmatched', reason: REASON }, limit);
}
