import { epaySign, signContent, verifyEpaySign } from '../../../shared/epay-sign.ts';
import { Refusal } from '../../../shared/errors.ts';
import type { ShopParams } from '../../intake/index.ts';
import type { Merchant } from '../../merchants/index.ts';
import { checkForm } from './epay-form.ts';
import { badSign } from './explain-sign.ts';

/** What a shop's request would come to. */
export interface JudgedRequest {
  /** The text that is signed, without the key behind it. */
  content: string;
  /** Null: the signature is right. */
  badSign: Refusal | null;
  /** What is wrong besides the signature; null: nothing. */
  badForm: Refusal | null;
  /** The right signature's last digits: enough to compare, and no signature that anybody could use. */
  signEnd: string;
}

const SHOWN_DIGITS = 6;

/** Reads a request of the merchant's shop as `/submit.php` would, and makes no order of it. */
export function judgeRequest(
  params: ShopParams,
  { pid, key }: Pick<Merchant, 'pid' | 'key'>,
  { allowPrivateNotify }: { allowPrivateNotify: boolean },
): JudgedRequest {
  return {
    content: signContent(params),
    badSign: verifyEpaySign(params, key) ? null : badSign(params, key),
    badForm: refusalOf(() => checkForm(params, pid, allowPrivateNotify)),
    signEnd: epaySign(params, key).slice(-SHOWN_DIGITS),
  };
}

function refusalOf(check: () => unknown): Refusal | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
