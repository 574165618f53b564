import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChannelText, readPcFrame } from '../../../src/flow/forwarding/sms-forwarder/read-pc-frame.ts';
import { tell } from '../../../src/shared/errors.ts';

const good = { aid: '3', pid: '1000', chan: '1', money: '0.01' };
const read = (changes: Record<string, unknown>) => readPcFrame(JSON.stringify({ ...good, ...changes }));

describe('readPcFrame', () => {
  test('reads texts, numbers and the channel text of the settings', () => {
    const expected = { ok: true, pid: 1000, aid: 3, chan: 1, moneyFen: 1 };
    expect(readPcFrame(JSON.stringify(good))).toEqual(expected);
    expect(readPcFrame('{"aid": 3, "pid": 1000, "chan": 1, "money": 0.01, "more": {}}')).toEqual(expected);
    expect(readPcFrame('{"channel":"1000#3","chan":"1","money":"0.01"}')).toEqual(expected);
    expect(read({ channel: 'x' })).toEqual(expected);
  });

  test.each(['1', '2', '3', '4', '5'])('knows channel %s', (chan) => {
    expect(read({ chan })).toMatchObject({ ok: true, chan: Number(chan) });
  });

  test.each([
    ['10', 1000],
    [' 10.50 ', 1050],
    ['¥8.88', 888],
    ['￥ 8.88', 888],
    ['8.88元', 888],
    ['1,430.00', 143_000],
    ['￥1,000,000', 100_000_000],
  ])('money %j', (money, moneyFen) => expect(read({ money })).toMatchObject({ ok: true, moneyFen }));

  test('money as a number keeps its digits', () => {
    expect(readPcFrame('{"aid":3,"pid":1000,"chan":4,"money":99999999.99}')).toMatchObject({
      moneyFen: 9_999_999_999,
    });
    expect(readPcFrame('{"aid":3,"pid":1000,"chan":4,"money":19.990000000000002}')).toMatchObject({
      field: 'money',
    });
  });

  test.each([
    ['money', { money: '0' }],
    ['money', { money: '12.345' }],
    ['money', { money: '1,43.00' }],
    ['money', { money: '1e2' }],
    ['money', { money: '-1' }],
    ['money', { money: '第8笔收款，共￥999.99' }],
    ['money', { money: ' '.repeat(60_000) }],
    ['money', { money: null }],
    ['chan', { chan: '6' }],
    ['chan', { chan: '0' }],
    ['chan', { chan: 'constructor' }],
    ['pid', { pid: '1000#3' }],
    ['aid', { aid: undefined }],
    ['channel', { aid: undefined, channel: '1000' }],
  ])('refuses a wrong %s: %.40j', (field, changes) => {
    const refused = read(changes);
    expect(refused).toMatchObject({ ok: false, field });
    expect(refused.ok ? '' : tell('device', refused)).toMatch(/^(?!.*(200|\{field)).{6,}$/);
  });

  test('refuses a name that stands twice, and what is no JSON object', () => {
    expect(readPcFrame('{"aid":"3","pid":"1000","chan":"1","money":"0.01","money":"999"}')).toMatchObject({
      code: 'duplicate_name',
    });
    for (const data of ['', '1000#3', '[]', '{"aid"'])
      expect(readPcFrame(data)).toMatchObject({ code: 'not_a_frame' });
  });

  test('nothing makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (data) => {
        expect(typeof readPcFrame(data).ok).toBe('boolean');
      }),
    );
  });
});

test('readChannelText', () => {
  expect(readChannelText(' 1000#3 ')).toEqual({ pid: 1000, aid: 3 });
  for (const text of ['', '1000', '#', '1000#', '#3', '1000#3#4', '01#3', 'wxpay1#a', '1000＃3']) {
    expect(readChannelText(text)).toBeNull();
  }
});
