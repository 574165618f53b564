import type { Account } from '../../flow/accounts/index.ts';
import { HEARTBEAT_TITLE } from '../../flow/forwarding/index.ts';
import { MINUTE } from '../../shared/clock.ts';

/** What a person enters in SmsForwarder. Source: reference/listeners.md 1.6 (spelling as users have it). */

/** Begins with a brace, so that the app sends the body as it stands. */
export const MESSAGE_TEMPLATE = '{"action":"mpay","data":"[msg]","time":"[timestamp]","sign":"[sign]"}';

type Numbers = Pick<Account, 'id' | 'pid'>;

export function ruleTemplate({ id, pid }: Numbers): string {
  return `{"pid":"${pid}","aid":"${id}","uid":"{{UID}}","title":"{{TITLE}}","msg":"{{MSG}}","time":"{{RECEIVE_TIME}}","divice":"{{DEVICE_NAME}}"}`;
}

/** What the Webhook sender is called there; it can't be saved without a name. */
export const SENDER_NAME = 'mpay';

/**
 * Every minute, as the app's 定时任务 has it: a Quartz expression of seven boxes, the seconds first. Untouched they read
 * "* * * * * ? *", which is every second. Source: reference/listeners.md 1.9; CronFragment of its code (seen).
 */
export const HEARTBEAT_BOXES = [
  { name: '秒', value: '0' },
  { name: '分', value: '*' },
  { name: '时', value: '*' },
  { name: '日', value: '*' },
  { name: '月', value: '*' },
  { name: '周', value: '?' },
  { name: '年', value: '*' },
] as const;
export const HEARTBEAT_CRON = HEARTBEAT_BOXES.map(({ value }) => value).join(' ');
const HEARTBEAT_EVERY_MS = MINUTE;

/** True where one heartbeat that comes late already looks like silence. */
export function isTooImpatient({ silentAfterMs }: Pick<Account, 'silentAfterMs'>): boolean {
  return silentAfterMs < 2 * HEARTBEAT_EVERY_MS;
}

/** The app drops what looks like an earlier message within so many seconds: a second payment of the same amount does. */
export const REPEAT_FILTER = '0';

/** Above the app's default of 0: without retries a message is lost when the phone is offline for a moment. */
export const RETRIES = '3';

/** For a task that runs every minute: tells that the phone lives, and how full its battery is. */
export function heartbeatTemplate({ id, pid }: Numbers): string {
  return `{"pid":"${pid}","aid":"${id}","uid":"{{UID}}","title":"${HEARTBEAT_TITLE}","msg":"${HEARTBEAT_TITLE}","time":"{{RECEIVE_TIME}}","divice":"{{DEVICE_NAME}}","battery":"{{BATTERY_PCT}}"}`;
}

/**
 * Which notifications the phone forwards (多重匹配); a leading space makes a line part of the one above. The app
 * takes the words of its own list only (APP包名, not 包名) and refuses a line with any other.
 * Source: reference/listeners.md 1.5 and 1.6; the words: `regex_multi_match` of SmsForwarder's strings (seen).
 */
const FORWARDING_RULES: Readonly<Record<string, string>> = {
  wxpay: [
    '并且 是 APP包名 相等 com.tencent.mm',
    '并且 是 通知标题 相等 微信支付',
    ' 或者 是 通知标题 相等 微信收款助手',
    ' 或者 是 通知标题 相等 微信收款商业版',
  ].join('\n'),
  alipay: [
    '并且 是 APP包名 相等 com.eg.android.AlipayGphone',
    '并且 是 通知标题 包含 元',
    ' 或者 是 通知内容 包含 元',
  ].join('\n'),
};

/** A platform that we have no words for: everything of its app. */
export function forwardingRule(platform: { id: string; appPackage: string }): string {
  return FORWARDING_RULES[platform.id] ?? `并且 是 APP包名 相等 ${platform.appPackage}`;
}

/** The channel as a PC monitor wants it. Source: reference/listeners.md, section 2. */
export function pcChannel({ id, pid }: Numbers): string {
  return `${pid}#${id}`;
}

/** The text that V免签 apps scan: no scheme. Source: reference/listeners.md, section 3. */
export function vmqConfig(publicUrl: string, key: string): string {
  return `${publicUrl.replace(/^https?:\/\//, '')}/${key}`;
}
