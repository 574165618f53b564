import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules, countersOf } from '../../../src/flow/forwarded-texts/index.ts';
import { readText } from '../../../src/flow/forwarded-texts/read-text.ts';
import { TextRuleSet } from '../../../src/plugin-api/text-rules/index.ts';
import { read, WECHAT } from './shipped-rules.ts';

describe('the counters of a text', () => {
  test.each([
    ['今日第8笔收款，共￥999.99', { count: 8, totalFen: 99999, today: true }],
    ['今日第12笔收款，共计￥1,430.00', { count: 12, totalFen: 143000, today: true }],
    ['今天第3笔', { count: 3, today: true }],
    ['今日共3笔，合计¥30元', { count: 3, totalFen: 3000, today: true }],
    ['今日收款共5笔，累计收款金额：￥12.50', { count: 5, totalFen: 1250, today: true }],
    ['微信支付收款1.50元，共1笔', { count: 1, today: false }],
    ['累计20.00元', { totalFen: 2000, today: false }],
    ['收款到账通知\n收款金额￥5.00\n今日第2笔收款，共￥15.00', { count: 2, totalFen: 1500, today: true }],
    ['微信支付收款8.88元', { today: false }],
    ['共5折，第3名', { today: false }],
    ['共1笔，共2笔', { today: false }],
    ['', { today: false }],
  ])('%s', (text, counters) => {
    expect(countersOf(text)).toEqual(counters);
  });

  test('are looked for near the front, and never cut in two', () => {
    for (let length = 980; length < 1010; length += 1) {
      const found = countersOf(`${'广'.repeat(length)}今日第123456笔，共计￥12,345.67`);
      expect([undefined, 123456]).toContain(found.count);
      expect([undefined, 1234567]).toContain(found.totalFen);
    }
  });

  test('come with the money, and never as the money', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 9_999_999 }),
        (fen, count, total) => {
          const yuan = (amount: number): string => (amount / 100).toFixed(2);
          const text = `微信支付收款${yuan(fen)}元，今日第${count}笔，共计¥${yuan(total)}`;
          expect(read(WECHAT, '微信收款助手', text)).toMatchObject({
            amountFen: fen,
            count,
            totalFen: total,
            countersOfToday: true,
          });
        },
      ),
    );
  });

  test('a template may name their places', () => {
    const set = TextRuleSet.parse({
      version: 3,
      platform: 'wxpay',
      rules: [
        {
          id: 'shop',
          package: WECHAT,
          titles: ['店'],
          texts: ['到账{amount}元{?!|。}序号{count}号，当天{total}{tail}'],
          payType: 'wxpay',
          channels: ['clerk'],
          rests: 'owner',
          examples: [{ title: '店', text: '到账5元。序号4号，当天¥20.00', amountFen: 500 }],
        },
      ],
      refuse: [],
      fixtures: [],
    });
    const reading = readText(compileRules([set]), {
      package: WECHAT,
      title: '店',
      text: '到账5元!序号4号，当天￥20.00。',
    });
    expect(reading).toMatchObject({ kind: 'money', amountFen: 500, count: 4, totalFen: 2000, version: 3 });
  });
});
