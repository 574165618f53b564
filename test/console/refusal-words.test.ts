import { expect, test } from 'vitest';
import { explainRefusal } from '../../src/console/listeners/explain-refusal.ts';
import type { FrameFault, MessageFault } from '../../src/flow/forwarding/index.ts';
import { translator } from '../../src/shared/i18n/index.ts';

const messageFaults: Record<MessageFault, true> = {
  not_post: true,
  empty: true,
  too_large: true,
  not_readable: true,
  duplicate_field: true,
  wrong_template: true,
  unfilled: true,
  wrong_action: true,
  no_data: true,
  no_time: true,
  no_sign: true,
};
const frameFaults: Record<FrameFault, true> = {
  not_a_frame: true,
  duplicate_name: true,
  injected: true,
  missing_field: true,
  null_value: true,
  unfilled_tag: true,
  bad_field: true,
};
const codes = [
  ...Object.keys(messageFaults),
  ...Object.keys(frameFaults),
  ...['bad_sign', 'unknown_account', 'other_account', 'too_old', 'in_future', 'not_a_time', 'changed'],
  ...['vmq_sign', 'vmq_time', 'vmq_push', 'vmq_account', 'vmq_headers', 'vmq_unknown'],
  ...['phone_address', 'vmq_address'],
];

const detail = { field: 'title', skewMs: 600_000, signerAccountId: 1, namedAccountId: 2 };
const nameOf = (id: number | undefined) => `account ${id}`;

test.each(codes)('a refusal with %s is named and remedied in both languages, all blanks filled', (code) => {
  const refusal = { at: 0, times: 1, code, message: '没有翻译的话', ...detail };
  const zh = explainRefusal(refusal, { nameOf, t: translator('zh') });
  const en = explainRefusal(refusal, { nameOf, t: translator('en') });
  for (const told of [zh, en]) {
    expect(told.what).not.toBe('');
    expect(told.remedy).not.toBe('');
    expect(`${told.what}${told.words}${told.remedy}`).not.toMatch(/\{|没有翻译的话|undefined/);
  }
  expect(zh.remedy).toMatch(/[一-鿿]/);
  expect(en.remedy).not.toBe(zh.remedy);
});

test('a refusal nobody has words for yet is shown with the step’s own', () => {
  const told = explainRefusal(
    { at: 0, times: 1, code: 'brand_new', message: '新的原因' },
    { nameOf, t: translator('zh') },
  );
  expect(told.words).toBe('新的原因');
});

test('a clock that is off says by how much and which way', () => {
  const words = (skewMs: number) =>
    explainRefusal({ at: 0, times: 1, code: 'too_old', message: '', skewMs }, { nameOf, t: translator('zh') })
      .words;
  expect(words(-600_000)).toContain('手机时间慢 10 分钟');
  expect(words(301_000)).toContain('手机时间快 5 分钟');
  expect(words(-90_000)).toContain('手机时间慢 90 秒');
});
