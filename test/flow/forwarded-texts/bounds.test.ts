import { describe, expect, test } from 'vitest';
import { alipayTextRules } from '../../../plugins/alipay/text-rules.ts';
import {
  checkNewRule,
  compileRules,
  MAX_OWN_RULES,
  readText,
  templateFromText,
} from '../../../src/flow/forwarded-texts/index.ts';
import type { TextRule, TextRuleSet } from '../../../src/plugin-api/text-rules/index.ts';
import { ALIPAY, shippedRules, verdict, WECHAT } from './shipped-rules.ts';

const SIZE = 10_000;
const fill = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

/** Pieces that make readers look twice: halves of sentences, of amounts, of counters, white space. */
const nasty = [
  ...['1', '1,', '1.', '¥', '¥ ', ' ', '\n', '元', '1,111', '0', '¥1.1', '.,', ', ', '[3条]', ':', '付款'],
  ...['通过扫码向你付款', '通过扫码向你付款1元', '通过扫码向你付款¥1,111.1', '收款', '成功收款', '收款1元'],
  ...[
    '微信支付收款',
    '微信支付:',
    '个人收款码到账',
    '你已成功收款1',
    '共',
    '今日第',
    '共1',
    '今日第1',
    '共计',
    '今日收款',
  ],
  ...['😀', '\ud83d', '\u0000', '\u200b', '{amount}', '（', '，', 'a', '退', '上一', '已退'],
];
const fronts = [
  '',
  '微信支付收款',
  '张三通过扫码向你付款',
  '你已成功收款8.88元',
  '[3条]微信支付：个人收款码到账',
];
const titles: [string, string][] = [
  [WECHAT, '微信支付'],
  [WECHAT, '微信收款助手'],
  [WECHAT, '收款通知'],
  [ALIPAY, '支付宝'],
  [ALIPAY, '收款通知'],
  [ALIPAY, '店员通'],
];
const attacks = nasty.flatMap((piece) =>
  fronts.flatMap((front) => [
    ...titles.map(([app, title]) => ({ package: app, title, text: front + fill(piece) })),
    { package: ALIPAY, title: (front + fill(piece)).slice(0, 1000), text: front + fill(piece) },
    { package: WECHAT, title: fill(piece).slice(0, 1000), text: front },
  ]),
);

describe('the work for one text', () => {
  test('is bounded by its length, whatever stands in it', () => {
    expect(attacks.length).toBeGreaterThan(1500);
    let most = 0;
    for (const attack of attacks) {
      const meter = { steps: 0 };
      readText(shippedRules, attack, { meter });
      most = Math.max(most, meter.steps / (attack.title.length + attack.text.length));
    }
    // One look per place where a rule's words stand (each is at least two characters), for the few rules of a title.
    expect(most).toBeLessThan(2);
  });

  test('grows no faster than the text', () => {
    for (const piece of nasty) {
      const steps = (times: number): number => {
        const meter = { steps: 0 };
        const text = `张三${fill(piece).slice(0, 1000 * times)}`;
        readText(shippedRules, { package: ALIPAY, title: '支付宝', text }, { meter });
        return meter.steps;
      };
      expect(steps(8), piece).toBeLessThan(8 * steps(1) + 1000);
    }
  });

  test('takes far less than 1 ms on average', () => {
    const started = performance.now();
    for (const attack of attacks) readText(shippedRules, attack);
    const perText = (performance.now() - started) / attacks.length;
    // Generous: the machine may be busy with other tests. Anything worse than linear takes seconds per text.
    expect(perText).toBeLessThan(5);
  });

  test('is none for a text that is too long', () => {
    const text = `个人收款码到账¥5.00 ${'广'.repeat(20_000)}`;
    expect(verdict(WECHAT, '微信支付', text)).toBe('too_long');
    expect(verdict(WECHAT, '微信支付'.repeat(300), '个人收款码到账¥5.00')).toBe('too_long');
  });

  test('finds the sentence in front of 10 KB', () => {
    const ad = ` ${'广告1元 '.repeat(2000)}`;
    expect(verdict(WECHAT, '微信支付', `个人收款码到账¥5.00${ad}`)).toBe(500);
    expect(verdict(ALIPAY, '你已成功收款5.00元', `已转入余额${ad}`)).toBe(500);
    expect(verdict(ALIPAY, '支付宝', `张三通过扫码向你付款5.00元${ad}通过扫码向你付款6元`)).toBe('ambiguous');
  });
});

describe('rules of the owner’s own', () => {
  /** The dearest that can be made of a text: a payer's name of any length before words that come up everywhere. */
  function ownRule(number: number): TextRule {
    const made = templateFromText({
      id: `own-${number}`,
      package: ALIPAY,
      title: '支付宝',
      text: `张三扫码付${'给你'.repeat(1 + (number % 4))}${String.fromCharCode(0x4e00 + number)}8.88元`,
      amount: '8.88',
      name: '张三',
      payType: 'alipay',
      channels: ['personal'],
    });
    if ('why' in made) throw new Error(made.why);
    return made.rule;
  }

  const own = Array.from({ length: MAX_OWN_RULES }, (_, number) => ownRule(number));
  const full: TextRuleSet = { ...alipayTextRules, rules: [...alipayTextRules.rules, ...own] };

  test('may be so many, and no more', () => {
    expect(checkNewRule({ ...full, rules: full.rules.slice(0, -1) }, ownRule(MAX_OWN_RULES - 1))).toEqual([]);
    expect(checkNewRule(full, ownRule(MAX_OWN_RULES))).toEqual([
      { code: 'too_many_rules', most: MAX_OWN_RULES },
    ]);
    const shipped = { ...ownRule(MAX_OWN_RULES), rests: 'seen' as const };
    expect(checkNewRule(full, shipped)).toEqual([]);
  });

  test.each([
    ['choices', { texts: ['{name}扫码{?给|付}付钱{amount}元'] }],
    [
      'several texts',
      { texts: ['{name}扫码付钱{amount}元', '{name}扫码交钱{amount}元', '钱来了{amount}元'] },
    ],
    ['several titles', { titles: ['支付宝', '收款通知', '店员通'] }],
  ])('have no %s, which the owner’s texts never need', (_what, change) => {
    const rule = { ...ownRule(0), ...change };
    expect(checkNewRule(alipayTextRules, rule)).toEqual([{ code: 'too_much_work' }]);
    expect(checkNewRule(alipayTextRules, { ...rule, rests: 'seen' })).not.toContainEqual({
      code: 'too_much_work',
    });
  });

  test('take few steps a text more, however many there are and whatever is sent', () => {
    const rules = compileRules([full]);
    const theirs = [
      '扫码付',
      '给你',
      '扫码付给你',
      '扫码付给你丁',
      '扫码付给你丁1元',
      '张三扫码付给你一8.88元',
    ];
    let most = 0;
    for (const piece of [...nasty, ...theirs]) {
      for (const front of [...fronts, '张三扫码付给你一8.88元']) {
        const attack = { package: ALIPAY, title: '支付宝', text: front + fill(piece) };
        const [withOwn, without] = [rules, shippedRules].map((set) => {
          const meter = { steps: 0 };
          readText(set, attack, { meter });
          return meter.steps;
        });
        most = Math.max(most, (withOwn ?? 0) - (without ?? 0));
      }
    }
    // Each tries the 64 ends of a name and the few pieces behind them, and looks where its own words stand.
    expect(most).toBeGreaterThan(MAX_OWN_RULES * 64);
    expect(most).toBeLessThan(MAX_OWN_RULES * 160);
  });
});
