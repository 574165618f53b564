import type { Fen } from '../../../shared/money.ts';
import { parseVmqPrice } from '../../../shared/vmq-price.ts';

/**
 * Forms of an amount that let a digit move between `param`, `type` and `price` under one signature: zeros in front,
 * and a point without a digit on one of its sides.
 */
export const HAS_TWO_READINGS = /^0\d|^\.|\.$/;

/** The amount in a shop's `price`; null for what is none, and for a form that has two readings. */
export function parseShopPrice(text: string): Fen | null {
  return HAS_TWO_READINGS.test(text) ? null : parseVmqPrice(text);
}
