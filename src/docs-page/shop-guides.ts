import type { Translate } from '../shared/i18n/index.ts';

/** How one shop system is connected: what to do there, and what to enter. */
export interface ShopGuide {
  id: string;
  name: string;
  /** The language of the shop's form, whatever ours is; empty: ours. */
  formLang: 'zh-CN' | '';
  steps: GuideStep[];
}

export interface GuideStep {
  text: string;
  /** What is entered in this step, by the names of the shop's own form. */
  fields: GuideField[];
}

export interface GuideField {
  id: string;
  label: string;
  /** Null: the merchant's key, which is not shown now. */
  value: string | null;
  hint: string;
}

export interface GuideFacts {
  /** The number, or words that stand for it. */
  pid: number | string;
  key: string | null;
  /** Ends with "/". */
  apiUrl: string;
}

const OTHER = 'other';

/** What the shops call themselves and the fields of their own forms; no translation of ours finds them there. */
const dujiaoka = { name: '独角数卡', pid: '商户 ID', address: '商户 KEY', key: '商户密钥' };
const acg = { name: '异次元发卡', address: '支付网关', pid: '商户ID', key: '商户密钥' };
const newapi = {
  name: 'new-api / one-api',
  address: '支付地址',
  pid: '易支付商户ID',
  key: '易支付商户密钥',
  methods: '充值方式设置',
};
const xboard = { name: 'Xboard / v2board', address: 'URL', pid: 'PID', key: 'KEY', type: 'TYPE' };
const wordpress = {
  name: 'WordPress（子比主题等）',
  address: '接口地址',
  pid: '商户ID',
  key: '商户密钥',
};

/** What its buyers read, so that it is in their language whatever the owner's. */
const TOPUP_METHODS = JSON.stringify([
  { name: '支付宝', color: 'rgba(var(--semi-blue-5), 1)', type: 'alipay' },
  { name: '微信', color: 'rgba(var(--semi-green-5), 1)', type: 'wxpay' },
]);

/** The guides for the shop systems that are used most, then one for all others. */
export function shopGuides({ pid, key, apiUrl }: GuideFacts, t: Translate): ShopGuide[] {
  const field = (label: string, value: string | null, hint = '') => ({ label, value, hint });
  const number = String(pid);
  const guide = (id: string, name: string, steps: [text: string, ...fields: Omit<GuideField, 'id'>[]][]) => ({
    id,
    name,
    formLang: id === OTHER ? ('' as const) : ('zh-CN' as const),
    steps: [...steps, [t('console.guide.last')] as const].map(([text, ...fields], step) => ({
      text,
      fields: fields.map((one, index) => ({ ...one, id: `guide-${id}-${step}-${index}` })),
    })),
  });
  return [
    // Its form calls the address "KEY" and the key "密钥".
    guide('dujiaoka', dujiaoka.name, [
      [
        t('console.guide.dujiaoka1'),
        field(dujiaoka.pid, number),
        field(dujiaoka.address, `${apiUrl}submit.php`, t('console.guide.dujiaokaAddress')),
        field(dujiaoka.key, key),
      ],
      [t('console.guide.dujiaoka2')],
    ]),
    guide('acg', acg.name, [
      [t('console.guide.acg1'), field(acg.address, apiUrl), field(acg.pid, number), field(acg.key, key)],
      [t('console.guide.acg2')],
    ]),
    guide('newapi', newapi.name, [
      [
        t('console.guide.newapi1'),
        field(newapi.address, apiUrl),
        field(newapi.pid, number),
        field(newapi.key, key),
      ],
      [t('console.guide.newapi2'), field(newapi.methods, TOPUP_METHODS)],
    ]),
    guide('xboard', xboard.name, [
      [
        t('console.guide.xboard1'),
        field(xboard.address, apiUrl.replace(/\/$/, ''), t('console.guide.xboardUrl')),
        field(xboard.pid, number),
        field(xboard.key, key),
        field(xboard.type, 'alipay', t('console.guide.xboardType')),
      ],
      [t('console.guide.xboard2')],
    ]),
    guide('wordpress', wordpress.name, [
      [
        t('console.guide.wordpress1'),
        field(wordpress.address, apiUrl, t('console.guide.wordpressUrl')),
        field(wordpress.pid, number),
        field(wordpress.key, key),
      ],
    ]),
    guide(OTHER, t('console.guide.other'), [
      [
        t('console.guide.other1'),
        field(t('console.merchant.pid'), number),
        field(t('console.merchant.key'), key),
        field(t('console.merchant.apiUrl'), apiUrl, t('console.guide.otherRoot')),
        field(t('console.merchant.urlSubmit'), `${apiUrl}submit.php`),
        field(t('console.merchant.urlMapi'), `${apiUrl}mapi.php`),
      ],
      [t('console.guide.other2')],
    ]),
  ];
}
