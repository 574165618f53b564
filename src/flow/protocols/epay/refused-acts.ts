import { type Refusal, refuse } from '../../../shared/errors.ts';
import type { ShopParams } from '../../intake/index.ts';

/** For whoever asks by the newer interface: what to choose instead. Its code is neither 0 nor 1, which are successes. */
export function speaksV1(): Refusal {
  return refuse('speaks_v1');
}

/** E25's second form of a V2 address: `api.php?s=pay/create`. Source: docs/reference/epay-v2.md, section 2. */
export function refuseV2({ s = '' }: ShopParams): void {
  if (/^\/?(pay|merchant|transfer|complain)\/\w+/i.test(s)) throw speaksV1();
}

/**
 * Why we don't do this act, and what to do instead. A refund's code is neither 0 nor 1: shops' programs take the one
 * or the other for done. Its words are none that make a program try another number (docs/reference/epay-v1.md, section 4).
 */
export function refuseAct(act = ''): Refusal {
  if (/^refund/i.test(act)) return refuse('no_refund');
  const isNamed = act === 'settle' || act === 'orders';
  return refuse(`unknown_act.${isNamed ? act : 'other'}`, {}, { reason: '' });
}
