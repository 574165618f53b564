import type { KeptRefusal } from '../../flow/forwarding/index.ts';
import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import { clockWords } from './clock-words.ts';
import type { LiveMessage } from './live-message.ts';

/** Where the mistake lies: it names the refusal and says what to do. */
type Fault =
  | 'sign'
  | 'template'
  | 'rule'
  | 'test'
  | 'injected'
  | 'account'
  | 'listener'
  | 'clock'
  | 'method'
  | 'changed'
  | 'phoneAddress'
  | 'vmqAddress'
  | 'vmqKey'
  | 'vmqApp'
  | 'vmqAccount';

/** Every code of the step, with its words; null where the remedy says it all. */
const codes: Readonly<Record<string, [Fault, TextKey | null]>> = {
  not_post: ['method', null],
  empty: ['template', 'console.refused.unreadable'],
  too_large: ['template', 'console.refused.tooLarge'],
  not_readable: ['template', 'console.refused.unreadable'],
  duplicate_field: ['template', 'console.refused.duplicateField'],
  wrong_template: ['template', 'console.refused.defaultTemplate'],
  unfilled: ['template', 'console.refused.unfilled'],
  wrong_action: ['template', 'console.refused.wrongAction'],
  no_data: ['template', 'console.refused.incomplete'],
  no_time: ['template', 'console.refused.incomplete'],
  not_a_time: ['template', 'console.refused.notATime'],
  no_sign: ['sign', 'console.refused.noSign'],
  bad_sign: ['sign', 'console.refused.badSign'],
  not_a_frame: ['test', 'console.refused.notAFrame'],
  missing_field: ['rule', 'console.refused.missingField'],
  null_value: ['rule', 'console.refused.nullValue'],
  unfilled_tag: ['rule', 'console.refused.unfilledTag'],
  bad_field: ['rule', 'console.refused.badField'],
  duplicate_name: ['injected', 'console.refused.duplicateName'],
  injected: ['injected', 'console.refused.injected'],
  unknown_account: ['rule', 'console.refused.unknownAccount'],
  other_account: ['account', 'console.refused.otherAccount'],
  no_pc: ['listener', 'console.refused.noPc'],
  no_phone: ['listener', 'console.refused.noPhone'],
  too_old: ['clock', null],
  in_future: ['clock', null],
  changed: ['changed', null],
  same_second: ['changed', null],
  phone_address: ['phoneAddress', null],
  vmq_address: ['vmqAddress', null],
  vmq_sign: ['vmqKey', 'console.refused.vmqSign'],
  vmq_time: ['vmqApp', 'console.refused.vmqTime'],
  vmq_push: ['vmqApp', 'console.refused.vmqPush'],
  vmq_account: ['vmqAccount', null],
  vmq_headers: ['vmqApp', 'console.refused.vmqHeaders'],
  vmq_unknown: ['vmqApp', 'console.refused.vmqUnknown'],
};

const faults: Readonly<Record<Fault, { what: TextKey; remedy: TextKey }>> = {
  sign: { what: 'console.fault.sign', remedy: 'console.remedy.sign' },
  template: { what: 'console.fault.template', remedy: 'console.remedy.template' },
  rule: { what: 'console.fault.rule', remedy: 'console.remedy.rule' },
  test: { what: 'console.fault.rule', remedy: 'console.remedy.test' },
  injected: { what: 'console.fault.injected', remedy: 'console.remedy.injected' },
  account: { what: 'console.fault.account', remedy: 'console.remedy.account' },
  listener: { what: 'console.fault.listener', remedy: 'console.remedy.listener' },
  clock: { what: 'console.fault.clock', remedy: 'console.remedy.clock' },
  method: { what: 'console.fault.method', remedy: 'console.remedy.method' },
  changed: { what: 'console.fault.changed', remedy: 'console.remedy.changed' },
  phoneAddress: { what: 'console.fault.address', remedy: 'console.remedy.phoneAddress' },
  vmqAddress: { what: 'console.fault.vmqAddress', remedy: 'console.remedy.vmqAddress' },
  vmqKey: { what: 'console.fault.vmqKey', remedy: 'console.remedy.vmqKey' },
  vmqApp: { what: 'console.fault.vmqApp', remedy: 'console.remedy.vmqApp' },
  vmqAccount: { what: 'console.fault.vmqAccount', remedy: 'console.remedy.vmqAccount' },
};

/** A refusal's name, its cause and what to do about it. `nameOf`: how people call an account. */
export function explainRefusal(
  refusal: KeptRefusal,
  { nameOf, t }: { nameOf(accountId: number | undefined): string; t: Translate },
): LiveMessage {
  const { at, times, code, message, field, skewMs, signerAccountId, namedAccountId } = refusal;
  const [fault, key] = codes[code] ?? ['template', undefined];
  const values = { field: field ?? '', signer: nameOf(signerAccountId), named: nameOf(namedAccountId) };
  const words = key ? t(key, values) : key === undefined ? message : '';
  const { what, remedy } = faults[fault];
  return {
    at,
    times,
    tone: 'bad',
    what: t(what),
    quote: null,
    words: skewMs === undefined ? words : t('console.refused.clock', { clock: clockWords(skewMs, t) }),
    remedy: t(remedy, values),
    link: null,
  };
}
