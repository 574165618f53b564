import type { Account } from '../../flow/accounts/index.ts';
import { clockSkew } from '../../flow/counting/index.ts';
import { type Device, sourceOf } from '../../flow/devices/index.ts';
import { readText, type TextRules, whyInWords } from '../../flow/forwarded-texts/index.ts';
import type { ForwardedTextEntry } from '../../flow/forwarding/index.ts';
import type { TextRule } from '../../plugin-api/text-rules/index.ts';
import type { Lang, TextKey, Translate } from '../../shared/i18n/index.ts';
import { formatFen } from '../../shared/money.ts';
import { clockWords, zoneWords } from './clock-words.ts';
import { codeKindsOf, type Telling } from './forwarded-platforms.ts';
import type { LiveMessage } from './live-message.ts';

/** What is known around a text. */
export interface TextContext {
  account: Account;
  platform: Telling;
  /** The other platforms whose payments phones report. */
  others: Telling[];
  devices: Device[];
  rules: TextRules;
  /** The source that told first of each receipt that several reports are of. */
  firstToldBy: ReadonlyMap<number, string>;
  /** The receipts that wait for the owner's word for their kind of notification. */
  waiting: ReadonlySet<number>;
  lang: Lang;
  t: Translate;
}

type Entry = ForwardedTextEntry & { id: number };

/** A notification and what was made of it. */
export function explainText(entry: Entry, context: TextContext): LiveMessage {
  const { at, title, text } = entry;
  const common = { at, times: 1, quote: { title, text } };
  return { ...common, ...(entry.outcome === 'money' ? counted(entry, context) : notCounted(entry, context)) };
}

type Explained = Pick<LiveMessage, 'tone' | 'what' | 'words' | 'remedy' | 'link'>;

const PLACED: Readonly<Record<string, TextKey>> = {
  join: 'console.listener.placedJoin',
  known: 'console.listener.placedKnown',
  review: 'console.listener.placedReview',
};

/** Why it is for a person to say which order it paid, where that can be mended. */
const DOUBTS: Readonly<Record<string, TextKey>> = {
  unconfirmed: 'console.remedy.unconfirmed',
  asked: 'console.remedy.asked',
  time_zone: 'console.remedy.timeZone',
  receive_time: 'console.remedy.receiveTime',
};

function counted(entry: Entry, context: TextContext): Explained {
  const { platform, devices, t } = context;
  const device = devices.find(({ id }) => id === entry.deviceId);
  const facts = [
    payTypeOf(entry, context),
    kindsOf(entry, context),
    device?.name,
    device && clockWords(clockSkew(device.skewSamples), t),
    device && zoneWords(device.zone, t),
  ].filter(Boolean);
  const isRepeat =
    entry.placed === 'join' && context.firstToldBy.get(entry.receiptId ?? 0) === sourceOf(entry.deviceId);
  const placed = isRepeat ? 'known' : entry.placed;
  const waitsForWord = entry.why === 'unconfirmed' && context.waiting.has(entry.receiptId ?? 0);
  // Confirmed since, or given to an order.
  const isSaid = entry.why === 'unconfirmed' && !waitsForWord;
  const remedy = isSaid ? undefined : (DOUBTS[entry.why ?? ''] ?? PLACED[placed ?? '']);
  return {
    tone: entry.placed === 'review' && !isSaid ? 'warn' : 'good',
    what: entry.amountFen === null ? '' : t('console.listener.money', { amount: formatFen(entry.amountFen) }),
    words: t('console.listener.understood', { facts: facts.join(' · ') || platform.name[context.lang] }),
    remedy: remedy ? t(remedy) : '',
    link: waitsForWord
      ? { href: '/console/texts#waiting', text: t('console.listener.toConfirm') }
      : entry.receiptId === null
        ? null
        : { href: `/console/receipts/${entry.receiptId}`, text: t('console.orders.toReceipt') },
  };
}

/** The kinds of code that the payment may come from; empty where the device can't tell. */
function kindsOf(
  { rule: ruleId, title }: Entry,
  { rules, platform, lang }: Pick<TextContext, 'rules' | 'platform' | 'lang'>,
): string {
  const rule = ruleOf(ruleId, rules);
  const number = ruleId === 'pc' ? Number(/^PC (\d)$/.exec(title)?.[1]) : null;
  return codeKindsOf(platform)
    .filter((kind) => kind.number === number || rule?.channels.some((channel) => channel === kind.id))
    .map(({ name }) => name[lang])
    .join(' / ');
}

/** How it was paid, where rule or platform tell. */
function payTypeOf({ rule }: Entry, { rules, platform, t }: TextContext): string {
  const [only, ...others] = platform.payTypes;
  const payType = ruleOf(rule, rules)?.payType ?? (others.length === 0 ? only : undefined);
  return payType ? t(`console.payType.${payType}`) : '';
}

function ruleOf(id: string | null, rules: TextRules): TextRule | undefined {
  return [...rules.values()].flatMap((known) => known.rules).find(({ rule }) => rule.id === id)?.rule;
}

const REMEDIES: Readonly<Record<string, TextKey>> = {
  foreign: 'console.remedy.package',
  unknown_title: 'console.remedy.title',
  unknown_text: 'console.remedy.text',
  no_amount: 'console.remedy.details',
  hidden: 'console.remedy.hidden',
  foreign_money: 'console.remedy.lookOrRule',
  unseen_marks: 'console.remedy.look',
  ambiguous: 'console.remedy.look',
  doubtful_name: 'console.remedy.look',
  doubtful_tail: 'console.remedy.look',
  unknown_tail: 'console.remedy.lookOrRule',
};

function notCounted(entry: Entry, context: TextContext): Explained {
  const { lang, t } = context;
  const waits = entry.outcome === 'unknown';
  const link = waits
    ? { href: `/console/texts?text=${entry.id}#try`, text: t('console.listener.ruleOrDismiss') }
    : null;
  const other = waits ? otherPlatformOf(entry, context) : undefined;
  if (other) {
    const platform = other.name[lang];
    return {
      tone: 'bad',
      what: t('console.fault.account'),
      words: t('console.listener.otherPlatform', { platform }),
      remedy: t('console.remedy.otherPlatform', { platform }),
      link,
    };
  }
  const remedy = REMEDIES[entry.why ?? ''];
  return {
    tone: waits ? 'warn' : 'off',
    what: t(`console.outcomeOf.${entry.outcome}`),
    words: wordsOfWhy(entry.why, lang, t),
    remedy: remedy ? t(remedy) : '',
    link,
  };
}

/** The platform whose payment this is, when its notification came with the template of this account. */
function otherPlatformOf({ title, text }: Entry, { others, rules }: TextContext): Telling | undefined {
  return others.find(({ id, told }) =>
    told.apps.some(
      (app) => readText(rules, { package: app.package, title, text }, { platform: id }).kind === 'money',
    ),
  );
}

/** Why a text was not counted, in plain words. */
export function wordsOfWhy(why: string | null, lang: Lang, t: Translate): string {
  if (why === 'unconfirmed') return t('console.texts.unconfirmedWhy');
  if (why === 'other_platform') return t('console.listener.otherPlatformShort');
  const words = Object.hasOwn(whyInWords, why ?? '') ? whyInWords[why as keyof typeof whyInWords] : null;
  return words ? words[lang] : (why ?? '');
}
