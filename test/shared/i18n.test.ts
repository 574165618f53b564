import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../src/shared/i18n/en/index.ts';
import { type TextKey, translator } from '../../src/shared/i18n/index.ts';
import { zh } from '../../src/shared/i18n/zh/index.ts';
import { projectRoot } from '../../src/shared/paths.ts';

const keys = Object.keys(zh) as TextKey[];

/** What may ask for a text. */
const code = ['src', 'views', 'public/js']
  .flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => /\.(ts|ejs|js)$/.test(name) && !name.startsWith('src/shared/i18n/'))
  .map((name) => readFileSync(join(projectRoot, name), 'utf8'))
  .join('\n');

/** Keys whose last part is chosen while running, from a whole area: here they are named. */
const chosenFromAnArea = /^(cashier\.(wxpay|alipay|unionpay)|install\.(pass|warn|fail))$/;

describe('the dictionaries', () => {
  const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

  test('every English text fills in the same values as the Chinese one', () => {
    for (const key of keys) {
      expect(`${key} ${placeholders(en[key])}`).toBe(`${key} ${placeholders(zh[key])}`);
    }
  });

  test('each area lies in a file of its own, and no key in two', () => {
    for (const lang of ['zh', 'en']) {
      const folder = join(projectRoot, 'src/shared/i18n', lang);
      const found = readdirSync(folder)
        .filter((name) => name !== 'index.ts' && name !== 'doc.ts')
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/^ {2}'[\w.]+'(?=:)/gm) ?? [])
        .map((line) => line.trim().slice(1, -1));
      expect(found.toSorted(), lang).toEqual(keys.toSorted());
    }
  });

  test('every text is asked for somewhere', () => {
    const heads = new Set(
      [...code.matchAll(/`((?:[a-z]\w*\.){2,})\$\{/gi)].map(([, head]) => head as string),
    );
    for (const [, head] of code.matchAll(/\brefuse\w*\(\s*`([\w.]+\.)\$\{/g)) heads.add(`refusal.${head}`);
    const refused = new Set(
      [...code.matchAll(/\brefuse\w*\(\s*'([\w.]+)'/g)].map(([, name]) => `refusal.${name}`),
    );
    const isAskedFor = (key: string) =>
      code.includes(`'${key}'`) ||
      refused.has(key) ||
      heads.has(key.slice(0, key.lastIndexOf('.') + 1)) ||
      chosenFromAnArea.test(key);
    expect(keys.filter((key) => !isAskedFor(key))).toEqual([]);
  });

  test('a value that a text names is filled in, and what looks like one in the value stays', () => {
    const t = translator('en');
    expect(t('people.passwordHint', { min: '{max}' })).toContain('{max}');
    // @ts-expect-error a text that needs a value can't be asked for without it
    expect(t('people.passwordHint')).toContain('{min}');
  });
});
