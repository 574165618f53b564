import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alipayTextRules } from '../../../plugins/alipay/text-rules.ts';
import { wxpayTextRules } from '../../../plugins/wxpay/text-rules.ts';
import {
  asItsExample,
  checkNewRule,
  compileRules,
  type MarkedExample,
  readText,
  templateFromText,
} from '../../../src/flow/forwarded-texts/index.ts';
import { TextRule } from '../../../src/plugin-api/text-rules/index.ts';
import { ALIPAY, WECHAT } from './shipped-rules.ts';

function marked(example: Partial<MarkedExample>): MarkedExample {
  return {
    id: 'mine',
    package: WECHAT,
    title: '微信支付',
    text: '微信收款到账8.88元，谢谢',
    amount: '8.88',
    payType: 'wxpay',
    channels: ['personal'],
    stacks: (example.package ?? WECHAT) === WECHAT,
    ...example,
  };
}

describe('a rule made of one notification', () => {
  test.each([
    ['微信收款到账8.88元，谢谢', '8.88', '微信收款到账{amount}元{tail}'],
    ['[2条]微信支付：收款入账￥8.88', '8.88', '收款入账¥{amount}'],
    ['收款入账￥1,430.00 元（新顾客）', '1430', '收款入账{amount}元{tail}'],
    ['收到一笔5元的货款。谢谢', '¥5.00', '收到一笔{amount}元的货款{tail}'],
    ['收款入账¥ 5', '5元', '收款入账¥{amount}'],
  ])('%s, %s → %s', (text, amount, template) => {
    const made = templateFromText(marked({ text, amount }));
    expect(made).toMatchObject({ rule: { titles: ['微信支付'], texts: [template], rests: 'owner' } });
    if ('rule' in made) expect(checkNewRule(wxpayTextRules, made.rule)).toEqual([]);
  });

  test('the amount in the title', () => {
    const made = templateFromText(
      marked({
        package: ALIPAY,
        title: '收钱啦5.00元',
        text: '已放进余额 领3元红包',
        amount: '5',
        payType: 'alipay',
      }),
    );
    expect(made).toMatchObject({ rule: { titles: ['收钱啦{amount}元'], texts: ['已放进余额{tail}'] } });
    if ('rule' in made) expect(checkNewRule(alipayTextRules, made.rule)).toEqual([]);
  });

  test('the payer is named, so that other payers fit too', () => {
    const made = templateFromText(
      marked({
        package: ALIPAY,
        title: '支付宝',
        text: '张三扫码付给你8.88元',
        name: '张三',
        payType: 'alipay',
      }),
    );
    if (!('rule' in made)) throw new Error(made.why);
    expect(made.rule.texts).toEqual(['{name}扫码付给你{amount}元']);
    expect(checkNewRule(alipayTextRules, made.rule)).toEqual([]);
    const rules = compileRules([{ ...alipayTextRules, rules: [...alipayTextRules.rules, made.rule] }]);
    const reading = readText(rules, { package: ALIPAY, title: '支付宝', text: '李四扫码付给你1.00元' });
    expect(reading).toMatchObject({ kind: 'money', amountFen: 100, rule: 'mine' });
  });

  test.each([
    ['not_an_amount', { amount: 'abc' }],
    ['not_an_amount', { amount: '0' }],
    ['amount_not_in_text', { amount: '9.99' }],
    ['amount_not_in_text', { text: '微信收款到账12.345元', amount: '12.34' }],
    ['amount_more_than_once', { text: '收款8.88元，共8.88元' }],
    ['amount_more_than_once', { title: '收款8.88元', text: '到账8.88元' }],
    ['amount_without_unit', { text: '收款到账8.88' }],
    ['no_words_before_amount', { text: '8.88元已到账' }],
    ['braces', { text: '{name}8.88元已到账' }],
    ['braces', { text: '{?a|b}{name}付钱24.81元', amount: '24.81' }],
    ['braces', { text: '张三付钱{8.88元', name: '张三' }],
    ['braces', { text: '收款到账8.88元{tail}', endings: [] }],
    ['braces', { title: '{?a|b}' }],
    ['braces', { title: '收款{x}8.88元', text: '到账' }],
    ['not_a_template', { title: '收款8.88元', text: '（无）' }],
    ['other_numbers', { text: '第3笔收款到账8.88元' }],
    ['name_not_in_text', { name: '王五' }],
    ['no_title', { title: ' ' }],
    ['unseen_marks', { text: '收款到账8.88元\u200b' }],
    ['unseen_marks', { title: '微信支付\u3000' }],
    ['braces', { text: '收款{x}到账8.88元' }],
    ['too_long', { text: `收款到账8.88元 ${'广'.repeat(1000)}` }],
  ] as const)('is refused: %s (%o)', (why, change) => {
    const made = templateFromText(marked(change));
    expect('why' in made && made.why).toBe(why);
  });

  test('braces in a payer’s name, or in what may change, hinder nobody', () => {
    const named = templateFromText(
      marked({ text: '{amount}元扫码付给你8.88元，谢谢{你}', name: '{amount}元' }),
    );
    expect(named).toMatchObject({ rule: { texts: ['{name}扫码付给你{amount}元{tail}'] } });
  });

  test.each([
    ['扫码到账8.88元', '扫码到账{amount}元'],
    ['扫码到账8.88元（老顾客消费）', '扫码到账{amount}元{tail}'],
    ['扫码到账8.88元，谢谢惠顾', '扫码到账{amount}元，谢谢惠顾'],
  ])('what follows is kept to the letter where only known endings may follow: %s', (text, template) => {
    const endings = alipayTextRules.endings?.flatMap((one) => one.texts) ?? [];
    const made = templateFromText(
      marked({ package: ALIPAY, title: '支付宝', text, payType: 'alipay', endings }),
    );
    expect(made).toMatchObject({ rule: { texts: [template] } });
    if (!('rule' in made)) return;
    expect(checkNewRule(alipayTextRules, made.rule)).toEqual([]);
    const rules = compileRules([{ ...alipayTextRules, rules: [...alipayTextRules.rules, made.rule] }]);
    const onwards = { package: ALIPAY, title: '支付宝', text: `${text}，向你转账0.01元` };
    expect(readText(rules, onwards).kind).not.toBe('money');
  });

  test('a made rule may teach an ending that was unknown, and only that one', () => {
    const text = '你已成功收款8.88元，福利到了';
    const endings = alipayTextRules.endings?.flatMap((one) => one.texts) ?? [];
    const made = templateFromText(
      marked({ package: ALIPAY, title: '支付宝', text, payType: 'alipay', endings }),
    );
    if (!('rule' in made)) throw new Error(made.why);
    expect(checkNewRule(alipayTextRules, made.rule)).toEqual([]);
    const rules = compileRules([{ ...alipayTextRules, rules: [...alipayTextRules.rules, made.rule] }]);
    const tried = (said: string) => readText(rules, { package: ALIPAY, title: '支付宝', text: said });
    expect(tried('你已成功收款1.00元，福利到了')).toMatchObject({
      kind: 'money',
      amountFen: 100,
      rule: 'mine',
    });
    expect(tried('你已成功收款1.00元，向你转账0.01元')).toMatchObject({ why: 'unknown_tail' });
  });

  test.each([
    ['收款入账8.88元（新顾客）', '收款入账{amount}元(新顾客)'],
    ['收款入账：8.88元', '收款入账:{amount}元'],
    ['收款入账（店）：8.88元', '收款入账(店):{amount}元'],
    ['收款入账(店)：8.88元', '收款入账(店):{amount}元'],
  ])('one that was kept in one width is read as its example is written: %s', (text, template) => {
    const old = TextRule.parse({
      ...{ id: 'own-old', package: WECHAT, titles: ['微信支付'], texts: [template] },
      ...{ payType: 'wxpay', channels: ['personal'], rests: 'owner' },
      examples: [{ title: '微信支付', text, amountFen: 888 }],
    });
    const reads = (rule: TextRule) =>
      readText(compileRules([{ ...wxpayTextRules, rules: [rule] }]), {
        package: WECHAT,
        title: '微信支付',
        text,
      });
    expect(reads(old).kind).not.toBe('money');
    expect(reads(asItsExample(old, { stacks: true }))).toMatchObject({ kind: 'money', amountFen: 888 });
  });

  test('a made rule always reads the text that it was made of', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\u4e00-\u9fa5（）:：，]{2,20}$/u),
        fc.constantFrom('8.88元', '￥8.88', ' ¥ 8.88 元', '8.88 元'),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (before, amount, after) => {
          const example = marked({ text: `${before}${amount}${after}` });
          const made = templateFromText(example);
          fc.pre('rule' in made);
          if (!('rule' in made)) return;
          const rules = compileRules([
            { version: 1, platform: 'wxpay', rules: [made.rule], refuse: [], fixtures: [] },
          ]);
          expect(readText(rules, example)).toMatchObject({ kind: 'money', amountFen: 888 });
        },
      ),
      { numRuns: 500 },
    );
  });
});
