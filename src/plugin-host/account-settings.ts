import type { Platform, SettingField } from '../plugin-api/index.ts';
import type { FieldProblem } from '../shared/errors.ts';
import { refuseFields } from '../shared/refuse-fields.ts';
import { type Saying, type SayingValue, saying } from '../shared/saying.ts';

/** An account's settings as they are stored: `secrets` sealed, `open` as they are. */
export interface AccountSettings {
  open: Record<string, string>;
  secrets: Record<string, string>;
}

const MAX_TEXT = 500;
/** A certificate, or a list of some length. */
const MAX_LINES = 8_000;
/** Room for a private key in PEM form. */
const MAX_SECRET = 8_000;

/**
 * Checks a filled-in settings form against the manifest. Empty optional fields are left out, so that a later
 * default reaches them. A secret that is left empty keeps its value in `keepSecrets`.
 * Throws Refusal 'bad_settings' that names every wrong field, among them filled-in fields the platform doesn't have.
 */
export function checkSettings(
  platform: Pick<Platform, 'settings'>,
  input: Readonly<Record<string, string>>,
  options: { keepSecrets?: Readonly<Record<string, string>> } = {},
): AccountSettings {
  const settings: AccountSettings = { open: {}, secrets: {} };
  const problems: FieldProblem[] = [];
  for (const field of platform.settings) {
    const value = readField(field, input[field.key] ?? '', options.keepSecrets?.[field.key] ?? '');
    const problem = fieldProblem(field, value);
    if (problem !== null) problems.push({ field: field.key, problem });
    else if (value !== '') settings[field.type === 'secret' ? 'secrets' : 'open'][field.key] = value;
  }
  const known = new Set(platform.settings.map((field) => field.key));
  for (const [key, value] of Object.entries(input)) {
    if (!known.has(key) && value.trim() !== '')
      problems.push({ field: key, problem: saying('problem.notHere') });
  }
  if (problems.length > 0) {
    throw refuseFields('bad_settings', problems, ({ field, problem }) =>
      saying('problem.ofLabel', { label: labelOf(platform, field), problem }),
    );
  }
  return settings;
}

/** Stored settings with the manifest's defaults where nothing was stored. */
export function settingsForCall(
  platform: Pick<Platform, 'settings'>,
  stored: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings = { ...stored };
  for (const field of platform.settings) {
    const usual = defaultOf(field);
    if (!settings[field.key] && usual !== undefined) settings[field.key] = usual;
  }
  return settings;
}

/** What an empty field means; undefined: nothing. */
export function defaultOf(field: SettingField): string | undefined {
  if (field.type === 'secret' || field.type === 'multiline') return undefined;
  return field.type === 'boolean' ? (field.default ?? 'no') : field.default;
}

function readField(field: SettingField, typed: string, kept: string): string {
  // A password may begin or end with a space.
  if (field.type === 'secret') return typed === '' ? kept : typed;
  const text = typed.trim();
  if (field.type === 'multiline') return text.replace(/\r\n?/g, '\n');
  return field.type === 'url' ? text.replace(/\/+$/, '') : text;
}

function fieldProblem(field: SettingField, value: string): Saying | null {
  if (value === '') return field.required && defaultOf(field) === undefined ? saying('problem.empty') : null;
  const max = longestOf(field);
  if (value.length > max) return saying('problem.tooLong', { max });
  if (field.type === 'secret') return null;
  const unwanted = field.type === 'multiline' ? /[^\P{Cc}\n\t]/u : /\p{Cc}/u;
  if (unwanted.test(value)) return saying('problem.control');
  if (field.type === 'url') return urlProblem(value);
  if (field.type === 'number') return numberProblem(field, value);
  const choices = field.type === 'select' ? field.options.map((option) => option.value) : ['yes', 'no'];
  if (field.type === 'select' || field.type === 'boolean') {
    return choices.includes(value) ? null : saying('problem.notListed');
  }
  return null;
}

function longestOf(field: SettingField): number {
  const most = { secret: MAX_SECRET, multiline: MAX_LINES } as Record<
    SettingField['type'],
    number | undefined
  >;
  return ('maxLength' in field ? field.maxLength : undefined) ?? most[field.type] ?? MAX_TEXT;
}

function numberProblem(
  { min, max }: Extract<SettingField, { type: 'number' }>,
  value: string,
): Saying | null {
  const number = /^-?\d{1,15}$/.test(value) ? Number(value) : null;
  if (number === null) return saying('problem.notWhole');
  if (min !== undefined && number < min) return saying('problem.tooSmall', { min });
  return max !== undefined && number > max ? saying('problem.tooBig', { max }) : null;
}

function urlProblem(text: string): Saying | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return saying('problem.notUrl');
  }
  if (url.username || url.password) return saying('problem.urlLogin');
  return url.search || url.hash ? saying('problem.urlTail') : null;
}

function labelOf(platform: Pick<Platform, 'settings'>, key: string): SayingValue {
  return platform.settings.find((field) => field.key === key)?.label ?? key;
}
