import type { PluginRegistry } from '../../plugin-host/index.ts';
import { RecentRefusals } from './refusals.ts';
import { RuleBook } from './rule-book.ts';
import type { ReceiveDeps } from './sms-forwarder/receive-message.ts';
import type { VmqDeps } from './vmq-app/receive-vmq.ts';

/** What both ways of telling need, but for the rules, which are made here. */
type ForwardingParts = Omit<ReceiveDeps & VmqDeps, 'rules' | 'refusals'> & { plugins: PluginRegistry };

/** 4 TOLD: the rules for texts, what both ways of telling need, and what was refused of late. */
export function createForwarding<Parts extends ForwardingParts>(parts: Parts) {
  const rules = new RuleBook(parts);
  const refusals = new RecentRefusals();
  return {
    rules,
    refusals,
    forwarding: { ...parts, rules },
    recentRefusals: (accountId: number | null) => refusals.of(accountId),
  };
}
