import type { StoredAuditEntry } from '../../flow/audit/index.ts';
import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import { fen, formatFen } from '../../shared/money.ts';
import { isRole } from '../../users/index.ts';

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
  'notifications.resend': 'console.audit.notificationsResend',
  'receipt.assign': 'console.audit.receiptAssign',
  'receipt.setAside': 'console.audit.receiptSetAside',
  'account.add': 'console.audit.accountAdd',
  'account.edit': 'console.audit.accountEdit',
  'account.enable': 'console.audit.accountEnable',
  'account.disable': 'console.audit.accountDisable',
  'account.limits': 'console.audit.accountLimits',
  'account.budget': 'console.audit.accountBudget',
  'account.test': 'console.audit.accountTest',
  'trial.begin': 'console.trial.audit',
  'orders.export': 'console.export.auditOrders',
  'receipts.export': 'console.export.auditReceipts',
  'account.login': 'console.audit.accountLogin',
  'plugin.enable': 'console.audit.pluginOn',
  'plugin.disable': 'console.audit.pluginOff',
  'platform.record': 'recorder.audit.record',
  'platform.correct': 'recorder.audit.correct',
  'platform.try': 'recorder.audit.try',
  'platform.enable': 'recorder.audit.enable',
  'platform.change': 'recorder.audit.change',
  'platform.export': 'recorder.audit.export',
  'plugin.install': 'console.audit.pluginInstall',
  'plugin.update': 'console.audit.pluginUpdate',
  'plugin.remove': 'console.audit.pluginRemove',
  'code.add': 'console.audit.codeAdd',
  'code.edit': 'console.audit.codeEdit',
  'code.limits': 'console.audit.codeLimits',
  'code.fix': 'console.audit.codeFix',
  'code.unfix': 'console.audit.codeUnfix',
  'code.enable': 'console.audit.codeEnable',
  'code.disable': 'console.audit.codeDisable',
  'device.add': 'console.audit.deviceAdd',
  'device.remove': 'console.audit.deviceRemove',
  'rule.add': 'console.audit.ruleAdd',
  'rule.remove': 'console.audit.ruleRemove',
  'rule.confirm': 'console.audit.ruleConfirm',
  'rule.revoke': 'console.audit.ruleRevoke',
  'text.dismiss': 'console.audit.textDismiss',
  'alert.resolve': 'console.audit.alertResolve',
  'merchant.rules': 'console.audit.merchantRules',
  'merchant.revealKey': 'console.audit.merchantRevealKey',
  'merchant.resetKey': 'console.audit.merchantResetKey',
  'merchant.revealVmqKey': 'console.audit.merchantRevealVmqKey',
  'merchant.resetVmqKey': 'console.audit.merchantResetVmqKey',
  'merchant.add': 'people.audit.merchantAdd',
  'user.add': 'people.audit.userAdd',
  'user.role': 'people.audit.userRole',
  'user.disable': 'people.audit.userDisable',
  'user.enable': 'people.audit.userEnable',
  'user.password': 'console.audit.userPassword',
  'session.end': 'console.audit.sessionEnd',
  install: 'console.audit.install',
};

const subjects: Record<string, { key: TextKey; base: string | null }> = {
  order: { key: 'console.audit.order', base: '/console/orders/' },
  receipt: { key: 'console.audit.receipt', base: '/console/receipts/' },
  account: { key: 'console.audit.account', base: '/console/accounts/' },
  code: { key: 'console.audit.code', base: null },
  merchant: { key: 'console.audit.merchant', base: '/console/merchants/' },
  device: { key: 'console.audit.device', base: null },
  rule: { key: 'console.audit.rule', base: null },
  text: { key: 'console.audit.text', base: null },
  alert: { key: 'console.audit.alert', base: null },
  user: { key: 'console.audit.user', base: '/console/users/' },
  plugin: { key: 'console.audit.subject.plugin', base: '/console/platforms/' },
};

/** What plugins call a word of theirs, such as a platform's id; undefined for any other. */
export type PluginWord = (name: string, word: string) => string | undefined;

interface Words {
  t: Translate;
  pluginWord: PluginWord;
}

/** Words that we don't know (other steps write here too) are shown as they are. */
export function auditLine(entry: StoredAuditEntry, words: Words): AuditLine {
  const { t } = words;
  const key = actions[entry.action];
  return {
    id: entry.id,
    at: entry.at,
    // A person may be called so too, but has an address.
    actor: entry.actor === 'terminal' && entry.ip === null ? t('console.audit.terminal') : entry.actor,
    ip: entry.ip,
    action: key ? t(key) : entry.action,
    subject: subjectOf(entry.subject, t),
    changes: Object.entries(entry.detail).flatMap(([name, value]) => changeOf(name, value, words)),
  };
}

function subjectOf(subject: string, t: Translate): AuditLine['subject'] {
  const [, kind = '', id = ''] = /^(\w+) ([\w-]+)$/.exec(subject) ?? [];
  const named = subjects[kind];
  if (!named) return { text: subject, href: null };
  return { text: t(named.key, { id }), href: named.base && named.base + encodeURIComponent(id) };
}

const names: Record<string, TextKey> = {
  login: 'console.audit.field.login',
  platform: 'console.audit.field.platform',
  mode: 'console.account.mode',
  intervalMs: 'console.audit.field.interval',
  settings: 'console.account.settings',
  newSecrets: 'console.audit.field.newSecrets',
  accountId: 'console.audit.field.accountId',
  kind: 'console.audit.field.kind',
  acceptKey: 'console.account.acceptKey',
  silentAfterMs: 'console.account.silentAfter',
  takesUnheard: 'console.account.takesUnheard',
  toldLimitFen: 'console.account.toldLimit',
  terminal: 'console.order.terminal',
  label: 'console.code.label',
  name: 'console.audit.field.name',
  alert: 'console.audit.field.alert',
  titles: 'console.audit.field.titles',
  texts: 'console.audit.field.texts',
  app: 'console.audit.field.app',
  payTypes: 'console.code.payTypes',
  style: 'console.code.style',
  content: 'console.code.link',
  state: 'console.orders.state',
  way: 'console.audit.field.way',
  amountFen: 'console.receipts.amount',
  tradeNo: 'console.order.tradeNo',
  points: 'recorder.points',
  ok: 'console.audit.field.ok',
  outcome: 'console.audit.field.outcome',
  count: 'console.audit.field.count',
  orderLifetimeMs: 'console.audit.field.lifetime',
  graceMs: 'console.audit.field.grace',
  slotLimitFen: 'console.audit.field.limit',
  slotDirection: 'console.merchant.direction',
  roundPrice: 'console.merchant.round',
  paidHoldMs: 'console.audit.field.hold',
  perNetwork: 'console.audit.field.perNetwork',
  fixedFirst: 'console.fixedFirst.first',
  dayCount: 'console.limits.dayCount',
  dayFen: 'console.limits.dayMoney',
  minFen: 'console.limits.min',
  maxFen: 'console.limits.max',
  hoursFrom: 'console.limits.from',
  hoursTo: 'console.limits.to',
  coolAfter: 'console.limits.cool',
  hourlyBudget: 'console.budget.field',
  vmqNotifyUrl: 'console.merchant.vmqNotify',
  vmqReturnUrl: 'console.merchant.vmqReturn',
  vmqEpayKey: 'console.merchant.vmqEpayKey',
  vmqOneReading: 'console.merchant.oneReading',
  notifyBy: 'console.merchant.notify',
  pid: 'console.merchant.pid',
  pids: 'people.merchants',
  role: 'people.role',
  username: 'people.username',
  acceptedLawfulUse: 'console.audit.field.accepted',
  sessionsEnded: 'console.audit.field.sessionsEnded',
  base_url: 'console.merchant.apiUrl',
  version: 'console.plugins.version',
  hosts: 'console.plugins.hosts',
  password: 'login.password',
  // Of a list that was exported.
  q: 'console.orders.search',
  type: 'console.filter.payType',
  account: 'console.audit.field.accountId',
  told: 'console.filter.told',
  from: 'console.filter.from',
  to: 'console.filter.to',
};

const known: Record<string, TextKey> = {
  pending: 'console.state.pending',
  paid: 'console.state.paid',
  expired: 'console.state.expired',
  closed: 'console.state.closed',
  wxpay: 'console.payType.wxpay',
  alipay: 'console.payType.alipay',
  unionpay: 'console.payType.unionpay',
  continuous: 'console.mode.continuous',
  on_demand: 'console.mode.on_demand',
  acknowledged: 'console.outcome.acknowledged',
  refused: 'console.outcome.refused',
  failed: 'console.outcome.failed',
  link: 'console.code.styleLink',
  image: 'console.code.styleImage',
  begin: 'console.login.begin',
  answer: 'console.login.ask',
  handOver: 'console.login.handOver',
  sms_forwarder: 'console.deviceApp.sms_forwarder',
  pc: 'console.deviceApp.pc',
  vmq: 'console.deviceApp.vmq',
  up: 'console.direction.up',
  down: 'console.direction.down',
  when_alone: 'console.round.when_alone',
  never: 'console.round.never',
  password: 'login.password',
  lost_messages: 'console.audit.alert.lost',
  replayed_message: 'console.audit.alert.replayed',
  same_second: 'console.audit.alert.sameSecond',
  silent_device: 'console.audit.alert.silent',
  money_route: 'console.audit.alert.route',
  all_taken: 'console.audit.alert.allTaken',
  hidden_text: 'console.audit.alert.hidden',
  account_halted: 'console.audit.alert.halted',
  rows_unread: 'console.audit.alert.unread',
  session_ending: 'console.audit.alert.ending',
};

/** Texts that people wrote: a name that looks like a word of ours stays as it is. */
const written: ReadonlySet<string> = new Set([
  'login',
  'label',
  'name',
  'terminal',
  'titles',
  'texts',
  'content',
  'username',
]);

/** Lists whose values stand side by side; every other list is a before and an after. */
const lists: ReadonlySet<string> = new Set([
  'payTypes',
  'newSecrets',
  'titles',
  'texts',
  'pids',
  'points',
  'hosts',
]);

function changeOf(name: string, value: unknown, words: Words): AuditLine['changes'] {
  if (Array.isArray(value) && value.length === 0) return [];
  const key = names[name];
  const label = key ? words.t(key) : name;
  const isPair = Array.isArray(value) && value.length === 2;
  if (isPair && (!lists.has(name) || value.every(Array.isArray))) {
    return [{ name: label, before: textOf(name, value[0], words), after: textOf(name, value[1], words) }];
  }
  if (name === 'settings' && typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([field, one]) => changeOf(field, one, words));
  }
  return [{ name: label, before: null, after: textOf(name, value, words) }];
}

function textOf(name: string, value: unknown, words: Words): string {
  const { t, pluginWord } = words;
  if (value === null || value === undefined || value === '') return '—';
  if (Array.isArray(value)) return value.map((one) => textOf(name, one, words)).join(', ');
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  if (typeof value === 'number' && name.endsWith('Fen')) return formatFen(fen(value));
  if (typeof value === 'number' && name.endsWith('Ms')) return t('common.seconds', { count: value / 1000 });
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  if (name === 'role' && isRole(text)) return t(`people.role.${text}`);
  if (written.has(name)) return text;
  const key = known[text];
  return pluginWord(name, text) ?? (key ? t(key) : text);
}
