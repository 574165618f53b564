import {
  type Account,
  type AccountForm,
  DEFAULT_INTERVAL_MS,
  type ListenMode,
} from '../../flow/accounts/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { SECOND } from '../../shared/clock.ts';
import type { FieldProblem } from '../../shared/errors.ts';
import type { Lang } from '../../shared/i18n/index.ts';
import type { FormValues } from '../form-values.ts';

type Platform = ReturnType<PluginRegistry['get']>;

/** The setting that is the login itself; the form asks for it once. */
const LOGIN_SETTING = 'username';
const PREFIX = 'setting_';

/** One field of the form, made from the plugin's manifest. */
export interface SettingInput {
  name: string;
  label: string;
  hint: string;
  type: 'text' | 'password' | 'url';
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
  settings: SettingInput[];
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
          // A stored secret may be left empty: it then stays as it is.
          required: field.required && field.default === undefined && !(isSecret && account !== null),
          value: isSecret ? '' : (typed?.[name] ?? account?.settings[field.key] ?? ''),
          placeholder: field.default ?? '',
        };
      }),
  };
}

/** What was typed, as the accounts step wants it. */
export function readAccountForm(platform: Platform, typed: FormValues): AccountForm {
  const seconds = Number((typed.interval ?? '').trim() || Number.NaN);
  return {
    login: typed.login ?? '',
    mode: typed.mode as ListenMode,
    intervalMs: Math.round(seconds * SECOND),
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
  };
  return problems.map(({ field, message }) => ({ field: names[field] ?? PREFIX + field, message }));
}
