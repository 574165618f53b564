import { describe, expect, test } from 'vitest';
import { checkSettings, settingsForCall } from '../../src/plugin-host/index.ts';
import { Refusal, tell } from '../../src/shared/errors.ts';
import { buildPlatform } from './build-platform.ts';

const platform = buildPlatform();
const good = { username: ' shop ', password: ' pw ', base_url: '' };

function fieldsRefused(input: Record<string, string>, keepSecrets?: Record<string, string>): string[] {
  try {
    checkSettings(platform, input, keepSecrets ? { keepSecrets } : {});
  } catch (error) {
    if (error instanceof Refusal && error.code === 'bad_settings') {
      return error.fields.map(({ field }) => field);
    }
    throw error;
  }
  return [];
}

test('a good form: open and secret settings apart, texts trimmed, passwords not, empty options left out', () => {
  expect(checkSettings(platform, good)).toEqual({
    open: { username: 'shop' },
    secrets: { password: ' pw ' },
  });
  expect(checkSettings(platform, { ...good, base_url: 'http://127.0.0.1:9000/' }).open.base_url).toBe(
    'http://127.0.0.1:9000',
  );
});

test('an empty form: every required field is named', () => {
  expect(fieldsRefused({})).toEqual(['username', 'password']);
});

test('editing: an empty secret keeps the stored one, a typed one replaces it', () => {
  const keepSecrets = { password: 'old' };
  expect(checkSettings(platform, { ...good, password: '' }, { keepSecrets }).secrets).toEqual(keepSecrets);
  expect(checkSettings(platform, { ...good, password: 'new' }, { keepSecrets }).secrets.password).toBe('new');
});

test.each([
  'ftp://acme.example',
  'acme.example',
  'javascript:alert(1)',
  'https://user:pw@acme.example',
  'https://acme.example/?a=1',
  'https://acme.example/#a',
])('the address %s is refused', (base_url) => {
  expect(fieldsRefused({ ...good, base_url })).toEqual(['base_url']);
});

test('too long, a line break, or a filled-in field that the platform lacks: refused; an empty one is not', () => {
  expect(fieldsRefused({ ...good, username: 'x'.repeat(21) })).toEqual(['username']);
  expect(fieldsRefused({ ...good, username: 'a\nb' })).toEqual(['username']);
  expect(fieldsRefused({ ...good, app_id: '1' })).toEqual(['app_id']);
  expect(fieldsRefused({ ...good, app_id: '' })).toEqual([]);
});

describe('the other kinds of setting', () => {
  const label = { zh: '项', en: 'Item' };
  const kinds = buildPlatform({
    settings: [
      {
        key: 'region',
        label,
        type: 'select',
        required: true,
        options: ['north', 'south'].map((value) => ({ value, label })),
      },
      { key: 'size', label, type: 'number', required: false, min: 1, max: 500, default: '50' },
      { key: 'beta', label, type: 'boolean', required: false },
      { key: 'cert', label, type: 'multiline', required: false },
      { key: 'key', label, type: 'secret', lines: true, required: true },
    ],
  });
  const right = { region: 'north', size: '20', beta: 'yes', cert: ' a\r\nb ', key: '-----\nk\n-----' };
  const refused = (change: Record<string, string>) => {
    try {
      checkSettings(kinds, { ...right, ...change });
    } catch (error) {
      if (error instanceof Refusal) return error.fields.map(({ field }) => field);
      throw error;
    }
    return [];
  };

  test('right ones are kept, lines in one form', () => {
    expect(checkSettings(kinds, right)).toEqual({
      open: { region: 'north', size: '20', beta: 'yes', cert: 'a\nb' },
      secrets: { key: '-----\nk\n-----' },
    });
  });

  test.each<[string, Record<string, string>]>([
    ['region', { region: 'east' }],
    ['region', { region: '' }],
    ['size', { size: '0' }],
    ['size', { size: '501' }],
    ['size', { size: '1.5' }],
    ['size', { size: 'ten' }],
    ['beta', { beta: 'maybe' }],
    ['cert', { cert: 'a\u0000b' }],
    ['cert', { cert: 'x'.repeat(8_001) }],
    ['key', { key: '' }],
  ])('%s: %o is refused', (field, change) => {
    expect(refused(change)).toEqual([field]);
  });

  test('what is left empty has its default when the plugin reads it; a box that was never ticked is a no', () => {
    expect(settingsForCall(kinds, { region: 'north' })).toEqual({ region: 'north', size: '50', beta: 'no' });
  });
});

test('what is wrong is told with the field’s label, in the reader’s language', () => {
  const labels = buildPlatform().settings.map(({ label }) => label);
  try {
    checkSettings(platform, { ...good, username: '', base_url: 'ftp://x' });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(tell('zh', error)).toBe(
      `${labels[0]?.zh}不能为空；${labels[2]?.zh}要写完整的网址，以 https:// 或 http:// 开头`,
    );
    expect(tell('en', error)).toBe(
      `${labels[0]?.en} is required; ${labels[2]?.en} must be a whole web address that begins with https:// or http://`,
    );
  }
});
