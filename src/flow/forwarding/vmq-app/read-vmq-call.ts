import { createHmac, hash } from 'node:crypto';
import { readJsonObject, scalarText } from '../../../shared/json-object.ts';
import { listHash } from '../../../shared/list-hash.ts';
import type { Fen } from '../../../shared/money.ts';
import { equalText } from '../../../shared/secrets.ts';
import { parseVmqPrice } from '../../../shared/vmq-price.ts';
import { type VmqParams, verifyVmqSign } from '../../../shared/vmq-sign.ts';
import type { VmqSigner } from './identify-vmq-app.ts';

/** A call of a V免签 app, in whichever of its dialects, before anything about it is believed. */
export interface VmqCall {
  /** What it wants, with all that its signature covers or that the call means: the same text is the same call. */
  content: { action: string; data: string };
  /** What may be used once. */
  replayKeyOf(signer: VmqSigner): string;
  isSignedWith(key: string): boolean;
  /** The signed time as text, and how many digits the dialect has for it. */
  time: string;
  timeDigits: 10 | 13;
}

/** What a push says, as it stands there. */
export interface VmqPush {
  type: string;
  price: string;
  /** Null: no amount of money. */
  amountFen: Fen | null;
  /** Tells this push from the next one of that amount. */
  id: string;
}

/** A heartbeat, and what is signed alike: `t`, 13 digits of milliseconds. */
export function readHeartCall(params: VmqParams): VmqCall {
  return callOf('appHeart', { action: 'appHeart', data: '' }, params);
}

/** The same of whoever asks how the app is: public servers have `t` in seconds or in milliseconds. */
export function readStateCall(params: VmqParams): VmqCall {
  return { ...readHeartCall(params), timeDigits: params.t?.length === 10 ? 10 : 13 };
}

/** A push of money. In V免签 a signature covers no name: the same one is another call where its values mean otherwise. */
export function readPushCall(params: VmqParams): { call: VmqCall; push: VmqPush } {
  const { type = '', price = '', t = '' } = params;
  const call = callOf('appPush', { action: 'appPush', data: `${type} ${price}` }, params);
  return { call, push: { type, price, amountFen: readAppPrice(price), id: t } };
}

/** As the apps write it: a Java double, or two decimals. Source: docs/reference/listeners.md, section 3. */
const APP_PRICE = /^(?:0|[1-9]\d*)\.\d+(?:E-?\d+)?$/;

/**
 * Null for what no app writes: without a point, without a digit before it or behind it, or with zeros in front. The
 * signature covers the characters of type, price and `t` one after the other, and /createOrder is signed with the same
 * key, for buyers to see: what may be written in one way only can't be read as a push of another amount.
 */
function readAppPrice(price: string): VmqPush['amountFen'] {
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

/** As replayKey, for V免签: the signature alone. It is good for one call with one set of values, whichever comes first. */
export function vmqReplayKey(sign: string): string {
  return listHash('replay', 'vmq', sign);
}

/** A request of a newer V免签 app, as it came. */
export interface HmacRequest {
  method: string;
  /** As it stands in the request line, still encoded, without the query. */
  path: string;
  body: Buffer;
  header(name: string): string | undefined;
}

const SCHEME = 'VMQ-HMAC-SHA256-V1';
const NONCE = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * VMQ-HMAC-SHA256-V1: the signature covers the method, the path, the time, a nonce and the body's bytes. Undefined where
 * a header is missing or of another form. A nonce is good for one call, whatever time it comes with again.
 * Source: docs/reference/listeners.md 3.3 (seen in ifmein/vmq-apk; its vector recomputed).
 */
export function readHmacCall(request: HmacRequest): VmqCall | undefined {
  const time = request.header('x-vmq-timestamp') ?? '';
  const nonce = request.header('x-vmq-nonce') ?? '';
  const [, signature] = /^v1=([0-9a-f]{64})$/.exec(request.header('x-vmq-signature') ?? '') ?? [];
  if (signature === undefined || !/^\d{10}$/.test(time) || !NONCE.test(nonce)) return undefined;
  const { method, path, body } = request;
  const bodyHash = hash('sha256', body, 'hex');
  const signed = [SCHEME, method.toUpperCase(), path, time, nonce, bodyHash].join('\n');
  return {
    content: { action: SCHEME, data: signed },
    replayKeyOf: ({ merchant, deviceId }) => listHash('replay', SCHEME, merchant.pid, deviceId ?? 0, nonce),
    isSignedWith: (key) =>
      key !== '' && equalText(createHmac('sha256', key).update(signed, 'utf8').digest('hex'), signature),
    time,
    timeDigits: 10,
  };
}

/**
 * The payment in the body: `{"channel":1,"price":12.34}`, other names ignored. The price is read from the digits as they
 * stand there, as a Kotlin double or a whole number is written. An amount of null: no payment could be read.
 */
export function readHmacPush(request: HmacRequest): VmqPush {
  const json = readJsonObject(request.body.toString('utf8'));
  const text = (name: string) => (json.ok ? (scalarText(json.members.get(name) ?? 'null') ?? '') : '');
  const price = text('price');
  const isWritten = /^(?:0|[1-9]\d*)(?:\.\d+(?:E-?\d+)?)?$/.test(price);
  return {
    type: text('channel'),
    price: price.slice(0, 32),
    amountFen: isWritten ? parseVmqPrice(price) : null,
    id: request.header('x-vmq-nonce') ?? '',
  };
}
