import { Refusal } from '../../../shared/errors.ts';
import { type VmqCall, type VmqParams, verifyVmqSign } from '../../../shared/vmq-sign.ts';

/** Why a V免签 signature is wrong. All but `not_utf8` and `unknown` are proven: with that undone it is right. */
export type VmqSignFault =
  | 'upper_case'
  | 'key_blanks'
  | 'plus'
  | 'url_encoded'
  | 'no_param'
  | 'not_utf8'
  | 'epay_key'
  | 'unknown';

const messages: Record<VmqSignFault, string> = {
  upper_case: '签名错误：sign 要是 32 位小写字母和数字，前后没有空格',
  key_blanks: '签名错误：商城里填的通讯密钥前后多了空格或换行，请重新粘贴',
  plus: '签名错误：param 里的加号没有网址编码，到达时变成了空格，请让商城把参数编码后再发送',
  url_encoded: '签名错误：签名用了网址编码后的 param，应该用编码前的原文',
  no_param: '签名错误：发送了 param，却没有签进去',
  not_utf8: '签名错误：收到的内容不是 UTF-8 编码（像是 GBK），请把商城或支付插件的编码改成 UTF-8',
  epay_key: '这是易支付的商户密钥，请改填后台“商户”页 V免签 里的通讯密钥',
  unknown: '签名错误，请检查 sign 和通讯密钥；签名用的 price 要与发送的一字不差',
};

/** Longer requests, and those that many merchants could have sent, are not tried out. */
const LONGEST_TRIED = 8_192;
const MOST_KEYS = 20;

/** Refusal 'bad_sign' with the likely or proven cause. `keys`: of the merchants that may have signed. */
export function badVmqSign(call: VmqCall, params: VmqParams, keys: string[], charset: string): Refusal {
  const fault = findFault(call, params, keys.slice(0, MOST_KEYS), charset);
  return new Refusal('bad_sign', messages[fault], { status: 403, reason: fault });
}

/** Refusal 'bad_sign' for a shop that signed rightly, with the merchant's key, where that is not taken. */
export function epayKeyRefused(): Refusal {
  return new Refusal('bad_sign', messages.epay_key, { status: 403, reason: 'epay_key' });
}

function findFault(call: VmqCall, params: VmqParams, keys: string[], charset: string): VmqSignFault {
  const values = Object.values(params).map((value) => value ?? '');
  if (values.join('').length > LONGEST_TRIED) return 'unknown';
  const sign = (params.sign ?? '').trim().toLowerCase();
  const isRight = (changes: Record<string, string>, change = (key: string) => key) =>
    keys.some((key) => verifyVmqSign(call, { ...params, sign, ...changes }, change(key)));
  const { param = '' } = params;
  if (isRight({})) return 'upper_case';
  for (const blank of [' ', '\n', '\r\n', '\t']) if (isRight({}, (key) => key + blank)) return 'key_blanks';
  if (isRight({}, (key) => ` ${key}`)) return 'key_blanks';
  if (param.includes(' ') && isRight({ param: param.replaceAll(' ', '+') })) return 'plus';
  if (!/\p{Surrogate}/u.test(param) && isRight({ param: encodeURIComponent(param) })) return 'url_encoded';
  if (param !== '' && isRight({ param: '' })) return 'no_param';
  const isForeign = charset !== '' && !/^utf-?8$/i.test(charset);
  return isForeign || values.some((value) => value.includes('\ufffd')) ? 'not_utf8' : 'unknown';
}
