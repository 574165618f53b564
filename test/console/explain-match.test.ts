import { expect, test } from 'vitest';
import { explainMismatch, explainReason } from '../../src/console/explain-match.ts';
import { nearness } from '../../src/flow/matching/index.ts';
import { translator } from '../../src/shared/i18n/index.ts';

const HAN = /\p{Script=Han}/u;
const [zh, en] = [translator('zh'), translator('en')];

test.each(nearness)('why an order was not taken: %s has words in both languages', (reason) => {
  expect(explainReason(reason, zh)).toMatch(HAN);
  expect(explainReason(reason, en)).not.toMatch(HAN);
  expect(explainReason(reason, en)).not.toBe(reason);
  expect(explainMismatch(reason, zh)).toBe(`最接近的订单不符合：${explainReason(reason, zh)}。`);
});

test('what is about no order stands by itself, and a word that nobody knows as it is', () => {
  expect(explainMismatch('ambiguous', zh)).toBe('同时符合多个订单，无法确定是哪一个。');
  for (const unknown of ['of_a_later_version', 'constructor'])
    expect(explainMismatch(unknown, en)).toBe(unknown);
});
