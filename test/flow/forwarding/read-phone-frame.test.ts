import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPhoneFrame } from '../../../src/flow/forwarding/sms-forwarder/read-phone-frame.ts';
import { tell } from '../../../src/shared/errors.ts';
import { fillTemplate } from './forwarded-vectors.ts';

const texts = { title: '微信支付', msg: '个人收款码到账¥0.01' };
const good = {
  pid: '1000',
  aid: '3',
  uid: '10086',
  ...texts,
  time: '2026-01-02 03:04:05',
  divice: 'Pixel',
};
const AT = Date.UTC(2026, 0, 1, 19, 4, 5);
const json = (changes: Record<string, unknown>) => JSON.stringify({ ...good, ...changes });

test('the template as filled by a phone', () => {
  expect(readPhoneFrame(fillTemplate(texts))).toEqual({
    ok: true,
    pid: 1000,
    aid: 3,
    uid: '10086',
    ...texts,
    verbatim: null,
    receivedAt: AT,
    namesZone: false,
    device: 'Pixel',
    battery: null,
    packageName: null,
    appVersion: null,
  });
});

describe('texts that are no JSON any more are read back exactly', () => {
  test.each([
    '张"三"通过扫码向你付款0.01元',
    '"',
    '\\',
    'C:\\new\\u12',
    '第一行\n第二行\r\n\t第三行',
    '","',
    '{"msg":"x"}',
    '"}',
    '""',
    'a"b","divice":"',
    '😀"\u0000"',
    `"${'长'.repeat(10_000)}`,
  ])('%#: %.20j', (text) => {
    expect(readPhoneFrame(fillTemplate({ ...texts, msg: text }))).toMatchObject({
      ok: true,
      ...texts,
      msg: text,
    });
    const inTitle = readPhoneFrame(fillTemplate({ ...texts, title: text }));
    expect(inTitle).toMatchObject({ ok: true, ...texts, title: text });
  });

  test('beside more names behind the time, and a device name with quotes', () => {
    const data = fillTemplate({ ...texts, msg: 'a"b' });
    expect(
      readPhoneFrame(data.replace('"}', '","battery":"81%","pkg":"com.tencent.mm","app_version":"3.3"}')),
    ).toMatchObject({
      msg: 'a"b',
      battery: 81,
      packageName: 'com.tencent.mm',
      appVersion: '3.3',
    });
    expect(readPhoneFrame(fillTemplate({ ...texts, msg: 'a"b' }, { device: 'Tab 10"' }))).toMatchObject({
      msg: 'a"b',
      device: 'Tab 10"',
    });
  });

  test('in a template with spaces and lines', () => {
    const data = JSON.stringify(good, null, 2).replace('到账', '"到账"');
    expect(readPhoneFrame(data)).toMatchObject({ ok: true, msg: '个人收款码"到账"¥0.01', receivedAt: AT });
  });
});

describe('texts that could be read in two ways are refused', () => {
  test.each([
    ['duplicate_name', 'x","msg":"个人收款码到账¥999.00'],
    ['duplicate_name', 'x","m\\u0073g":"个人收款码到账¥999.00'],
    ['duplicate_name', 'x","time":"2026-01-02 03:04:05","divice":"y'],
    ['duplicate_name', 'x","aid":"4'],
    ['injected', 'a"b","msg":"个人收款码到账¥999.00'],
    ['injected', 'a"b" , "msg" : "个人收款码到账¥999.00'],
    ['injected', 'a"b","title":"收款通知'],
    ['injected', 'a"b","time":"2026-01-02 03:04:05","divice":"x"}'],
    ['injected', '你已成功收款999.00元","x":"'],
    ['injected', '你已成功收款999.00元","battery":"5'],
    ['injected', '你已成功收款999.00元","x":{"a":"1"},"y":"'],
  ])('%s: %s', (code, msg) => {
    expect(readPhoneFrame(fillTemplate({ ...texts, msg }))).toMatchObject({ ok: false, code });
  });

  test('a text that borrows the quote of the separator behind it', () => {
    const title = 'x","msg":';
    expect(readPhoneFrame(fillTemplate({ ...texts, title }))).toMatchObject({ ok: false, code: 'injected' });
  });
});

describe('real JSON of other senders', () => {
  test('escapes are undone, and the other reading is kept beside', () => {
    expect(readPhoneFrame(json({ msg: '张"三"\n付款0.01元' }))).toMatchObject({
      ok: true,
      msg: '张"三"\n付款0.01元',
      verbatim: { title: '微信支付', msg: '张\\"三\\"\\n付款0.01元' },
    });
    expect(readPhoneFrame(json({ msg: 'x","msg":"y' }))).toMatchObject({ ok: true, msg: 'x","msg":"y' });
  });

  test('another order, numbers as ids, unknown names', () => {
    const data = JSON.stringify({
      time: good.time,
      msg: 'm"',
      title: 't',
      aid: 3,
      pid: 1000,
      more: [1],
      x: null,
    });
    expect(readPhoneFrame(data)).toMatchObject({
      ok: true,
      pid: 1000,
      aid: 3,
      msg: 'm"',
      verbatim: null,
      uid: null,
    });
  });

  test.each([
    ['100%', 100],
    ['7', 7],
    ['101', null],
    ['full', null],
    ['{{BATTERY_PCT}}', null],
  ])('battery %s', (battery, expected) =>
    expect(readPhoneFrame(json({ battery }))).toMatchObject({ battery: expected }),
  );

  test('side notes are cut, and an app too old to know a tag still gets through', () => {
    expect(readPhoneFrame(json({ divice: '机'.repeat(500), uid: '{{UID}}' }))).toMatchObject({
      device: '机'.repeat(100),
      uid: null,
    });
  });
});

describe('named problems for the set-up helper', () => {
  const without = (name: string) => JSON.stringify({ ...good, [name]: undefined });
  test.each([
    ['not_a_frame', null, '微信支付\n个人收款码到账¥0.01'],
    ['not_a_frame', null, '[]'],
    ['not_a_frame', null, fillTemplate({ ...texts, msg: '"' }).slice(0, -2)],
    ['not_a_frame', null, `${fillTemplate(texts)}x`],
    ['missing_field', 'pid', without('pid')],
    ['missing_field', 'aid', without('aid')],
    ['missing_field', 'title', without('title')],
    ['missing_field', 'msg', without('msg')],
    ['missing_field', 'time', without('time')],
    ['unfilled_tag', 'msg', json({ msg: '{{MSG}}' })],
    ['unfilled_tag', 'title', json({ title: '{{ TITLE###a===b}}' })],
    ['unfilled_tag', 'time', json({ time: '{{RECEIVE_TIME}}' })],
    ['null_value', 'msg', json({ msg: null })],
    ['null_value', 'title', json({ title: 'null' })],
    ['bad_field', 'msg', json({ msg: { a: 1 } })],
    ['bad_field', 'pid', json({ pid: '<pid>' })],
    ['bad_field', 'pid', json({ pid: '' })],
    ['bad_field', 'aid', json({ aid: '03' })],
    ['bad_field', 'aid', json({ aid: 3.5 })],
    ['bad_field', 'time', json({ time: '1767294245123' })],
    ['bad_field', 'time', json({ time: '2026-02-30 03:04:05' })],
  ])('%s %s', (code, field, data) => {
    const refused = readPhoneFrame(data);
    expect(refused).toMatchObject({ ok: false, code, field });
    expect(refused.ok ? '' : tell('device', refused)).toMatch(/^(?!.*(200|\{field)).{6,}$/);
  });
});

describe('the receive time', () => {
  const at = (time: string, utcOffset?: number) => {
    const frame = readPhoneFrame(json({ time }), utcOffset === undefined ? {} : { utcOffset });
    return frame.ok ? new Date(frame.receivedAt).toISOString() : frame.code;
  };
  test.each([
    ['2026-01-02 03:04:05', undefined, '2026-01-01T19:04:05.000Z'],
    ['2026-01-02T03:04:05', undefined, '2026-01-01T19:04:05.000Z'],
    ['2026-01-02 03:04:05.678', undefined, '2026-01-01T19:04:05.678Z'],
    ['2026-01-02T03:04:05.678901Z', undefined, '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05+09:00', undefined, '2026-01-01T18:04:05.000Z'],
    ['2026-01-02T03:04:05-0330', undefined, '2026-01-02T06:34:05.000Z'],
    ['2026-01-02 03:04:05', 0, '2026-01-02T03:04:05.000Z'],
    ['2024-02-29 23:59:59', -60, '2024-03-01T00:59:59.000Z'],
    ['2026-01-02 24:00:00', undefined, 'bad_field'],
    ['2026-13-02 00:00:00', undefined, 'bad_field'],
    ['0000-00-00 00:00:00', undefined, 'bad_field'],
    ['2026-1-2 3:04:05', undefined, 'bad_field'],
    ['２０２６-01-02 03:04:05', undefined, 'bad_field'],
  ])('%s at offset %s', (time, offset, expected) => expect(at(time, offset)).toBe(expected));
});

/** Pieces that hurt, mixed with anything. */
const hostileText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          ...[
            '"',
            '\\',
            '\n',
            '\r\n',
            '\\"',
            '\\u0022',
            '\\u',
            '😀',
            '","',
            '":"',
            '}',
            '{',
            ' ',
            ',',
            ':',
            'msg',
            'time',
          ],
          ...[
            '","msg":"',
            '","title":"',
            '","time":"',
            'a"b","divice":"',
            '" , "msg" : "',
            '"time":"2026-01-02 03:04:05"',
          ],
          ...[
            '","msg":',
            ',"msg":"',
            '"msg":"',
            '","x":"',
            '","x":1,"y":"',
            '{{MSG}}',
            'null',
            '成功收款1.00元',
          ],
        ),
      },
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

test('property: a filled template is read back exactly, with at most the escaped reading beside it, or refused', () => {
  const counts = { exact: 0, verbatim: 0, refused: 0 };
  fc.assert(
    fc.property(hostileText, hostileText, (title, msg) => {
      const frame = readPhoneFrame(fillTemplate({ title, msg }));
      if (!frame.ok) {
        counts.refused++;
        return;
      }
      expect(frame.verbatim ?? { title: frame.title, msg: frame.msg }).toEqual({ title, msg });
      expect(frame).toMatchObject({ pid: 1000, aid: 3, receivedAt: AT, device: 'Pixel' });
      if (frame.verbatim === null) counts.exact++;
      else {
        counts.verbatim++;
        // The other reading is the same text with its escapes undone and nothing cut off.
        expect(JSON.parse(`"${title}"`)).toBe(frame.title);
        expect(JSON.parse(`"${msg}"`)).toBe(frame.msg);
        expect(`${title}${msg}`).toContain('\\');
      }
    }),
    { numRuns: 20_000 },
  );
  expect(counts.exact).toBeGreaterThan(2_000);
  expect(counts.refused).toBeGreaterThan(1_000);
});

test('property: a text that holds no separator and no name of the frame is never refused', () => {
  const free = hostileText.filter(
    (text) => !/"[ \t\r\n]*:|^(\{\{[^{}]*\}\}|null)$/.test(text) && !text.endsWith('"'),
  );
  fc.assert(
    fc.property(free, free, (title, msg) => {
      const frame = readPhoneFrame(fillTemplate({ title, msg }));
      if (!frame.ok) expect(frame.code).toMatch(/null_value|unfilled_tag/);
    }),
    { numRuns: 5_000 },
  );
});

test('property: what a JSON writer sends is read back exactly', () => {
  fc.assert(
    fc.property(hostileText, hostileText, fc.constantFrom(0, 2), (title, msg, indent) => {
      const frame = readPhoneFrame(JSON.stringify({ ...good, title, msg }, null, indent));
      if (frame.ok) expect(frame).toMatchObject({ title, msg });
      else expect(frame.code).toMatch(/null_value|unfilled_tag/);
    }),
    { numRuns: 5_000 },
  );
});

test('property: no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(150), (bytes, at) => {
      const noise = Buffer.from(bytes).toString('utf8');
      const data = fillTemplate(texts);
      for (const text of [noise, data.slice(0, at) + noise + data.slice(at), `{${noise}`]) {
        expect(typeof readPhoneFrame(text).ok).toBe('boolean');
      }
    }),
    { numRuns: 3_000 },
  );
});

test('64 Ki characters of the worst kind take no long time: nothing is quadratic', () => {
  const size = 64 * 1024;
  const fill = (piece: string) =>
    fillTemplate({ ...texts, msg: piece.repeat(Math.floor(size / piece.length)) });
  const worst = ['"', ' ', '" ,', '"\t\t\t\t,', '","msg', '\\', '\\"', ',"title"', '[', '" } '].map(fill);
  worst.push(`{"pid":"${' '.repeat(size)}`, `${fillTemplate({ ...texts, msg: '"' })}${' '.repeat(size)}x`);
  for (const data of worst) {
    const from = performance.now();
    readPhoneFrame(data);
    expect(performance.now() - from, data.slice(80, 130)).toBeLessThan(500);
  }
});
