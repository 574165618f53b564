import type { RecentRefusal } from '../../flow/forwarding/index.ts';
import { isTextKey, type Translate } from '../../shared/i18n/index.ts';
import type { DeviceRefusalCode } from '../../shared/refusals.ts';
import { clockWords } from './clock-words.ts';
import type { LiveMessage } from './live-message.ts';

/** Where the mistake lies: it names the refusal (console.fault) and says what to do (console.remedy). */
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
  | 'again'
  | 'phoneAddress'
  | 'vmqAddress'
  | 'vmqKey'
  | 'vmqApp'
  | 'vmqAccount';

const faults: Readonly<Record<DeviceRefusalCode, Fault>> = {
  not_post: 'method',
  empty: 'template',
  message_too_large: 'template',
  not_readable: 'template',
  duplicate_field: 'template',
  wrong_template: 'template',
  unfilled: 'template',
  wrong_action: 'template',
  no_data: 'template',
  no_time: 'template',
  not_a_time: 'template',
  no_sign: 'sign',
  bad_secret: 'sign',
  not_a_frame: 'test',
  missing_field: 'rule',
  null_value: 'rule',
  unfilled_tag: 'rule',
  bad_field: 'rule',
  wrong_ids: 'rule',
  duplicate_name: 'injected',
  injected: 'injected',
  other_account: 'account',
  no_pc: 'listener',
  no_phone: 'listener',
  too_old: 'clock',
  in_future: 'clock',
  changed: 'changed',
  same_second: 'changed',
  refused_before: 'again',
  phone_address: 'phoneAddress',
  vmq_address: 'vmqAddress',
  vmq_sign: 'vmqKey',
  vmq_time: 'vmqApp',
  vmq_push: 'vmqApp',
  vmq_headers: 'vmqApp',
  vmq_unknown: 'vmqApp',
  vmq_account: 'vmqAccount',
};

/** A refusal's name, its cause and what to do about it. `nameOf`: how people call an account. */
export function explainRefusal(
  refusal: RecentRefusal,
  { nameOf, t }: { nameOf(accountId: number | undefined): string; t: Translate },
): LiveMessage {
  const { at, times, code, field, skewMs, signerAccountId, namedAccountId } = refusal;
  const fault = faults[code];
  const values = { field: field ?? '', signer: nameOf(signerAccountId), named: nameOf(namedAccountId) };
  return {
    at,
    times,
    tone: 'bad',
    what: t(`console.fault.${fault}`),
    quote: null,
    words:
      skewMs === undefined
        ? causeOf(code, values, t)
        : t('console.refused.clock', { clock: clockWords(skewMs, t) }),
    remedy: t(`console.remedy.${fault}`, values),
    link: null,
  };
}

/** Empty where name and remedy say it all. */
function causeOf(code: DeviceRefusalCode, values: Record<string, string>, t: Translate): string {
  const key = `console.refused.${code}`;
  return isTextKey(key) ? t(key, values) : '';
}
