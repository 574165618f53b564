import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../src/flow/forwarding/sms-forwarder/read-message.ts';
import { readPcFrame } from '../../../src/flow/forwarding/sms-forwarder/read-pc-frame.ts';
import { readPhoneFrame } from '../../../src/flow/forwarding/sms-forwarder/read-phone-frame.ts';
import { verifyForwarderSign } from '../../../src/flow/forwarding/sms-forwarder/signature.ts';
import { tell } from '../../../src/shared/errors.ts';
import { notifyVector, notifyVectors } from './forwarded-vectors.ts';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const post = (body: unknown, contentType = JSON_TYPE) => readMessage({ method: 'POST', contentType, body });
const good = { action: 'mpay', data: '{"a":1}', time: '1767294245123', sign: 'c2lnbg==' };

test.each(notifyVectors)('$id: $desc', ({ body, contentType, secret, expect: expected }) => {
  const reading = post(body, contentType);
  if (expected.rejected) {
    expect(reading).toMatchObject({ ok: false, code: 'wrong_action' });
    return;
  }
  if (!reading.ok) throw new Error(reading.code);
  const { action, data, time, sign } = reading.message;
  expect(verifyForwarderSign({ time, sign, secrets: [{ secret }] }) !== null).toBe(expected.signValid);
  if (expected.decodedSignField) expect(sign).toBe(expected.decodedSignField);
  const frame = action === 'mpay' ? readPhoneFrame(data) : readPcFrame(data);
  expect(frame.ok).toBe(!expected.mustReject);
  if (expected.pid) expect(frame).toMatchObject({ pid: Number(expected.pid), aid: Number(expected.aid) });
  if (expected.title) expect(frame).toMatchObject({ title: expected.title, msg: expected.msg });
  if (expected.chan) expect(frame).toMatchObject({ chan: 1, moneyFen: 1 });
});

test('mn-03, mn-04: the broken text is read whole, the injected one refused for its duplicate', () => {
  const frameOf = (id: string) => {
    const reading = post(notifyVector(id).body);
    return reading.ok ? readPhoneFrame(reading.message.data) : reading;
  };
  expect(frameOf('mn-03')).toMatchObject({ ok: true, msg: '张"三"通过扫码向你付款0.01元', device: 'Pixel' });
  expect(frameOf('mn-04')).toMatchObject({ ok: false, code: 'duplicate_name' });
});

describe('what a message may come as', () => {
  const asForm = new URLSearchParams(good).toString();
  test.each([
    ['JSON', JSON.stringify(good), JSON_TYPE],
    ['JSON in lines, charset named', JSON.stringify(good, null, 2), 'application/json; charset=utf-8'],
    ['JSON sent as text', JSON.stringify(good), 'text/plain'],
    ['JSON sent as a form, as curl -d does', JSON.stringify(good), FORM],
    ['JSON without a type', ` ${JSON.stringify(good)}\n`, ''],
    ['JSON with the time as a number', JSON.stringify({ ...good, time: 1767294245123 }), JSON_TYPE],
    ['JSON with more fields', JSON.stringify({ ...good, more: [1], from: 'x' }), JSON_TYPE],
    ['JSON as Gson writes it', JSON.stringify(good).replaceAll('=', '\\u003d'), JSON_TYPE],
    ['a form', asForm, FORM],
    ['a form without a type', asForm, ''],
    ['multipart fields', good, 'multipart/form-data; boundary=x'],
    ['fields without a prototype', Object.assign(Object.create(null), good), 'multipart/form-data'],
  ])('%s', (_title, body, type) => expect(post(body, type)).toEqual({ ok: true, message: good }));
});

describe('what is refused, and by which code', () => {
  const { action: _action, ...withoutAction } = good;
  test.each([
    ['empty', ''],
    ['empty', '  \n'],
    ['empty', undefined],
    ['empty', {}],
    ['empty', 7],
    ['not_readable', '{"action":"mpay"'],
    ['not_readable', '[]'],
    ['not_readable', 'hello'],
    ['duplicate_field', JSON.stringify(good).replace('{', '{"data":"x",')],
    ['duplicate_field', JSON.stringify(good).replace('{', '{"\\u0073ign":"x",')],
    ['duplicate_field', `${new URLSearchParams(good)}&data=x`],
    ['duplicate_field', { ...good, data: ['a', 'b'] }],
    ['wrong_template', 'from=com.tencent.mm&content=%E6%94%B6%E6%AC%BE&timestamp=1767294245123&sign=x'],
    ['wrong_template', JSON.stringify({ from: 'a', content: 'b', timestamp: '1' })],
    ['wrong_action', JSON.stringify(withoutAction)],
    ['wrong_action', JSON.stringify({ ...good, action: 'MPAY' })],
    ['wrong_action', JSON.stringify({ ...good, action: null })],
    ['unfilled', JSON.stringify({ ...good, sign: '[sign]', time: '[timestamp]' })],
    ['unfilled', JSON.stringify({ ...good, data: '[msg]' })],
    ['no_data', JSON.stringify({ ...good, data: '' })],
    ['no_data', JSON.stringify({ ...good, data: { pid: 1 } })],
    ['no_time', JSON.stringify({ ...good, time: '' })],
    ['no_sign', JSON.stringify({ ...good, sign: '' })],
    ['no_sign', JSON.stringify({ ...good, sign: null })],
    ['message_too_large', JSON.stringify({ ...good, data: 'x'.repeat(70_000) })],
    ['message_too_large', JSON.stringify({ ...good, sign: 'x'.repeat(600) })],
    ['message_too_large', JSON.stringify({ ...good, time: '1'.repeat(40) })],
    ['message_too_large', { ...good, more: 'x'.repeat(600_000) }],
    ['message_too_large', 'x'.repeat(600_000)],
  ])('%s, case %#', (code, body) => {
    const reading = post(
      body,
      typeof body === 'string' && body.includes('=') && !body.startsWith('{') ? FORM : JSON_TYPE,
    );
    expect(reading).toMatchObject({ ok: false, code });
    expect(reading.ok ? '' : tell('device', reading)).toMatch(/^[^0-9]{6,}$/);
  });

  test.each(['GET', 'HEAD', 'PUT', ''])('not_post: %s', (method) => {
    expect(readMessage({ method, contentType: '', body: JSON.stringify(good) })).toMatchObject({
      code: 'not_post',
    });
  });
});

test('nothing that is sent makes it throw', () => {
  const anyBody = fc.oneof(fc.string({ unit: 'binary' }), fc.anything(), fc.json(), fc.webQueryParameters());
  fc.assert(
    fc.property(anyBody, fc.constantFrom(JSON_TYPE, FORM, 'text/plain', ''), (body, type) => {
      expect(typeof post(body, type).ok).toBe('boolean');
    }),
    { numRuns: 1_000 },
  );
});
