import { definePlatform, type ForwardedPlatform, type Words } from '#plugin-api';

/** A company whose merchants' app posts notifications that nobody has shown in public yet. */
export interface TaughtCompany {
  id: string;
  /** 码钱 */
  name: Words;
  site?: string;
  /** What is known beside that nothing of the app is. */
  facts: ForwardedPlatform['facts'];
}

/**
 * A platform told by an app whose texts the owner teaches with his first payment: nothing settles before he made the
 * rule of a notification of his own.
 */
export function taughtByOwner({ id, name, site, facts }: TaughtCompany): ForwardedPlatform {
  const at = site === undefined ? { zh: '', en: '' } : { zh: `（${site}）`, en: ` (${site})` };
  return definePlatform({
    id,
    apiVersion: 2,
    version: '1.0.0',
    listening: 'forwarded',
    name: { zh: `${name.zh}（App 通知）`, en: `${name.en} (app)` },
    about: {
      summary: {
        zh: `${name.zh}的收款码：由它的商家 App 发通知，用您自己的第一条教会系统`,
        en: `Codes of ${name.en}: its merchant app tells of payments; your first notice teaches the system how it reads`,
      },
      ...(site !== undefined && { site: `https://${site}/` }),
      limits: [
        {
          zh: '没有人公开过它的通知内容，要先用自己的码收一笔才能做成规则',
          en: 'Nobody has shown its notices in public: take a payment with your own code first, and make a rule of it',
        },
      ],
    },
    payTypes: ['wxpay', 'alipay', 'unionpay'],
    settings: [],
    terminal: {
      namedByReceipts: false,
      label: { zh: '终端编号', en: 'Terminal number' },
      help: { zh: '由系统自动生成', en: 'Made by the system' },
    },
    codeKinds: [
      {
        id: 'aggregate',
        number: 1,
        name: { zh: '聚合收款码', en: 'Aggregated code' },
        seenBy: { zh: '手机上的商家 App', en: 'the merchant app on a phone' },
      },
    ],
    notTogether: [],
    listeners: ['phone'],
    told: { apps: [], textRules: { version: 1, platform: id, rules: [], refuse: [], fixtures: [] } },
    takesAnyApp: true,
    setup: [
      {
        zh: `在手机上装${name.zh}的商家 App，登录${at.zh}，打开到账通知，通知里要显示金额`,
        en: `Install the merchant app of ${name.en} on your phone, log in${at.en}, and turn its payment notices on, with the amount shown`,
      },
      {
        zh: '让短信转发器转发它的通知：转发规则里的 com.example.app 换成它的包名（在短信转发器的应用列表里查）',
        en: 'Have SmsForwarder forward its notices: put its package name in place of com.example.app in the rule (the list of apps in SmsForwarder shows it)',
      },
      {
        zh: '用自己的码收 0.01 元：它的第一条通知会留在“通知文案”里，点一下做成规则，以后同样的通知就自动入账',
        en: 'Take 0.01 yuan with your own code: the first notice is kept among the texts, make a rule of it there, and notices like it count from then on',
      },
    ],
    facts: [
      {
        fact: {
          zh: '公开资料里没有它的 App 的包名和通知写法：只有你自己用通知做的规则才会入账',
          en: 'Neither its app’s package nor its wording is known publicly: only rules that you make of its notices count',
        },
        rests: 'unknown',
      },
      ...facts,
    ],
  });
}
