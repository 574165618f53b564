import { type Refusal, refuse } from '../../../shared/errors.ts';
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

/** Longer requests, and those that many merchants could have sent, are not tried out. */
const LONGEST_TRIED = 8_192;
const MOST_KEYS = 20;

/** Refusal 'bad_sign' with the likely or proven cause. `keys`: of the merchants that may have signed. */
export function badVmqSign(call: VmqCall, params: VmqParams, keys: string[], charset: string): Refusal {
  return refuseFault(findFault(call, params, keys.slice(0, MOST_KEYS), charset));
}

/** Refusal 'bad_sign' for a shop that signed rightly, with the merchant's key, where that is not taken. */
export function epayKeyRefused(): Refusal {
  return refuseFault('epay_key');
}

/** The reason is named as that of an epay signature, whose owner has the same to do. */
function refuseFault(fault: VmqSignFault): Refusal {
  return refuse(`bad_sign.vmq.${fault}`, {}, { reason: fault });
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
