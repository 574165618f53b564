import type { Account } from '../../flow/accounts/index.ts';
import type { Device } from '../../flow/devices/index.ts';
import { whyInWords } from '../../flow/forwarded-texts/index.ts';
import { type ForwardedTextEntry, listTexts } from '../../flow/forwarding/index.ts';
import type { Lang, TextKey, Translate } from '../../shared/i18n/index.ts';
import { reportsFor } from '../accounts/account-list.ts';
import type { ConsoleDeps } from '../console-deps.ts';

const SHOWN = 8;

/** What came from the devices of one account lately, and what was made of it. */
export interface LiveBox {
  accountId: number;
  devices: Device[];
  /** Newest first. */
  texts: ShownText[];
  refusals: { at: number; what: string; remedy: string }[];
}

export type ShownText = ForwardedTextEntry & {
  id: number;
  /** In plain words; empty where the amount says it all. */
  words: string;
};

export async function readLiveBox(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'devices' | 'recentRefusals'>,
  account: Account,
  { lang, t }: { lang: Lang; t: Translate },
): Promise<LiveBox> {
  const all = await deps.devices.list(deps.db, deps.clock.now());
  const texts = await listTexts(deps.db, { accountId: account.id }, SHOWN);
  // A message that could not be read names no account: it may well be from this one's phone.
  const refused = [...deps.recentRefusals(account.id), ...deps.recentRefusals(null)];
  return {
    accountId: account.id,
    devices: all.filter((device) => device.lastSeenAt !== null && reportsFor(device, account)),
    texts: texts.map((entry) => ({ ...entry, words: textWords(entry, lang, t) })),
    refusals: refused
      .sort((one, other) => other.at - one.at)
      .slice(0, SHOWN)
      .map(({ at, code, message }) => ({ at, ...explainRefusal(code, message, lang, t) })),
  };
}

/** Why a text was not counted, or what it was counted as. */
export function textWords(
  { outcome, why, placed }: Pick<ForwardedTextEntry, 'outcome' | 'why' | 'placed'>,
  lang: Lang,
  t: Translate,
): string {
  if (outcome === 'money') {
    if (placed === 'join') return t('console.listener.placedJoin');
    if (placed === 'known') return t('console.listener.placedKnown');
    return placed === 'review' ? t('console.listener.placedReview') : '';
  }
  const words = wordsOfWhy(why, lang, t);
  return why === 'foreign'
    ? t('console.listener.withRemedy', { words, remedy: t('console.remedy.package') })
    : words;
}

export function wordsOfWhy(why: string | null, lang: Lang, t: Translate): string {
  if (why === 'other_platform') return t('console.listener.otherPlatform');
  const words = Object.hasOwn(whyInWords, why ?? '') ? whyInWords[why as keyof typeof whyInWords] : null;
  return words ? words[lang] : (why ?? '');
}

type Fault = 'sign' | 'template' | 'rule' | 'account' | 'clock' | 'method' | 'changed';

/** Where the mistake lies, by the refusal's code; the rest is the message template. */
const faults: Readonly<Record<string, Fault>> = {
  bad_sign: 'sign',
  no_sign: 'sign',
  too_old: 'clock',
  in_future: 'clock',
  unknown_account: 'account',
  changed: 'changed',
  not_post: 'method',
  no_data: 'rule',
  not_a_frame: 'rule',
  duplicate_name: 'rule',
  injected: 'rule',
  missing_field: 'rule',
  null_value: 'rule',
  unfilled_tag: 'rule',
  bad_field: 'rule',
};

const whats: Record<Fault, TextKey> = {
  sign: 'console.fault.sign',
  template: 'console.fault.template',
  rule: 'console.fault.rule',
  account: 'console.fault.account',
  clock: 'console.fault.clock',
  method: 'console.fault.method',
  changed: 'console.fault.changed',
};

const remedies: Record<Fault, TextKey> = {
  sign: 'console.remedy.sign',
  template: 'console.remedy.template',
  rule: 'console.remedy.rule',
  account: 'console.remedy.account',
  clock: 'console.remedy.clock',
  method: 'console.remedy.method',
  changed: 'console.remedy.changed',
};

/** A refusal's name and what to do about it. The step's own message is Chinese, and more exact. */
function explainRefusal(
  code: string,
  message: string,
  lang: Lang,
  t: Translate,
): { what: string; remedy: string } {
  const fault = faults[code] ?? 'template';
  const detail = lang === 'zh' ? `${message}。` : '';
  return { what: t(whats[fault]), remedy: detail + t(remedies[fault]) };
}
