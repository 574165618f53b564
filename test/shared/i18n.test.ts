import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { docEn } from '../../src/shared/i18n/en/doc.ts';
import { en } from '../../src/shared/i18n/en/index.ts';
import { type TextKey, translator } from '../../src/shared/i18n/index.ts';
import { zh } from '../../src/shared/i18n/zh/index.ts';
import { projectRoot } from '../../src/shared/paths.ts';
import { refusals } from '../../src/shared/refusals.ts';
import { chineseNames, withoutNames } from '../support/chinese-names.ts';

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
    // A refusal is made by its name, without the area: refuse('bad_key'), refuse(`bad_sign.${fault}`).
    const refused = [...code.matchAll(/\brefuse\(\s*`((?:\w+[._])+)\$\{/g)].map(
      ([, head]) => `refusal.${head}`,
    );
    const isRefused = (key: string) =>
      refused.some((head) => key.startsWith(head)) ||
      (key.startsWith('refusal.') && code.includes(`'${key.slice('refusal.'.length)}'`));
    const isAskedFor = (key: string) =>
      code.includes(`'${key}'`) ||
      isRefused(key) ||
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

  test('each refusal has words and every word a refusal', () => {
    const codes = Object.keys(refusals);
    const told = new Set(keys.flatMap((key) => /^refusal\.(\w+)/.exec(key)?.slice(1) ?? []));
    expect([...told].filter((one) => !codes.includes(one))).toEqual([]);
    expect(codes.filter((one) => !told.has(one))).toEqual([]);
  });

  test('an English text has no Chinese but names, and what stands in quotation marks', () => {
    const texts = Object.entries<string>({ ...en, ...docEn });
    const others = texts.filter(([, text]) => /\p{Script=Han}/u.test(withoutNames(text)));
    expect(Object.fromEntries(others)).toEqual({});
    const all = texts.map(([, text]) => text).join('\n');
    expect(chineseNames.filter((name) => !all.includes(name))).toEqual([]);
  });
});
