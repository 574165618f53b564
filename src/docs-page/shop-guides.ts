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
    guide('dujiaoka', '独角数卡', [
      [
        t('console.guide.dujiaoka1'),
        field('商户 ID', number),
        field('商户 KEY', `${apiUrl}submit.php`, t('console.guide.dujiaokaAddress')),
        field('商户密钥', key),
      ],
      [t('console.guide.dujiaoka2')],
    ]),
    guide('acg', '异次元发卡', [
      [t('console.guide.acg1'), field('支付网关', apiUrl), field('商户ID', number), field('商户密钥', key)],
      [t('console.guide.acg2')],
    ]),
    guide('newapi', 'new-api / one-api', [
      [
        t('console.guide.newapi1'),
        field('支付地址', apiUrl),
        field('易支付商户ID', number),
        field('易支付商户密钥', key),
      ],
      [t('console.guide.newapi2'), field('充值方式设置', TOPUP_METHODS)],
    ]),
    guide('xboard', 'Xboard / v2board', [
      [
        t('console.guide.xboard1'),
        field('URL', apiUrl.replace(/\/$/, ''), t('console.guide.xboardUrl')),
        field('PID', number),
        field('KEY', key),
        field('TYPE', 'alipay', t('console.guide.xboardType')),
      ],
      [t('console.guide.xboard2')],
    ]),
    guide('wordpress', 'WordPress（子比主题等）', [
      [
        t('console.guide.wordpress1'),
        field('接口地址', apiUrl, t('console.guide.wordpressUrl')),
        field('商户ID', number),
        field('商户密钥', key),
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
