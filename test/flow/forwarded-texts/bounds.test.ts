import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/flow/forwarded-texts/index.ts';
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
      readText(shippedRules, attack, meter);
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
        readText(shippedRules, { package: ALIPAY, title: '支付宝', text }, meter);
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
    expect(verdict(ALIPAY, '支付宝', `张三通过扫码向你付款5.00元${ad}`)).toBe(500);
    expect(verdict(ALIPAY, '支付宝', `张三通过扫码向你付款5.00元${ad}通过扫码向你付款6元`)).toBe('ambiguous');
  });
});
