import { describe, expect, test } from 'vitest';
import { wxpayTextRules } from '../../../plugins/wxpay/text-rules.ts';
import {
  checkNewRule,
  checkRuleSet,
  compileRules,
  readText,
} from '../../../src/flow/forwarded-texts/index.ts';
import { TextRule, type TextRuleSet } from '../../../src/plugin-api/text-rules/index.ts';
import { shippedSets, WECHAT } from './shipped-rules.ts';

describe.each(shippedSets)('the rules of $platform', (set) => {
  test('read their examples, refuse their near misses for the reason given', () => {
    expect(checkRuleSet(set)).toEqual([]);
  });

  test('are plain data', () => {
    expect(checkRuleSet(JSON.parse(JSON.stringify(set)))).toEqual([]);
  });

  test('could each be added anew to the others', () => {
    for (const rule of set.rules) {
      const others = { ...set, rules: set.rules.filter((other) => other !== rule) };
      expect(checkNewRule(others, rule), rule.id).toEqual([]);
    }
  });
});

const good = {
  id: 'new-rule',
  package: WECHAT,
  titles: ['微信支付'],
  texts: ['微信收款到账{amount}元{tail}'],
  payType: 'wxpay',
  channels: ['personal'],
  rests: 'owner',
  examples: [{ title: '微信支付', text: '微信收款到账8.88元', amountFen: 888 }],
} as const;

describe('a new rule', () => {
  test('is fine when it reads its example and nothing that is no money', () => {
    expect(checkNewRule(wxpayTextRules, good)).toEqual([]);
  });

  test('may bring a known sentence under another title', () => {
    const english = {
      ...good,
      titles: ['WeChat Pay'],
      texts: ['微信支付收款{amount}元{tail}'],
      examples: [{ title: 'WeChat Pay', text: '微信支付收款8.88元', amountFen: 888 }],
    };
    expect(checkNewRule(wxpayTextRules, english)).toEqual([]);
  });

  test('may be about an app that nobody knows', () => {
    const other = {
      ...good,
      package: 'com.example.shop',
      titles: ['收银台'],
      texts: ['顾客扫码到账{amount}元{tail}'],
      payType: null,
      examples: [{ title: '收银台', text: '顾客扫码到账8.88元', amountFen: 888 }],
    };
    expect(checkNewRule(wxpayTextRules, other)).toEqual([]);
    const rules = compileRules([{ ...wxpayTextRules, rules: [TextRule.parse(other)] }]);
    const read = (text: string) => readText(rules, { package: 'com.example.shop', title: '收银台', text });
    expect(read('顾客扫码到账1.00元')).toMatchObject({ kind: 'money', grade: 'sure', payType: null });
    expect(read('顾客扫码到账1.00元，已退款')).toMatchObject({ why: 'doubtful_tail' });
    expect(read('顾客扫码退款到账1.00元')).toMatchObject({ why: 'refund' });
  });

  test.each([
    ['退款到账{amount}元', '退款到账8.88元'],
    ['支付成功{amount}元', '支付成功8.88元'],
    ['今日收款8笔，共计{amount}元', '今日收款8笔，共计8.88元'],
  ])('about such an app is refused when it reads what every app may say: %s', (template, text) => {
    const bad = {
      ...good,
      package: 'com.example.shop',
      titles: ['收银台'],
      texts: [template],
      examples: [{ title: '收银台', text, amountFen: 888 }],
    };
    expect(checkNewRule(wxpayTextRules, bad).map(({ code }) => code)).toContain('reads_near_miss');
  });

  test.each([
    ['退款到账{amount}元', '退款到账24.81元'],
    ['已支付{amount}', '已支付￥24.81'],
    ['零钱提现到账{amount}元', '零钱提现到账500.00元'],
    ['今日第8笔收款，共{amount}', '今日第8笔收款，共￥999.99'],
  ])('is refused when it reads a near miss: %s', (template, text) => {
    const bad = {
      ...good,
      texts: [template],
      examples: [{ title: '微信支付', text, amountFen: 1 }],
    };
    const codes = checkNewRule(wxpayTextRules, bad).map(({ code }) => code);
    expect(codes).toContain('reads_near_miss');
    expect(codes).toContain('example_not_read');
  });

  test('is refused when it takes the words out of another rule’s mouth', () => {
    const bad = {
      ...good,
      texts: ['{name}收款{amount}元{tail}'],
      examples: [{ title: '微信支付', text: '张三收款5.00元', amountFen: 500 }],
    };
    const codes = checkNewRule(wxpayTextRules, bad).map(({ code }) => code);
    expect(codes).toContain('reads_for_another');
  });

  test.each([
    ['another rule’s name', { id: 'wxpay-clerk' }, 'id_taken'],
    ['no amount', { texts: ['微信收款到账'] }, 'not_a_rule'],
    ['the amount in title and text', { titles: ['收款{amount}元'] }, 'not_a_rule'],
    ['any text at all', { texts: ['{tail}'] }, 'not_a_rule'],
    ['no words before the amount', { texts: ['{amount}元{tail}'] }, 'not_a_rule'],
    ['no example', { examples: [] }, 'not_a_rule'],
    ['a kind of code that is no word', { channels: ['Other!'] }, 'not_a_rule'],
    [
      'an example with another amount',
      { examples: [{ ...good.examples[0], amountFen: 1 }] },
      'example_not_read',
    ],
  ])('is refused for %s', (_what, change, code) => {
    expect(checkNewRule(wxpayTextRules, { ...good, ...change }).map((problem) => problem.code)).toContain(
      code,
    );
  });

  test('read with the shipped ones, says which set knew it', () => {
    const owners: TextRuleSet = {
      version: 7,
      platform: 'wxpay',
      rules: [TextRule.parse(good)],
      refuse: [],
      fixtures: [],
    };
    const rules = compileRules([wxpayTextRules, owners]);
    const reading = readText(rules, { package: WECHAT, title: '微信支付', text: '微信收款到账9.90元，谢谢' });
    expect(reading).toMatchObject({ kind: 'money', amountFen: 990, rule: 'new-rule', version: 7 });
    expect(() => compileRules([owners, owners])).toThrow('new-rule');
  });
});

describe('a template', () => {
  test.each([
    ['收款{amount}元', ['收款5元', '收款¥5元', '收款 5 元'], ['收款¥5', '收款5', '收款5元。']],
    ['收款¥{amount}', ['收款¥5', '收款￥5.0', '收款¥5元'], ['收款5元', '收款5']],
    ['收款¥{amount}元', ['收款¥5元'], ['收款5元', '收款¥5']],
    ['收款{amount}', ['收款¥5', '收款5元', '收款￥5 元'], ['收款5']],
  ])('%s says which unit must stand', (template, fits, fitsNot) => {
    const rules = compileRules([
      {
        version: 1,
        platform: 'wxpay',
        refuse: [],
        fixtures: [],
        rules: [TextRule.parse({ ...good, texts: [template] })],
      },
    ]);
    const kind = (text: string): string => readText(rules, { package: WECHAT, title: '微信支付', text }).kind;
    expect(fits.map(kind)).toEqual(fits.map(() => 'money'));
    expect(fitsNot.map(kind)).toEqual(fitsNot.map(() => 'unknown'));
  });
});
