import { describe, expect, test } from 'vitest';
import alipay from '../../plugins/alipay/index.ts';
import bank from '../../plugins/bank/index.ts';
import jdpay from '../../plugins/jdpay/index.ts';
import lklpay from '../../plugins/lklpay/index.ts';
import lklpaycode from '../../plugins/lklpaycode/index.ts';
import lklpaylist from '../../plugins/lklpaylist/index.ts';
import otherapp from '../../plugins/otherapp/index.ts';
import sqbpay from '../../plugins/sqbpay/index.ts';
import wxpay from '../../plugins/wxpay/index.ts';
import ysepayweb from '../../plugins/ysepayweb/index.ts';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import { manifestProblems } from '../../src/plugin-host/platform-schema.ts';
import { ruleForwards } from '../support/forwarding-rule.ts';

const [app] = wxpay.told.apps;
const [rule] = lklpay.told.textRules.rules;
if (!app || !rule) throw new Error('the manifests that the tests change are gone');

const rulesWith = (change: object) => ({
  ...lklpay.told,
  textRules: { ...lklpay.told.textRules, ...change },
});

describe('a manifest that a platform told by apps declares', () => {
  test.each([wxpay, alipay, sqbpay, lklpay, lklpaylist, lklpaycode, jdpay, ysepayweb, bank, otherapp])(
    '$id is right',
    (platform) => {
      expect(manifestProblems(platform, checkRuleSet)).toEqual([]);
    },
  );

  test.each([
    ['no apps', { ...wxpay, told: { ...wxpay.told, apps: [] } }, 'told.apps: must not be empty'],
    ['nothing told', { ...wxpay, told: undefined }, 'told: '],
    [
      'an app that is no package',
      { ...wxpay, told: { ...wxpay.told, apps: [{ ...app, package: '微信' }] } },
      'told.apps.0.package: must be an Android package name',
    ],
    [
      'an app twice',
      { ...wxpay, told: { ...wxpay.told, apps: [app, app] } },
      'told.apps: an app stands twice',
    ],
    [
      'a rule that the phone’s app would not save',
      { ...wxpay, told: { ...wxpay.told, apps: [{ ...app, forwardingRule: '并且 是 包名 相等 a.b' }] } },
      'told.apps.0.forwardingRule: line 1 is no rule of SmsForwarder',
    ],
    [
      'a rule indented too far',
      {
        ...wxpay,
        told: {
          ...wxpay.told,
          apps: [{ ...app, forwardingRule: '并且 是 APP包名 相等 a.b\n  或者 是 通知标题 相等 x' }],
        },
      },
      'told.apps.0.forwardingRule: line 2 is no rule of SmsForwarder',
    ],
    [
      'a rule with a broken pattern',
      {
        ...wxpay,
        told: { ...wxpay.told, apps: [{ ...app, forwardingRule: '并且 是 通知标题 正则匹配 (' }] },
      },
      'told.apps.0.forwardingRule: line 1 is no rule of SmsForwarder',
    ],
    ['rules of another platform', { ...lklpay, told: rulesWith({ platform: 'other' }) }, 'must be lklpay'],
    [
      'a rule about a pay type that it does not take',
      { ...lklpay, payTypes: ['wxpay'] },
      'which it does not take',
    ],
    [
      'a rule that does not read its own example',
      {
        ...lklpay,
        told: rulesWith({ rules: [{ ...rule, texts: ['别的{amount}元'] }] }),
      },
      'example_not_read',
    ],
    [
      'a rule that reads a near miss',
      {
        ...lklpay,
        told: rulesWith({
          fixtures: [{ package: rule.package, title: '拉卡拉', text: '微信成功收款1.00元。', why: 'refund' }],
        }),
      },
      'reads_near_miss',
    ],
    [
      'a grade that nobody knows',
      { ...lklpay, told: rulesWith({ rules: [{ ...rule, grade: 'maybe' }] }) },
      'told',
    ],
    ['no listeners', { ...wxpay, listeners: [] }, 'listeners: '],
    ['a listener that nobody knows', { ...wxpay, listeners: ['fax'] }, 'listeners.0: '],
    [
      'kinds of code that are not there',
      { ...wxpay, notTogether: [['personal', 'gold']] },
      'there is no kind gold',
    ],
    [
      'two kinds of one number',
      { ...lklpay, codeKinds: [...lklpay.codeKinds, { ...lklpay.codeKinds[0], id: 'other' }] },
      'two have the same id or number',
    ],
    [
      'codes of its own beside several pay types',
      { ...lklpay, ownCodes: { begins: ['lkl://'], help: { zh: '只收它', en: 'only it' } } },
      'ownCodes: is for one pay type',
    ],
    ['advice without words', { ...wxpay, advice: [{ zh: '', en: 'x' }] }, 'advice.0.zh: '],
  ])('with %s is refused, saying where', (_what, manifest, problem) => {
    expect(manifestProblems(manifest, checkRuleSet).join('\n')).toContain(problem);
  });
});

describe('a manifest of a platform that is asked', () => {
  const polled = (changes: object) => manifestProblems({ ...sqbpay, ...changes }, checkRuleSet).join('\n');
  const field = (changes: object) =>
    polled({ settings: [{ key: 'a', label: { zh: '项', en: 'Item' }, required: true, ...changes }] });
  const noop = () => {};

  test.each([
    ['another version of the contract', polled({ apiVersion: 3 }), 'is made for version 3'],
    ['no version of its own', polled({ version: undefined }), 'version: '],
    ['a version that is none', polled({ version: 'new' }), 'must be like 1.4.0'],
    ['an address for a host', polled({ hosts: ['https://a.example'] }), 'hosts.0: must be a host name'],
    ['no host at all', polled({ hosts: [], settings: [] }), 'there is no address that it may call'],
    ['no way to log in', polled({ login: {} }), 'there is no way to log in'],
    [
      'a challenge that nothing begins',
      polled({ login: { keys: noop, challenge: noop } }),
      'a challenge begins with password',
    ],
    ['a hand-over without words', polled({ login: { handOver: { take: noop } } }), 'login.handOver.help'],
    [
      'a way to close bills and none to make them',
      polled({ closeBill: noop }),
      'nothing to close without openBill',
    ],
    ['money seen by bills that it does not make', polled({ onlyBills: true }), 'none without openBill'],
    ['a pace that hangs', polled({ pace: { minGapMs: 60_000 } }), 'pace.minGapMs'],
    ['a secret with a default', field({ type: 'secret', default: 'x' }), 'a secret has no default'],
    ['a select without options', field({ type: 'select', options: [] }), 'options'],
    [
      'a default that is no option',
      field({ type: 'select', options: [{ value: 'b', label: { zh: '乙', en: 'B' } }], default: 'c' }),
      'the default is none of the options',
    ],
    [
      'a name of the host’s for something else',
      field({ key: 'keep_alive', type: 'text' }),
      'settings: keep_alive must be of type boolean',
    ],
    [
      'the account’s name as a secret',
      field({ key: 'username', type: 'secret' }),
      'settings: username must be of type text',
    ],
    ['a box that must be ticked', field({ type: 'boolean' }), 'a box that is not ticked is an answer'],
    ['a number whose bounds cross', field({ type: 'number', min: 2, max: 1 }), 'min is more than max'],
    ['a kind of setting that nobody knows', field({ type: 'colour' }), 'settings.0.type'],
  ])('with %s is refused, saying where', (_what, problems, expected) => {
    expect(problems).toContain(expected);
  });
});

describe('the forwarding rules of the manifests', () => {
  const forwards = (platform: typeof wxpay | typeof alipay, title: string, text: string) => {
    const [usual] = platform.told.apps;
    if (!usual?.forwardingRule) throw new Error('no rule');
    return ruleForwards(usual.forwardingRule, { packageName: usual.package, title, text });
  };

  test.each([
    ['微信支付', '个人收款码到账¥0.01', true],
    ['微信收款助手', '[2条]微信收款助手: 微信支付收款1.00元', true],
    ['微信收款商业版', '收款1.00元', true],
    ['微信', '微信收款助手: 微信支付收款5.00元(朋友到店)', true],
    ['服务通知', '[+2条]微信支付：收款￥88.00，已存入零钱', true],
    ['微信支付', '已隐藏敏感通知内容', true],
    ['已隐藏敏感通知', '已隐藏敏感通知内容', true],
    ['微信', 'Sensitive notification content hidden', true],
    ['微信', '系统已隐藏通知内容，因为其中包含隐私信息', true],
    ['小明', '[2条]小明: 今晚吃什么', false],
    ['小明', '这是敏感话题', false],
  ])('WeChat: %s | %s → %s', (title, text, forwarded) => {
    expect(forwards(wxpay, title, text)).toBe(forwarded);
  });

  test.each([
    ['你已成功收款0.01元', '已转入余额', true],
    ['支付宝通知', '张三通过扫码向你付款1元', true],
    ['支付宝商家服务', '收款金额￥11.00', true],
    ['店员通', '支付宝成功收款￥3.00', true],
    ['已隐藏敏感通知', '已隐藏敏感通知', true],
    ['支付宝', '已隐藏敏感通知内容', true],
    ['支付宝', 'Sensitive notification content hidden', true],
    ['支付宝', '蚂蚁森林：你有新的能量可以收取啦', false],
  ])('Alipay: %s | %s → %s', (title, text, forwarded) => {
    expect(forwards(alipay, title, text)).toBe(forwarded);
  });

  test('of SMS lets the known banks through, and nothing else that the phone gets', () => {
    const sms = bank.told.apps.find((one) => one.package === 'com.android.mms');
    const from = (title: string) =>
      ruleForwards(sms?.forwardingRule ?? '', {
        packageName: 'com.android.mms',
        title,
        text: '验证码 123456',
      });
    expect([from('95588'), from('95566'), from('95528'), from('10690000'), from('妈妈')]).toEqual([
      ...[true, true, true, false, false],
    ]);
  });
});
