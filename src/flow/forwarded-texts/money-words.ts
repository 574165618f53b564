import { type RefuseRule, trimBlanks } from '../../plugin-api/text-rules/index.ts';
import { findAmounts } from './amount-in-text.ts';

/** Words of money that came in, in any app. */
const INCOME =
  /收款|收钱|收錢|收到|收入|收讫|到账|到帐|到賬|入账|入帐|入賬|进账|来账|存入|转入|转存|汇入|汇款|来款|打款|赞赏|打赏|付款给你|向[你您]付|receiv|credited|paid you|payment from/i;

/** Whether an app that nobody knows may be telling of money: the words for it, and an amount with its unit. */
export function mayTellMoney(title: string, text: string): boolean {
  const all = `${title}\n${text}`;
  return INCOME.test(all) && namesAmount(all);
}

/** Whether anything in it speaks of money: an app's own notification may leave out either. */
export function speaksOfMoney(title: string, text: string): boolean {
  const all = `${title}\n${text}`;
  return INCOME.test(all) || namesAmount(all);
}

function namesAmount(text: string): boolean {
  return /(?:人民币|RMB|CNY) ?\d/i.test(text) || findAmounts(text).some(({ sign, word }) => sign || word);
}

const MAX_HIDDEN = 120;
/** All of the text is made of these, in whatever order a system words it. */
const HIDING_WORDS =
  /^[已被将的了系统该該此本这這条條一则則其中含有因为為包敏感私密个個人通知消息信内容內詳情详细細隐藏隱应用應程式，,。.！!…\s\d]{4,}$/;
const HIDING = /隐藏|隱藏/;
const WHAT_IS_HIDDEN = /敏感|隐私|隱私|内容|內容|详情|詳情/;
const HIDING_ENGLISH = [
  /^(?:the |this |your )?sensitive (?:notification )?(?:contents?|information|info|notifications?)(?: (?:has|have) been| is| are| was)? hidden[.!]?$/i,
  /^(?:the )?system has hidden (?:the |this )?(?:notification )?contents?\b[\w ,]*[.!]?$/i,
  /^hidden sensitive (?:notification )?(?:contents?|notifications?)[.!]?$/i,
  /^(?:notification )?contents?(?: is| are)? hidden[.!]?$/i,
];

/**
 * Whether the system put its own words in the place of a text that it holds for sensitive (Android 15 and newer,
 * HyperOS, ColorOS): what stood there may have been a payment. Source: docs/reference/listeners.md 1.10 (seen).
 */
export function isHiddenText(text: string): boolean {
  const said = trimBlanks(text);
  if (said.length > MAX_HIDDEN) return false;
  if (HIDING_WORDS.test(said) && HIDING.test(said) && WHAT_IS_HIDDEN.test(said)) return true;
  return HIDING_ENGLISH.some((words) => words.test(said));
}

/** Beside these, a word for spending may be about the buyer: a person should see it. */
const CAME_IN = ['收款', '到账', '入账', '收入', '收到', '转入', '汇入', '存入'];

/** Stand above the rules of an app of which no platform knows what it says besides. */
export function generalRefusals(packageName: string): RefuseRule[] {
  const refusal = (
    id: string,
    within: RefuseRule['within'],
    why: RefuseRule['why'],
    phrases: string[],
    unless?: string[],
  ): RefuseRule => ({
    ...{ id: `general-${id}-${packageName}`, package: packageName, phrases, within, why },
    ...(unless && { unless }),
  });
  return [
    refusal('refund', 'anywhere', 'refund', ['退款', '退还', '退回', '撤销', '冲正']),
    refusal('undone', 'tail', 'refund', [
      ...['失败', '冻结', '撤回', '取消', '关闭', '异常', '未到账', '未完成', '未成功'],
      ...['待你确认', '待您确认', '待确认', '待收款'],
    ]),
    refusal('failed', 'sentence', 'refund', ['失败', '待收款', '未到账']),
    refusal('total-behind', 'tail', 'summary', [
      ...['汇总', '昨日', '昨天', '上周', '本周', '上月', '本月', '对账', '共计', '合计', '累计'],
    ]),
    refusal('total', 'sentence', 'summary', [
      ...['账单', '对账', '汇总', '昨日', '本月', '今日收款', '今日第', '今日共', '累计', '共计', '合计'],
    ]),
    refusal('earlier', 'anywhere', 'repeat', ['上一笔', '播报']),
    refusal(
      'paid-out',
      'sentence',
      'paid_out',
      [
        ...[
          '支付成功',
          '成功支付',
          '已支付',
          '付款成功',
          '成功付款',
          '已付款',
          '支出',
          '消费',
          '扣款',
          '扣费',
        ],
        ...['自动扣', '转出', '还款', '缴费', '充值', '支取', '取款', '购买'],
      ],
      CAME_IN,
    ),
    refusal('withdrawal', 'sentence', 'withdrawal', ['提现']),
    refusal('red-packet', 'sentence', 'red_packet', ['红包']),
    refusal('other-income', 'sentence', 'other_income', ['收益', '利息', '结息']),
    refusal(
      'advertising',
      'sentence',
      'advertising',
      ['立减', '满减', '优惠', '抽奖', '代金券', '额度'],
      CAME_IN,
    ),
    refusal('service', 'sentence', 'service', ['验证码', '动态码', '校验码']),
  ];
}

/** What every app may say and no rule may take for a payment, tried on rules about apps that nobody knows. */
export const generalNearMisses: readonly string[] = [
  ...['支付成功8.88元', '你已成功付款8.88元', '已支付¥8.88', '退款到账8.88元', '你有一笔8.88元的支出'],
  ...['提现到账8.88元', '消费8.88元', '红包8.88元', '成功扣款8.88元', '充值成功8.88元'],
  ...['今日收款8笔，共计8.88元', '收款失败8.88元', '余额8.88元'],
];
