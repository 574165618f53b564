import type { TextRules } from './compile-rules.ts';
import { type ReadOptions, readText, type TextReading } from './read-text.ts';

/** A notification's two texts; `msg` as phones call it. */
export interface NotificationText {
  title: string;
  msg: string;
}

/** One that may have been written in two ways, see `verbatim` of a phone's frame. */
export interface Notification extends NotificationText {
  verbatim: NotificationText | null;
}

/**
 * The text as the notification of one of these apps. Where the phone doesn't name the app and more than one of its
 * platform may have posted it, they must agree on the money.
 */
export function readNotification(
  rules: TextRules,
  packages: readonly string[],
  notification: Notification,
  options: ReadOptions = {},
): TextReading {
  const readings = packages.map((name) => readBothWays(rules, name, notification, options));
  const money = readings.filter((reading) => reading.kind === 'money');
  const [first, ...others] = money.length > 0 ? money : readings;
  if (!first) return { kind: 'unknown', why: 'unknown_text' };
  return others.every((other) => first.kind !== 'money' || isSameMoney(first, other))
    ? first
    : { kind: 'unknown', why: 'unknown_text' };
}

/** SmsForwarder doesn't escape and other tools do; where the two readings mean different money, nobody knows. */
function readBothWays(
  rules: TextRules,
  packageName: string,
  notification: Notification,
  options: ReadOptions,
): TextReading {
  const read = ({ title, msg }: NotificationText) =>
    readText(rules, { package: packageName, title, text: msg }, options);
  const reading = read(notification);
  if (!notification.verbatim) return reading;
  return isSameMoney(reading, read(notification.verbatim))
    ? reading
    : { kind: 'unknown', why: 'unknown_text' };
}

function isSameMoney(one: TextReading, other: TextReading): boolean {
  if (one.kind !== 'money' || other.kind !== 'money') return one.kind !== 'money' && other.kind !== 'money';
  return one.amountFen === other.amountFen && one.payType === other.payType && one.grade === other.grade;
}
