import { expect, test } from 'vitest';
import { checkSettings } from '../../src/plugin-host/index.ts';
import { Refusal } from '../../src/shared/errors.ts';
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
