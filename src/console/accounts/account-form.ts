import {
  type Account,
  type AccountForm,
  type AccountListening,
  DEFAULT_INTERVAL_MS,
  type ListenMode,
  USUAL_SILENCE_MS,
} from '../../flow/accounts/index.ts';
import { LOGIN_SETTING } from '../../plugin-api/index.ts';
import { defaultOf, intervalsOf, type PluginRegistry } from '../../plugin-host/index.ts';
import { SECOND } from '../../shared/clock.ts';
import type { ToldProblem } from '../../shared/errors.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { formatFen } from '../../shared/money.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { PASSWORD_FIELD } from '../ask-password.ts';
import type { FormValues } from '../form-values.ts';
import { typedAmount } from '../typed-amount.ts';

type Platform = ReturnType<PluginRegistry['get']>;
const PREFIX = 'setting_';

/** Seconds without a word from its devices, after which an account's codes leave the rotation. */
const SILENCE = { least: 30, usual: USUAL_SILENCE_MS / SECOND, most: 3_600 };

/** One field of the form, made from the plugin's manifest. */
export interface SettingInput {
  name: string;
  label: string;
  hint: string;
  /** `lines`: a box of several lines; `secret-lines`: one that never shows what is stored. */
  type: 'text' | 'password' | 'url' | 'number' | 'lines' | 'secret-lines' | 'box' | 'select';
  /** Of a `select`: its value is none of those that can be chosen. */
  isUnchosen: boolean;
  /** Of a `select`: what can be chosen. */
  options: { value: string; label: string }[];
  required: boolean;
  /** Never a secret. */
  value: string;
  placeholder: string;
}

/** The form as it is shown: what was typed, else what is stored, else the defaults. */
export interface AccountInputs {
  login: { label: string; hint: string; value: string };
  mode: string;
  /** Seconds. */
  interval: string;
  /** Seconds that its platform wants at least, whatever is entered; null: it wants none. */
  leastInterval: number | null;
  settings: SettingInput[];
  /** Those that may be left alone: what they usually are, is known. */
  advanced: SettingInput[];
  /** Null: the platform is asked; else a phone or PC reports, and there is nothing to ask. */
  listening: ListeningInputs | null;
}

/** How an account listens to its phones and PCs, as the form has it. */
export interface ListeningInputs {
  /** Seconds. */
  silentAfter: string;
  acceptKey: boolean;
  takesUnheard: boolean;
  /** Yuan; empty: no limit. */
  toldLimit: string;
}

export function accountInputs(
  platform: Platform,
  lang: Lang,
  { account, typed }: { account: Account | null; typed: FormValues | null },
): AccountInputs {
  const login = platform.settings.find(({ key }) => key === LOGIN_SETTING);
  const settings = platform.settings.filter(({ key }) => key !== LOGIN_SETTING);
  const toInput = (field: Field) => settingInput(field, lang, { account, typed });
  return {
    login: {
      label: login?.label[lang] ?? '',
      hint: login?.help?.[lang] ?? '',
      value: typed?.login ?? account?.login ?? '',
    },
    mode: typed?.mode ?? account?.mode ?? 'continuous',
    interval: typed?.interval ?? String((account?.intervalMs ?? DEFAULT_INTERVAL_MS) / SECOND),
    leastInterval: leastInterval(platform),
    settings: settings.filter((field) => !isAdvanced(field)).map(toInput),
    advanced: settings.filter(isAdvanced).map(toInput),
    listening: platform.listening === 'forwarded' ? listeningInputs(account, typed) : null,
  };
}

function leastInterval(platform: Platform): number | null {
  const { minIntervalMs } = intervalsOf(platform);
  return minIntervalMs > SECOND ? minIntervalMs / SECOND : null;
}

type Field = Platform['settings'][number];

/** May be left alone: what it usually is, is known; an address that may be left out is the platform's own then. */
function isAdvanced(field: Field): boolean {
  if (field.required || field.type === 'boolean') return false;
  return field.type === 'url' || defaultOf(field) !== undefined;
}

function settingInput(
  field: Field,
  lang: Lang,
  { account, typed }: { account: Account | null; typed: FormValues | null },
): SettingInput {
  const name = PREFIX + field.key;
  const isSecret = field.type === 'secret';
  const usual = defaultOf(field);
  const options =
    field.type === 'select' ? field.options.map((one) => ({ value: one.value, label: one.label[lang] })) : [];
  const value = isSecret
    ? ''
    : (shownValue(field, name, typed) ?? account?.settings[field.key] ?? valueOfNew(field));
  return {
    name,
    label: field.label[lang],
    hint: field.help?.[lang] ?? '',
    type: inputType(field),
    options,
    isUnchosen: !options.some((option) => option.value === value),
    // A stored secret may be left empty: it then stays as it is.
    required: field.required && usual === undefined && !(isSecret && account !== null),
    value,
    placeholder: field.type === 'select' || field.type === 'boolean' ? '' : (usual ?? ''),
  };
}

function inputType(field: Field): SettingInput['type'] {
  if (field.type === 'secret') return field.lines ? 'secret-lines' : 'password';
  if (field.type === 'multiline') return 'lines';
  return field.type === 'boolean' ? 'box' : field.type;
}

/** What was typed; a box that is not ticked is not sent at all. */
function shownValue(field: Field, name: string, typed: FormValues | null): string | undefined {
  if (typed === null) return undefined;
  return field.type === 'boolean' ? (typed[name] === 'yes' ? 'yes' : 'no') : typed[name];
}

/** What is chosen before anybody chose; a text's default stands in its box as a hint and isn't stored. */
function valueOfNew(field: Field): string {
  return field.type === 'boolean' || field.type === 'select' ? (defaultOf(field) ?? '') : '';
}

function listeningInputs(account: Account | null, typed: FormValues | null): ListeningInputs {
  const stored = account ? account.silentAfterMs / SECOND : SILENCE.usual;
  return {
    silentAfter: typed?.silent_after ?? String(stored),
    // A box that is not ticked is not sent at all.
    acceptKey: typed ? typed.accept_key === '1' : (account?.acceptKey ?? false),
    takesUnheard: typed ? typed.takes_unheard === '1' : (account?.takesUnheard ?? false),
    toldLimit: typed?.told_limit ?? (account?.toldLimitFen ? formatFen(account.toldLimitFen) : ''),
  };
}

/** Null for a platform that is asked. Refusal 'bad_account' that names the field. */
export function readListening(platform: Platform, typed: FormValues): Required<AccountListening> | null {
  if (platform.listening !== 'forwarded') return null;
  const text = (typed.silent_after ?? '').trim();
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= SILENCE.least && seconds <= SILENCE.most)) {
    const bounds = { min: SILENCE.least, max: SILENCE.most };
    throw refuseField('bad_account', 'silent_after', saying('console.merchant.wholeBetween', bounds));
  }
  const limit = (typed.told_limit ?? '').trim();
  const toldLimitFen = limit === '' ? null : typedAmount(limit);
  if (limit !== '' && toldLimitFen === null) {
    throw refuseField('bad_account', 'told_limit', saying('console.account.toldLimitWrong'));
  }
  return {
    acceptKey: typed.accept_key === '1',
    silentAfterMs: seconds * SECOND,
    takesUnheard: typed.takes_unheard === '1',
    toldLimitFen,
  };
}

/** What was typed, as the accounts step wants it. */
export function readAccountForm(platform: Platform, typed: FormValues): AccountForm {
  const seconds = Number((typed.interval ?? '').trim() || Number.NaN);
  const isAsked = platform.listening === 'polled';
  return {
    login: typed.login ?? '',
    // Nothing is asked where a phone reports: the columns just need a value.
    mode: isAsked ? (typed.mode as ListenMode) : 'continuous',
    intervalMs: isAsked ? Math.round(seconds * SECOND) : DEFAULT_INTERVAL_MS,
    settings: Object.fromEntries(
      platform.settings
        .filter(({ key }) => key !== LOGIN_SETTING)
        .map(({ key, type }) => [key, typed[PREFIX + key] ?? (type === 'boolean' ? 'no' : '')]),
    ),
  };
}

/** The step's field names as the form has them. */
export function toFormFields(problems: ToldProblem[]): ToldProblem[] {
  const names: Record<string, string> = {
    login: 'login',
    pid: 'pid',
    [LOGIN_SETTING]: 'login',
    mode: 'mode',
    intervalMs: 'interval',
    silent_after: 'silent_after',
    [PASSWORD_FIELD]: PASSWORD_FIELD,
    told_limit: 'told_limit',
  };
  return problems.map(({ field, message }) => ({ field: names[field] ?? PREFIX + field, message }));
}

/** What the form says beside the fields that the platform refused, until they are entered anew. */
export function refusedFields(account: Account | null, t: Translate): ToldProblem[] {
  if (account?.health !== 'stopped') return [];
  const message = t('console.account.refusedField');
  return toFormFields(account.refusedFields.map((field) => ({ field, message })));
}
