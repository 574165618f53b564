import { describe, expect, test } from 'vitest';
import { checkPassword, isUsername, normalizeUsername } from '../../src/users/index.ts';

describe('checking a new password', () => {
  test.each([
    ['nine chars', '123abc!xy', 'password.tooShort'],
    ['nine code points that are eighteen UTF-16 units', '😀🍎🚀🐼🎈🌙🔥💧🍀', 'password.tooShort'],
    ['25 Chinese characters', '春江潮水连海平海上明月共潮生滟滟随波千万里何处春江无月', 'password.tooLong'],
    ['a character, again and again', 'aaaaaaaaaaaa', 'password.repeated'],
    ['a piece, again and again', 'abc!abc!abc!', 'password.repeated'],
    ['digits in a row', '1234567890', 'password.sequence'],
    ['digits backwards', '9876543210', 'password.sequence'],
    ['letters, then digits in a row', 'abcdef123456', 'password.sequence'],
    ['keyboard rows', 'qwertyuiop', 'password.sequence'],
    ['a common word with digits', 'password2026', 'password.common'],
    ['a common word dressed up', 'P@ssw0rd!!99', 'password.common'],
    ['full-width letters of a common word', 'Ｐａｓｓｗｏｒｄ2026', 'password.common'],
    ['a listed one', '1qaz@WSX3edc', 'password.common'],
    ['the user name', 'Zhang.Wei88', 'password.isUsername'],
    ['the user name and some digits', 'zhang.wei88_2026', 'password.isUsername'],
  ])('%s is refused', (_what, password, key) => {
    expect(checkPassword(password, 'zhang.wei88')?.key).toBe(key);
  });

  test.each([
    'tulip orbit seven',
    '春江潮水连海平海上明',
    'k7#Vq2!mZp',
    'correct horse battery staple',
    'S3cure-pass-2026',
    'mypasswordisnotthis one',
  ])('%s will do', (password) => {
    expect(checkPassword(password, 'admin')).toBeUndefined();
  });

  test('the text says how long it must be', () => {
    expect(checkPassword('short', 'admin')).toEqual({ key: 'password.tooShort', values: { min: 10 } });
  });
});

describe('user names', () => {
  test('case, width and outer spaces make no difference', () => {
    expect(normalizeUsername('  Ａdmin ')).toBe('admin');
  });

  test.each(['ab', 'zhang.wei-1@x', '掌柜', 'a'.repeat(32)])('%s is one', (name) => {
    expect(isUsername(name)).toBe(true);
  });

  test.each(['a', '', 'has space', "o'neil", '<b>', 'a'.repeat(33), 'É́lan'])('%s is none', (name) => {
    expect(isUsername(name)).toBe(false);
  });
});
