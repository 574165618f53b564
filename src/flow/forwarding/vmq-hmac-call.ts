import { createHmac, hash } from 'node:crypto';
import { equalText } from '../../shared/secrets.ts';
import { parseVmqPrice } from '../../shared/vmq-price.ts';
import { readJsonObject, scalarText } from './json-object.ts';
import type { VmqCall } from './receive-vmq.ts';
import type { VmqPush } from './take-vmq-push.ts';
import { listHash } from './text-hash.ts';

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
 * Source: reference/listeners.md 3.3 (seen in ifmein/vmq-apk; its vector recomputed).
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
