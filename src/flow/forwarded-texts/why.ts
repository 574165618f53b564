import type { Why } from '../../plugin-api/text-rules/index.ts';

/** The words in plain language, for the playground and the list of texts. */
export const whyInWords: Readonly<Record<Why, { zh: string; en: string }>> = {
  repeat: {
    zh: '播报的是到账消息，可能是上一笔，不能当作新的一笔',
    en: 'a broadcast; it may repeat an earlier payment',
  },
  paid_out: { zh: '这是付出去的钱', en: 'money that was paid out' },
  refund: { zh: '这是退款', en: 'a refund' },
  withdrawal: { zh: '这是提现，自己的钱', en: 'a withdrawal of own money' },
  red_packet: { zh: '这是红包', en: 'a red packet' },
  transfer: {
    zh: '这是转账，不是扫收款码付的；默认不入账',
    en: 'a transfer, not a payment to a code; not counted',
  },
  other_income: {
    zh: '这是收入，但看不出是收款码收的；默认不入账',
    en: 'income, but not said to come from a code; not counted',
  },
  summary: { zh: '这是账单或汇总，不是一笔收款', en: 'a statement or a total, not one payment' },
  advertising: { zh: '这是广告或优惠', en: 'advertising or a discount' },
  service: { zh: '这是服务消息', en: 'a service message' },
  foreign: { zh: '不是收款应用发的通知', en: 'from an app that no rule is about' },
  foreign_money: {
    zh: '还没有规则认识这个 App，但这条通知可能是收款，请人工确认',
    en: 'no rule is about this app, but it may be a payment',
  },
  unrelated: { zh: '与收款无关', en: 'nothing to do with money' },
  unseen_marks: {
    zh: '文字里藏着看不见的字符，可能是有人拼出来的，请人工确认',
    en: 'marks that nobody sees stand in it; somebody may have put it together',
  },
  hidden: {
    zh: '手机系统把通知内容隐藏了，可能是一笔收款',
    en: 'the phone hid what it says; it may be a payment',
  },
  zero: { zh: '金额是 0', en: 'the amount is zero' },
  ambiguous: { zh: '有两个不同的金额都像是收款金额', en: 'two different amounts fit' },
  doubtful_name: {
    zh: '付款人名字里有退款、转账、好友一类的词，请人工确认',
    en: "the payer's name says something like refund, transfer or friend",
  },
  doubtful_tail: {
    zh: '收款那句话后面有退款、汇总、失败一类的词，请人工确认',
    en: 'behind the payment it says something like refund, total or failed',
  },
  unknown_tail: {
    zh: '收款那句话后面跟着没见过的文字，可能是别人昵称里写的金额，请人工确认',
    en: "unknown words follow the payment; the amount may be part of someone's name",
  },
  unknown_title: { zh: '没有规则认识这个标题', en: 'no rule knows this title' },
  unknown_text: { zh: '认识标题，但没有规则认识这句话', en: 'the title is known, the text is not' },
  no_amount: {
    zh: '文字里没有金额；手机可能没有打开“通知显示详情”',
    en: 'no amount in it; the phone may hide details',
  },
  too_long: { zh: '文字太长，没有读', en: 'too long to be read' },
};

const FOR_A_PERSON: ReadonlySet<Why> = new Set<Why>([
  ...(['ambiguous', 'doubtful_name', 'doubtful_tail', 'unknown_tail', 'unseen_marks'] as const),
  ...(['unknown_title', 'unknown_text', 'no_amount', 'too_long', 'hidden', 'foreign_money'] as const),
]);

/** Whether money may stand behind the text, so that a person should see it rather than have it put away. */
export function wantsAPerson(why: Why): boolean {
  return FOR_A_PERSON.has(why);
}
