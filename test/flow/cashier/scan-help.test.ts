import { describe, expect, test } from 'vitest';
import { type Device, deviceOf, type ShownCode, scanHelp } from '../../../src/flow/cashier/scan-help.ts';
import type { PayType } from '../../../src/shared/pay-type.ts';

describe('how a buyer gets from the picture to paying', () => {
  const link = { style: 'link' as const, content: 'https://qr.example/a?b=c' };
  const text = { style: 'link' as const, content: 'wxp://f2f0abc' };
  const image = { style: 'image' as const, content: 'https.png' };
  const toAlipay = 'alipays://platformapi/startapp?appId=20000067&url=https%3A%2F%2Fqr.example%2Fa%3Fb%3Dc';

  test.each<[PayType, Device, ShownCode, string, string | null]>([
    ['wxpay', 'desktop', link, 'scan', null],
    ['wxpay', 'wechat', text, 'album', null],
    ['wxpay', 'wechat', { ...text, content: 'WXP://F2F0ABC' }, 'album', null],
    ['wxpay', 'wechat', link, 'long_press', null],
    // A picture of a personal code holds such a text too; one of an aggregator holds an address.
    ['wxpay', 'wechat', { ...image, kind: 'personal' }, 'album', null],
    ['wxpay', 'wechat', { ...image, kind: null }, 'long_press', null],
    ['wxpay', 'phone', text, 'save', 'weixin://'],
    ['wxpay', 'alipay', link, 'wrong_app', null],
    ['alipay', 'desktop', link, 'scan', null],
    ['alipay', 'phone', link, 'open_app', toAlipay],
    ['alipay', 'phone', text, 'save', 'alipays://'],
    ['alipay', 'phone', image, 'save', 'alipays://'],
    ['alipay', 'alipay', link, 'long_press', null],
    ['alipay', 'wechat', link, 'wrong_app', null],
    ['unionpay', 'phone', link, 'save', null],
    ['unionpay', 'unionpay', link, 'save', null],
    ['unionpay', 'wechat', link, 'wrong_app', null],
    ['unionpay', 'alipay', link, 'wrong_app', null],
    ['wxpay', 'unionpay', text, 'wrong_app', null],
    ['alipay', 'unionpay', link, 'wrong_app', null],
    ['unionpay', 'desktop', image, 'scan', null],
  ])('%s on %s with %o: %s', (payType, device, code, how, appUrl) => {
    expect(scanHelp(payType, device, code)).toEqual({ how, appUrl });
  });

  test.each<[string | undefined, Device]>([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8.0.44', 'wechat'],
    ['Mozilla/5.0 (Windows NT 10.0) WindowsWechat MicroMessenger/7.0', 'desktop'],
    ['Mozilla/5.0 (Linux; Android 14) AlipayClient/10.5', 'alipay'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148/com.unionpay.chsp/ sa-sdk-ios (com.unionpay.chsp) (cordova 4.5.4) (version 923) (UnionPay/1.0 CloudPay) (clientVersion 323)',
      'unionpay',
    ],
    ['Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 UnionPay/1.0 ICBCeLife', 'unionpay'],
    ['Mozilla/5.0 (Linux; Android 14; UnionPaying) Chrome/120 Mobile Safari/537.36', 'phone'],
    ['Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36', 'phone'],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/120', 'desktop'],
    [undefined, 'desktop'],
  ])('%s is %s', (agent, device) => {
    expect(deviceOf(agent)).toBe(device);
  });
});
