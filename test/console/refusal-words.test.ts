import { expect, test } from 'vitest';
import { explainRefusal } from '../../src/console/listeners/explain-refusal.ts';
import { translator } from '../../src/shared/i18n/index.ts';
import { type DeviceRefusalCode, refusals } from '../../src/shared/refusals.ts';

const codes = Object.entries(refusals)
  .filter(([, { mistake }]) => mistake === 'device')
  .map(([code]) => code as DeviceRefusalCode);

const detail = { field: 'title', skewMs: 600_000, signerAccountId: 1, namedAccountId: 2 };
const nameOf = (id: number | undefined) => `account ${id}`;

test.each(codes)('a refusal with %s is named and remedied in both languages, all blanks filled', (code) => {
  const refusal = { at: 0, times: 1, code, ...detail };
  const zh = explainRefusal(refusal, { nameOf, t: translator('zh') });
  const en = explainRefusal(refusal, { nameOf, t: translator('en') });
  for (const told of [zh, en]) {
    expect(told.what).not.toBe('');
    expect(told.remedy).not.toBe('');
    expect(`${told.what}${told.words}${told.remedy}`).not.toMatch(/\{|undefined/);
  }
  expect(zh.remedy).toMatch(/[一-鿿]/);
  expect(en.remedy).not.toBe(zh.remedy);
});

const SELF_EXPLANATORY = [
  ...['not_post', 'too_old', 'in_future', 'changed', 'same_second'],
  ...['phone_address', 'vmq_address', 'vmq_account'],
];

test.each(codes)('the cause of %s is told where name and remedy don’t', (code) => {
  for (const lang of ['zh', 'en'] as const) {
    const { words } = explainRefusal(
      { at: 0, times: 1, code, field: 'title' },
      { nameOf, t: translator(lang) },
    );
    if (SELF_EXPLANATORY.includes(code)) expect(words).toBe('');
    else expect(words).toMatch(/^[^{]{4,}$/);
  }
});

test('a clock that is off says by how much and which way', () => {
  const words = (skewMs: number) =>
    explainRefusal({ at: 0, times: 1, code: 'too_old', skewMs }, { nameOf, t: translator('zh') }).words;
  expect(words(-600_000)).toContain('手机时间慢 10 分钟');
  expect(words(301_000)).toContain('手机时间快 5 分钟');
  expect(words(-90_000)).toContain('手机时间慢 90 秒');
});
