import { epayCodeNumbers } from '../flow/protocols/index.ts';
import type { DocKey } from '../shared/i18n/doc.ts';

/** A "no" of mapi.php or api.php, as shops read it. */
export interface ErrorAnswer {
  /** The stable name of the refusal in our code. */
  id: string;
  /** HTTP status. */
  status: number;
  /** `code` of the JSON. */
  number: number;
  /** `msg`, as far as it is always the same; "…" stands for what changes. */
  msg: string;
  meaning: DocKey;
}

const answer = (id: string, msg: string, meaning: DocKey, status = 200): ErrorAnswer => ({
  id,
  status,
  number: epayCodeNumbers[id] ?? -1,
  msg,
  meaning,
});

/** Each but the last is provoked over HTTP by test/docs-page/doc-page.test.ts, so that the page says what the product says. */
export const errorAnswers: readonly ErrorAnswer[] = [
  answer('bad_sign', '签名错误，请检查商户密钥。…', 'error.badSign'),
  answer('unknown_merchant', '商户 … 不存在或已停用', 'error.unknownMerchant'),
  answer('bad_key', '商户不存在或密钥错误', 'error.badKey'),
  answer('bad_input', '缺少参数 …', 'error.badInput'),
  answer('other_terms', '商户订单号 … 已存在，且 … 与原订单不同，请换一个新的订单号', 'error.otherTerms'),
  answer('no_code', '没有可用的收款码，请换一种支付方式或联系商家；…', 'error.noCode'),
  answer('all_taken', '当前支付人数较多，请几分钟后再试', 'error.allTaken'),
  answer(
    'too_many_open',
    '您所在的网络有多笔同价订单还没有付款，请先付款或取消其中一笔，或几分钟后再试',
    'error.tooManyOpen',
  ),
  answer(
    'order_closed',
    '商户订单号 … 已被商家关闭，不能再支付，请在商城重新下单（换一个新的订单号）',
    'error.orderClosed',
  ),
  answer('unknown_order', '订单号不存在', 'error.unknownOrder'),
  answer('no_number', '订单号不能为空', 'error.noNumber'),
  answer('wrong_method', '请求方式错误，请用 POST 提交。…', 'error.wrongMethod'),
  answer('unknown_act', 'No Act! …', 'error.unknownAct'),
  answer('no_refund', '本站只通知收款，不经手资金，不能退款。…', 'error.noRefund'),
  answer('speaks_v1', '本站使用易支付 V1（MD5）接口，不支持 V2（RSA）。…', 'error.speaksV1'),
  answer('wrong_address', '接口地址写错了：收到的是 …。请在商城里把接口地址改成 …', 'error.wrongAddress'),
  answer('not_a_form', '收到的是 JSON，请改用表单提交…', 'error.notAForm'),
  answer('bad_form', '表单不完整或太大，请检查提交的内容', 'error.badForm'),
  answer('too_many_failures', '失败次数过多，请一分钟后再试', 'error.tooManyFailures', 429),
  answer('fault', '这不是您的操作造成的，错误已记录。请稍后重试。（…）', 'error.fault', 500),
];
