import type { TextRule } from '../../plugin-api/text-rules/index.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Account } from '../accounts/index.ts';
import { recordDeed } from '../events/index.ts';
import type { Receipt } from '../receipts/index.ts';
import { type ConfirmDeps, confirmRule, revokeRule } from './confirm-rule.ts';
import type { RuleBook } from './rule-book.ts';

/** What people do about rules for texts. Each is written down in the transaction of the deed. */

/** A person says that what the rule read is money: see confirmRule. */
export async function confirmByHand(
  deps: ConfirmDeps,
  { id: receiptId, pid, accountId, amountFen }: Receipt,
  rule: string,
  actor: Actor,
): Promise<string | null> {
  return confirmRule(deps, { accountId, rule, receiptId }, (trx) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'rule.confirm', subject: `rule ${rule}` },
      ...{ pid, accountId, receiptId, detail: { accountId, amountFen } },
    }),
  );
}

/** A person takes that back: see revokeRule. */
export async function revokeByHand(
  deps: Pick<ConfirmDeps, 'db' | 'clock'>,
  { id: accountId, pid }: Pick<Account, 'id' | 'pid'>,
  rule: string,
  actor: Actor,
): Promise<void> {
  await revokeRule(deps, { accountId, rule }, (trx) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'rule.revoke', subject: `rule ${rule}` },
      ...{ pid, accountId, detail: { accountId } },
    }),
  );
}

interface RuleDeps {
  clock: Clock;
  rules: Pick<RuleBook, 'add' | 'remove'>;
}

/** A rule of the owner's, which reads every merchant's texts: see RuleBook. */
export async function addOwnRule(
  deps: RuleDeps,
  platform: string,
  rule: TextRule,
  actor: Actor,
): Promise<void> {
  await deps.rules.add(platform, rule, noteRule(deps, 'rule.add', rule, actor));
}

export async function removeOwnRule(deps: RuleDeps, rule: TextRule, actor: Actor): Promise<void> {
  await deps.rules.remove(rule.id, noteRule(deps, 'rule.remove', rule, actor));
}

function noteRule(
  { clock }: RuleDeps,
  action: string,
  { id, titles, texts }: TextRule,
  actor: Actor,
): (trx: Db) => Promise<void> {
  return (trx) =>
    recordDeed(trx, actor, {
      ...{ at: clock.now(), action, subject: `rule ${id}`, pid: null, detail: { titles, texts } },
    });
}
