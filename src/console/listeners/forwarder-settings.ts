import type { Account } from '../../flow/accounts/index.ts';
import { HEARTBEAT_TITLE } from '../../flow/forwarding/index.ts';
import { MINUTE } from '../../shared/clock.ts';
import type { Telling } from './forwarded-platforms.ts';

/** What a person enters in SmsForwarder. Source: docs/reference/listeners.md 1.6 (spelling as users have it). */

/** Begins with a brace, so that the app sends the body as it stands. */
export const MESSAGE_TEMPLATE = '{"action":"mpay","data":"[msg]","time":"[timestamp]","sign":"[sign]"}';

type Numbers = Pick<Account, 'id' | 'pid'>;

/** `namesApp`: the app's package goes along, where it could be one of several; see `namesApp` below. */
export function ruleTemplate({ id, pid }: Numbers, { namesApp = false } = {}): string {
  const app = namesApp ? ',"pkg":"{{PACKAGE_NAME}}"' : '';
  return `{"pid":"${pid}","aid":"${id}","uid":"{{UID}}","title":"{{TITLE}}","msg":"{{MSG}}","time":"{{RECEIVE_TIME}}","divice":"{{DEVICE_NAME}}"${app}}`;
}

/** Whether a phone has to say which app told: any app may, or one of several that word it differently. */
export function namesApp(platform: Telling): boolean {
  const isAny = platform.listening === 'forwarded' && platform.takesAnyApp === true;
  return isAny || platform.told.apps.length > 1;
}

/** What an account's own parts are called in the phone's app; they can't be saved without a name. */
export interface PhoneNames {
  /** Its Webhook sender. */
  sender: string;
  /** Its task for heartbeats; only for people, as the template holds the title that is known again. */
  task: string;
}

/**
 * No two alike in a merchant, as one phone may serve several accounts: each has a secret of its own, so a sender, a rule
 * and a task of its own too. The first that only a phone tells of goes without a number.
 */
export function phoneNames(
  { id, platform }: Pick<Account, 'id' | 'platform'>,
  {
    among,
    isForwarded,
  }: { among: readonly Pick<Account, 'id' | 'platform'>[]; isForwarded: (platform: string) => boolean },
): PhoneNames {
  const isAlike = (other: string) => (isForwarded(platform) ? isForwarded(other) : other === platform);
  const nth = 1 + among.filter((one) => isAlike(one.platform) && one.id < id).length;
  const end = `${isForwarded(platform) ? '' : `-${platform}`}${nth > 1 ? `-${nth}` : ''}`;
  return { sender: `mpay${end}`, task: `${HEARTBEAT_TITLE}${end}` };
}

/** A condition of its 多重匹配, word for word. */
const packageIs = (name: string) => `并且 是 APP包名 相等 ${name}`;

/**
 * Every minute, as the app's 定时任务 has it: a Quartz expression of seven boxes, the seconds first. Untouched they read
 * "* * * * * ? *", which is every second. Source: docs/reference/listeners.md 1.9; CronFragment of its code (seen).
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
 * Which notifications the phone forwards (多重匹配), from the platform's manifest; one rule for each app, the first for
 * the app that is usual. Where the owner may name any app, it stands for him to replace.
 */
export function forwardingRule(platform: Telling, app = platform.told.apps[0]): string {
  const any = platform.listening === 'forwarded' && platform.takesAnyApp;
  if (any || !app) return packageIs('com.example.app');
  return app.forwardingRule ?? packageIs(app.package);
}

/** The channel as a PC monitor wants it. Source: docs/reference/listeners.md, section 2. */
export function pcChannel({ id, pid }: Numbers): string {
  return `${pid}#${id}`;
}

/** The text that V免签 apps scan: no scheme. Source: docs/reference/listeners.md, section 3. */
export function vmqConfig(publicUrl: string, key: string): string {
  return `${publicUrl.replace(/^https?:\/\//, '')}/${key}`;
}
