import { parseVmqPrice } from '../../shared/vmq-price.ts';
import { type VmqParams, verifyVmqSign } from '../../shared/vmq-sign.ts';
import type { VmqCall } from './receive-vmq.ts';
import { vmqReplayKey } from './replay-key.ts';
import type { VmqPush } from './take-vmq-push.ts';

/** A heartbeat, and what is signed alike: `t`, 13 digits of milliseconds. */
export function readHeartCall(params: VmqParams): VmqCall {
  return callOf('appHeart', { action: 'appHeart', data: '' }, params);
}

/** A push of money. In V免签 a signature covers no name: the same one is another call where its values mean otherwise. */
export function readPushCall(params: VmqParams): { call: VmqCall; push: VmqPush } {
  const { type = '', price = '', t = '' } = params;
  const call = callOf('appPush', { action: 'appPush', data: `${type} ${price}` }, params);
  return { call, push: { type, price, amountFen: readAppPrice(price), id: t } };
}

/** As the apps write it: a Java double, or two decimals. Source: reference/listeners.md, section 3. */
const APP_PRICE = /^(?:0|[1-9]\d*)\.\d+(?:E-?\d+)?$/;

/**
 * Null for what no app writes: without a point, without a digit before it or behind it, or with zeros in front. The
 * signature covers the characters of type, price and `t` one after the other, and /createOrder is signed with the same
 * key, for buyers to see: what may be written in one way only can't be read as a push of another amount.
 */
export function readAppPrice(price: string): VmqPush['amountFen'] {
  return APP_PRICE.test(price) ? parseVmqPrice(price) : null;
}

function callOf(call: 'appHeart' | 'appPush', content: VmqCall['content'], params: VmqParams): VmqCall {
  return {
    content,
    replayKeyOf: () => vmqReplayKey(params.sign ?? ''),
    isSignedWith: (key) => verifyVmqSign(call, params, key),
    time: params.t ?? '',
    timeDigits: 13,
  };
}
