import {
  type Account,
  type AccountForm,
  type AccountListening,
  DEFAULT_INTERVAL_MS,
  type ListenMode,
} from '../../flow/accounts/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { SECOND } from '../../shared/clock.ts';
import { type FieldProblem, Refusal } from '../../shared/errors.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import type { FormValues } from '../form-values.ts';

type Platform = ReturnType<PluginRegistry['get']>;

/** The setting that is the login itself; the form asks for it once. */
const LOGIN_SETTING = 'username';
const PREFIX = 'setting_';

/** Seconds without a word from its devices, after which an account's codes leave the rotation. */
const SILENCE = { least: 30, usual: 90, most: 3_600 };

/** One field of the form, made from the plugin's manifest. */
export interface SettingInput {
  name: string;
  label: string;
  hint: string;
  type: 'text' | 'password' | 'url';
  required: boolean;
  /** May be left alone: what it usually is, is known. */
  isAdvanced: boolean;
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
  settings: SettingInput[];
  /** Null: the platform is asked; else a phone or PC reports, and there is nothing to ask. */
  listening: ListeningInputs | null;
}

/** How an account listens to its phones and PCs, as the form has it. */
export interface ListeningInputs {
  /** Seconds. */
  silentAfter: string;
  acceptKey: boolean;
  takesUnheard: boolean;
}

export function accountInputs(
  platform: Platform,
  lang: Lang,
  { account, typed }: { account: Account | null; typed: FormValues | null },
): AccountInputs {
  const login = platform.settings.find(({ key }) => key === LOGIN_SETTING);
  return {
    login: {
      label: login?.label[lang] ?? '',
      hint: login?.help?.[lang] ?? '',
      value: typed?.login ?? account?.login ?? '',
    },
    mode: typed?.mode ?? account?.mode ?? 'continuous',
    interval: typed?.interval ?? String((account?.intervalMs ?? DEFAULT_INTERVAL_MS) / SECOND),
    settings: platform.settings
      .filter(({ key }) => key !== LOGIN_SETTING)
      .map((field) => {
        const name = PREFIX + field.key;
        const isSecret = field.type === 'secret';
        return {
          name,
          label: field.label[lang],
          hint: field.help?.[lang] ?? '',
          type: isSecret ? 'password' : field.type === 'url' ? 'url' : 'text',
          isAdvanced: !field.required && field.default !== undefined,
          // A stored secret may be left empty: it then stays as it is.
          required: field.required && field.default === undefined && !(isSecret && account !== null),
          value: isSecret ? '' : (typed?.[name] ?? account?.settings[field.key] ?? ''),
          placeholder: field.default ?? '',
        };
      }),
    listening: platform.listening === 'forwarded' ? listeningInputs(account, typed) : null,
  };
}

function listeningInputs(account: Account | null, typed: FormValues | null): ListeningInputs {
  const stored = account ? account.silentAfterMs / SECOND : SILENCE.usual;
  return {
    silentAfter: typed?.silent_after ?? String(stored),
    // A box that is not ticked is not sent at all.
    acceptKey: typed ? typed.accept_key === '1' : (account?.acceptKey ?? true),
    takesUnheard: typed ? typed.takes_unheard === '1' : (account?.takesUnheard ?? false),
  };
}

/** Null for a platform that is asked. Refusal 'bad_account' that names the field. */
export function readListening(
  platform: Platform,
  typed: FormValues,
  t: Translate,
): Required<AccountListening> | null {
  if (platform.listening !== 'forwarded') return null;
  const text = (typed.silent_after ?? '').trim();
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= SILENCE.least && seconds <= SILENCE.most)) {
    const message = t('console.merchant.wholeBetween', { min: SILENCE.least, max: SILENCE.most });
    throw new Refusal('bad_account', message, { fields: [{ field: 'silent_after', message }] });
  }
  return {
    acceptKey: typed.accept_key === '1',
    silentAfterMs: seconds * SECOND,
    takesUnheard: typed.takes_unheard === '1',
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
        .map(({ key }) => [key, typed[PREFIX + key] ?? '']),
    ),
  };
}

/** The step's field names as the form has them. */
export function toFormFields(problems: FieldProblem[]): FieldProblem[] {
  const names: Record<string, string> = {
    login: 'login',
    pid: 'pid',
    [LOGIN_SETTING]: 'login',
    mode: 'mode',
    intervalMs: 'interval',
    silent_after: 'silent_after',
  };
  return problems.map(({ field, message }) => ({ field: names[field] ?? PREFIX + field, message }));
}
