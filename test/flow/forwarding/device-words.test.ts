import { expect, test } from 'vitest';
import { refuseAgain, refuseTime } from '../../../src/flow/forwarding/sms-forwarder/answers.ts';
import { refusedBefore, vmqNo } from '../../../src/flow/forwarding/vmq-app/vmq-answers.ts';
import { tell } from '../../../src/shared/errors.ts';
import { zh } from '../../../src/shared/i18n/zh/index.ts';
import { refusals } from '../../../src/shared/refusals.ts';

const account = { id: 3 } as Parameters<typeof refuseAgain>[1];

test('no refusal of a device has words in which SmsForwarder sees a success', () => {
  const codes = Object.entries(refusals).flatMap(([code, { mistake }]) =>
    mistake === 'device' ? [code] : [],
  );
  for (const code of codes) {
    const texts = Object.entries(zh).filter(
      ([key]) => key.split('.').slice(0, 2).join('.') === `refusal.${code}`,
    );
    expect(texts, code).not.toEqual([]);
    for (const [, text] of texts) expect(text).not.toContain('200');
  }
});

test.each([
  ['in_future', '手机时间与服务器相差超过 5 分钟，请打开手机的自动校准时间'],
  ['wrong_ids', '模板里的 pid 或 aid 不对，请重新复制账号页面上的模板'],
  ['no_pc', '这个平台的到账不能由电脑监听，请用手机转发通知'],
  // What an older version stored, and what is told otherwise by now.
  ['bad_sign', '这条消息已经拒收过，请重新发送'],
  ['not_a_frame', '这条消息已经拒收过，请重新发送'],
])('what was refused for %s and would be fine now is told so', (stored, words) => {
  expect(tell('device', refuseAgain(stored, account))).toBe(words);
});

test('a clock that is off is told to phones and V免签 apps in the words of each', () => {
  const late = { ok: false, why: 'too_old', at: 0, skewMs: -400_000 } as const;
  expect(tell('device', refuseTime(late, account))).toBe(
    '手机时间与服务器相差超过 5 分钟，请打开手机的自动校准时间',
  );
  expect(vmqNo(refusedBefore('too_old'))).toEqual({
    ...{ code: -1, msg: '手机时间与服务器相差太多，请打开自动校准时间', data: null, status: 400 },
  });
  expect(vmqNo(refusedBefore('vmq_sign'))).toMatchObject({ msg: '签名校验不通过', status: 401 });
});
