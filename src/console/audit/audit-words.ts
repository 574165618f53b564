import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import type { StoredAuditEntry } from '../../users/index.ts';

/** One entry, ready to read. */
export interface AuditLine {
  id: number;
  at: number;
  actor: string;
  ip: string | null;
  action: string;
  subject: { text: string; href: string | null };
  /** What changed: before and after, or a value that is just told. */
  changes: { name: string; before: string | null; after: string }[];
}

const actions: Record<string, TextKey> = {
  login: 'console.audit.login',
  logout: 'console.audit.logout',
  'order.complete': 'console.audit.orderComplete',
  'order.resend': 'console.audit.orderResend',
  'order.close': 'console.audit.orderClose',
  'receipt.assign': 'console.audit.receiptAssign',
  'receipt.setAside': 'console.audit.receiptSetAside',
  'account.add': 'console.audit.accountAdd',
  'account.edit': 'console.audit.accountEdit',
  'account.enable': 'console.audit.accountEnable',
  'account.disable': 'console.audit.accountDisable',
  'account.test': 'console.audit.accountTest',
  'code.add': 'console.audit.codeAdd',
  'code.edit': 'console.audit.codeEdit',
  'code.enable': 'console.audit.codeEnable',
  'code.disable': 'console.audit.codeDisable',
  'merchant.rules': 'console.audit.merchantRules',
  'merchant.revealKey': 'console.audit.merchantRevealKey',
  'merchant.resetKey': 'console.audit.merchantResetKey',
};

const subjects: Record<string, { key: TextKey; base: string | null }> = {
  order: { key: 'console.audit.order', base: '/console/orders/' },
  receipt: { key: 'console.audit.receipt', base: '/console/receipts/' },
  account: { key: 'console.audit.account', base: '/console/accounts/' },
  code: { key: 'console.audit.code', base: null },
  merchant: { key: 'console.audit.merchant', base: '/console/merchants/' },
  user: { key: 'console.audit.user', base: null },
};

/** Words that we don't know (other steps write here too) are shown as they are. */
export function auditLine(entry: StoredAuditEntry, t: Translate): AuditLine {
  const key = actions[entry.action];
  return {
    id: entry.id,
    at: entry.at,
    actor: entry.actor,
    ip: entry.ip,
    action: key ? t(key) : entry.action,
    subject: subjectOf(entry.subject, t),
    changes: Object.entries(entry.detail).flatMap(([name, value]) => changeOf(name, value)),
  };
}

function subjectOf(subject: string, t: Translate): AuditLine['subject'] {
  const [, kind = '', id = ''] = /^(\w+) ([\w-]+)$/.exec(subject) ?? [];
  const known = subjects[kind];
  if (!known) return { text: subject, href: null };
  return { text: t(known.key, { id }), href: known.base && known.base + encodeURIComponent(id) };
}

function changeOf(name: string, value: unknown): AuditLine['changes'] {
  if (Array.isArray(value) && value.length === 0) return [];
  if (Array.isArray(value) && value.length === 2 && name !== 'payTypes' && name !== 'newSecrets') {
    return [{ name, before: textOf(value[0]), after: textOf(value[1]) }];
  }
  return [{ name, before: null, after: textOf(value) }];
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
