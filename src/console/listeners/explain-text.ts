import type { Account } from '../../flow/accounts/index.ts';
import { clockSkew } from '../../flow/counting/index.ts';
import { type Device, sourceOf } from '../../flow/devices/index.ts';
import { readText, type TextRules } from '../../flow/forwarded-texts/index.ts';
import type { ForwardedTextEntry } from '../../flow/forwarding/index.ts';
import type { TextRule } from '../../plugin-api/text-rules/index.ts';
import { isTextKey, type Lang, type Translate } from '../../shared/i18n/index.ts';
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
  return {
    tone: entry.placed === 'review' && !isSaid ? 'warn' : 'good',
    what: entry.amountFen === null ? '' : t('console.listener.money', { amount: formatFen(entry.amountFen) }),
    words: t('console.listener.understood', { facts: facts.join(' · ') || platform.name[context.lang] }),
    remedy: isSaid ? '' : textFor(`told.remedy.${entry.why}`, t) || textFor(`told.placed.${placed}`, t),
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
      remedy: t('told.remedy.other_platform', { platform }),
      link,
    };
  }
  return {
    tone: waits ? 'warn' : 'off',
    what: t(`console.outcomeOf.${entry.outcome}`),
    words: wordsOfWhy(entry.why, t),
    remedy: entry.why === 'other_platform' ? '' : textFor(`told.remedy.${entry.why}`, t),
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

/** Why a text was not counted, in plain words; a word that no step knows any more as it stands. */
export function wordsOfWhy(why: string | null, t: Translate): string {
  return textFor(`told.why.${why}`, t) || (why ?? '');
}

/** The text that a step's own word chooses; empty where there is none for it. */
function textFor(key: string, t: Translate): string {
  return isTextKey(key) ? t(key) : '';
}
