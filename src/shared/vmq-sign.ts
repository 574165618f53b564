import { hash } from 'node:crypto';
import { equalText } from './secrets.ts';

/** What each call signs, in this order. Source: docs/reference/listeners.md section 3, seen in vmqphp (vectors `vmq`). */
const SIGNED_FIELDS = {
  appHeart: ['t'],
  appPush: ['type', 'price', 't'],
  getState: ['t'],
  createOrder: ['payId', 'param', 'type', 'price'],
  closeOrder: ['orderId'],
  notify: ['payId', 'param', 'type', 'price', 'reallyPrice'],
} as const;

export type VmqCall = keyof typeof SIGNED_FIELDS;
export type VmqParams = Readonly<Record<string, string | undefined>>;

/**
 * V免签's signature in lower-case hex: MD5 of the values as sent, one after the other without separators, and the
 * key. A value that is missing counts as empty.
 *
 * Without separators a digit may move from one value to the next under the same signature. Check the form of every
 * value before trusting it: with one-digit `type` and 13-digit `t`, appPush has one reading. createOrder stays
 * open (param "", type 1, price 10.5 signs as param "1", type 1, price 0.5); its shop must compare the price that
 * the notification names with its own order.
 */
export function vmqSign(call: VmqCall, params: VmqParams, key: string): string {
  const content = SIGNED_FIELDS[call].map((name) => params[name] ?? '').join('');
  return hash('md5', content + key, 'hex');
}

/** True when `params.sign` is exactly the signature; compared in constant time. An empty key verifies nothing. */
export function verifyVmqSign(call: VmqCall, params: VmqParams, key: string): boolean {
  return key !== '' && equalText(vmqSign(call, params, key), params.sign ?? '');
}
