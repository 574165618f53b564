import type { Scope } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import type { AccountRepository } from '../accounts/index.ts';
import { type Receipt, receipts } from '../receipts/index.ts';
import { type SettlementDeps, settleReceipt } from '../settlement/index.ts';
import { deleteConfirmedRule, insertConfirmedRule } from './text-rule.repository.ts';

export interface ConfirmDeps {
  db: Db;
  clock: Clock;
  accounts: Pick<AccountRepository, 'lock'>;
  settlement: SettlementDeps;
}

/** Receipt.reason of money that waits for this: its `why` names the rule. */
export const RULE_UNCONFIRMED = 'rule_unconfirmed' as const;

/** What is confirmed, and by which money. */
export interface Confirmation {
  accountId: number;
  /** The rule's id. */
  rule: string;
  /** The payment in review that it was said of: it may settle now. Null: only the rule is confirmed. */
  receiptId: number | null;
}

/**
 * The owner says "this is money that came in": from now on the rule counts by itself for this account, and the payment
 * that it was said of settles the order that it fits, if there is one; its trade number is returned, else null. `note`
 * writes down who said so, in the same transaction. For the button in the console and for a test payment that proves the
 * same. Refusal 'not_unconfirmed' (409) where the payment does not wait for this rule.
 */
export async function confirmRule(
  deps: ConfirmDeps,
  { accountId, rule, receiptId }: Confirmation,
  note: (trx: Db) => Promise<void>,
): Promise<string | null> {
  await inTransaction(deps.db, async (trx) => {
    await deps.accounts.lock(trx, accountId);
    if (receiptId !== null) {
      const receipt = await receipts.getReceipt(trx, receiptId);
      if (receipt.accountId !== accountId || ruleToConfirm(receipt) !== rule)
        throw refuse('not_unconfirmed.meanwhile');
      await receipts.markNew(trx, receiptId);
    }
    await insertConfirmedRule(trx, { accountId, rule, at: deps.clock.now() });
    await note(trx);
  });
  if (receiptId === null) return null;
  const receipt = await receipts.getReceipt(deps.db, receiptId);
  return settleReceipt(deps.settlement, receipt, { wasLookedAt: true });
}

/** Takes the confirmation back: what the rule reads waits for a person again. Refusal 'unknown_rule' where there is none. */
export async function revokeRule(
  deps: Pick<ConfirmDeps, 'db'>,
  { accountId, rule }: Omit<Confirmation, 'receiptId'>,
  note: (trx: Db) => Promise<void>,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    if (!(await deleteConfirmedRule(trx, accountId, rule))) throw refuse('unknown_rule.unconfirmed');
    await note(trx);
  });
}

/** The rule whose confirmation the receipt waits for; null: it waits for none. */
export function ruleToConfirm({
  state,
  reason,
  why,
}: Pick<Receipt, 'state' | 'reason' | 'why'>): string | null {
  if (reason !== RULE_UNCONFIRMED || state === 'used' || why === null) return null;
  const { rule } = JSON.parse(why) as { rule?: unknown };
  return typeof rule === 'string' ? rule : null;
}

/** These merchants' payments that wait for a rule's confirmation, newest first. */
export async function listUnconfirmed(db: Db, scope: Scope, limit: number): Promise<Receipt[]> {
  return receipts.listReceipts(db, { scope, state: 'unmatched', reason: RULE_UNCONFIRMED }, limit);
}
