import type { Platform, SettingField } from '../plugin-api/index.ts';
import { type FieldProblem, Refusal } from '../shared/errors.ts';

/** An account's settings as they are stored: `secrets` sealed, `open` as they are. */
export interface AccountSettings {
  open: Record<string, string>;
  secrets: Record<string, string>;
}

const MAX_TEXT = 500;
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
    const message = fieldProblem(field, value);
    if (message !== null) problems.push({ field: field.key, message });
    else if (value !== '') settings[field.type === 'secret' ? 'secrets' : 'open'][field.key] = value;
  }
  const known = new Set(platform.settings.map((field) => field.key));
  for (const [key, value] of Object.entries(input)) {
    if (!known.has(key) && value.trim() !== '') problems.push({ field: key, message: '这个平台没有这一项' });
  }
  if (problems.length > 0) {
    const list = problems.map(({ field, message }) => `${labelOf(platform, field)}${message}`).join('；');
    throw new Refusal('bad_settings', list, { fields: problems });
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
    if (!settings[field.key] && field.default !== undefined) settings[field.key] = field.default;
  }
  return settings;
}

function readField(field: SettingField, typed: string, kept: string): string {
  // A password may begin or end with a space.
  if (field.type === 'secret') return typed === '' ? kept : typed;
  const text = typed.trim();
  return field.type === 'url' ? text.replace(/\/+$/, '') : text;
}

function fieldProblem(field: SettingField, value: string): string | null {
  if (value === '') return field.required && field.default === undefined ? '不能为空' : null;
  const max = field.maxLength ?? (field.type === 'secret' ? MAX_SECRET : MAX_TEXT);
  if (value.length > max) return `太长，最多 ${max} 个字符`;
  if (field.type !== 'secret' && /\p{Cc}/u.test(value)) return '不能有换行等控制字符';
  return field.type === 'url' ? urlProblem(value) : null;
}

function urlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return '要写完整的网址，以 https:// 或 http:// 开头';
  }
  if (url.username || url.password) return '不能带用户名和密码';
  return url.search || url.hash ? '不能带 ? 或 # 后面的部分' : null;
}

function labelOf(platform: Pick<Platform, 'settings'>, key: string): string {
  return platform.settings.find((field) => field.key === key)?.label.zh ?? key;
}
