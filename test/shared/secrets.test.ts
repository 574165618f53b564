import { describe, expect, test } from 'vitest';
import { randomDigits } from '../../src/shared/random.ts';
import { createVault, equalText } from '../../src/shared/secrets.ts';

const vault = createVault('a key of thirty-two characters!!');

describe('a sealed secret', () => {
  test('opens again, and never looks the same twice', () => {
    const sealed = vault.seal('密码 p@ss');
    expect(vault.open(sealed)).toBe('密码 p@ss');
    expect(vault.seal('密码 p@ss')).not.toBe(sealed);
    expect(sealed).not.toContain('p@ss');
  });

  test('is worth nothing under another key', () => {
    expect(() => createVault('another key of 32 characters ...').open(vault.seal('x'))).toThrow();
  });

  test('does not open once a character was changed', () => {
    const sealed = vault.seal('secret');
    // Not the last one: its lowest bits may belong to no byte.
    const at = sealed.length - 8;
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(() => vault.open(changed)).toThrow();
    expect(() => vault.open('secret')).toThrow();
  });
});

test('equalText compares whole texts, of any length', () => {
  expect(equalText('abc', 'abc')).toBe(true);
  expect(equalText('abc', 'abd')).toBe(false);
  expect(equalText('abc', 'abcd')).toBe(false);
  expect(equalText('', '')).toBe(true);
});

test('randomDigits are digits, as many as asked, and differ', () => {
  const drawn = new Set(Array.from({ length: 1_000 }, () => randomDigits(18)));
  expect(drawn.size).toBe(1_000);
  for (const digits of drawn) expect(digits).toMatch(/^\d{18}$/);
});
