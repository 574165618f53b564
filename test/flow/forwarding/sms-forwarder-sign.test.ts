import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../src/flow/forwarding/sms-forwarder/read-message.ts';
import {
  plainSign,
  smsForwarderSign,
  verifyForwarderSign,
} from '../../../src/flow/forwarding/sms-forwarder/signature.ts';
import { signVectors } from './forwarded-vectors.ts';

const message = { action: 'mpay', data: '{}' };

function signOf(contentType: string, body: unknown): string {
  const reading = readMessage({ method: 'POST', contentType, body });
  if (!reading.ok) throw new Error(reading.code);
  return reading.message.sign;
}

const form = (time: string, wire: string) => `action=mpay&data=%7B%7D&time=${time}&sign=${wire}`;

describe.each(signVectors)('$id', ({ timestamp, secret, base64, placeholderSign, wireInFormBody }) => {
  const holder = { name: 'merchant', secret };
  const verified = (sign: string) => verifyForwarderSign({ time: timestamp, sign, secrets: [holder] });

  test('the signature is the one of the app', () => {
    expect(smsForwarderSign(timestamp, secret)).toBe(base64);
    expect(encodeURIComponent(base64)).toBe(placeholderSign);
  });

  test.each([
    [
      'JSON with the encoded text',
      signOf('application/json', JSON.stringify({ ...message, time: timestamp, sign: placeholderSign })),
    ],
    [
      'JSON with plain base64',
      signOf('application/json', JSON.stringify({ ...message, time: timestamp, sign: base64 })),
    ],
    ['a form, encoded twice', signOf('application/x-www-form-urlencoded', form(timestamp, wireInFormBody))],
    ['a form, encoded once', signOf('application/x-www-form-urlencoded', form(timestamp, placeholderSign))],
    [
      'a form, not encoded at all: + comes out as a space',
      signOf('application/x-www-form-urlencoded', form(timestamp, base64)),
    ],
    [
      'a form, encoded three times',
      signOf('application/x-www-form-urlencoded', form(timestamp, encodeURIComponent(wireInFormBody))),
    ],
    [
      'multipart with the encoded text',
      signOf('multipart/form-data', { ...message, time: timestamp, sign: placeholderSign }),
    ],
    [
      'multipart with plain base64',
      signOf('multipart/form-data', { ...message, time: timestamp, sign: base64 }),
    ],
    ['lower-case percent digits', placeholderSign.replace(/%../g, (code) => code.toLowerCase())],
  ])('is taken from %s', (_wire, sign) => {
    expect(verified(sign)).toBe(holder);
    expect(plainSign(sign)).toBe(base64);
  });

  test('is not taken over another time, under another secret, cut, lengthened or four times encoded', () => {
    const secrets = [holder];
    expect(verifyForwarderSign({ time: `${timestamp} `, sign: base64, secrets })).toBeNull();
    expect(
      verifyForwarderSign({ time: timestamp, sign: base64, secrets: [{ secret: `${secret}x` }] }),
    ).toBeNull();
    for (const sign of [
      '',
      ' ',
      base64.slice(0, -1),
      `${base64}=`,
      `${base64}%00`,
      base64.toLowerCase(),
      '%',
      '%zz',
      '%25'.repeat(90),
    ]) {
      expect(verified(sign)).toBeNull();
    }
    expect(verified(encodeURIComponent(encodeURIComponent(wireInFormBody)))).toBeNull();
  });
});

test('the first of several secrets that fits is told, and an empty one fits nothing', () => {
  const [phone, tablet, nobody] = [
    { device: 1, secret: 'a' },
    { device: 2, secret: 'b' },
    { device: 3, secret: '' },
  ];
  const secrets = [nobody, phone, tablet];
  expect(verifyForwarderSign({ time: '1', sign: smsForwarderSign('1', 'b'), secrets })).toBe(tablet);
  expect(verifyForwarderSign({ time: '1', sign: smsForwarderSign('1', ''), secrets })).toBeNull();
  expect(verifyForwarderSign({ time: '1', sign: smsForwarderSign('1', 'b'), secrets: [] })).toBeNull();
});
