import type { Account } from '../../accounts/index.ts';
import type { RefusalDetail } from '../refusals.ts';
import { DEFAULT_TIME_TOLERANCE_MS, type TimeCheck } from '../signature.ts';
import type { RefusedFrame } from './frame-fields.ts';

/** What a device is told. `ok` is true when the message was understood; then the answer contains 200, else never. */
export interface ForwardingAnswer {
  ok: boolean;
  /** Stable, for programs and the set-up helper. */
  code: string;
  /** Plain Chinese, without the digits 200 unless ok. */
  message: string;
  /** The account that the message named, when it exists. */
  accountId: number | null;
  /** Orders that it settled. */
  settled: string[];
  /** More about a refusal, for the owner's eyes only. */
  detail?: RefusalDetail;
}

export type Refused = ForwardingAnswer & { ok: false };

/** As it was answered when it was taken. */
export function again(accountId: number | undefined): ForwardingAnswer {
  return { ok: true, code: 'again', message: '200', accountId: accountId ?? null, settled: [] };
}

export function no(
  code: string,
  message: string,
  accountId: number | null = null,
  detail: RefusalDetail = {},
): Refused {
  return { ok: false, code, message, accountId, settled: [], detail };
}

export function refuseUnsigned(
  frame: { ok: true } | RefusedFrame,
  account: Account | undefined,
): ForwardingAnswer {
  if (!frame.ok) return refuseFrame(frame, null);
  if (!account) return no('unknown_account', WORDS.unknown_account);
  return no('bad_sign', WORDS.bad_sign, account.id);
}

/** `signerAccountId`: whose device signed it; null: nobody's, or it is not known whose. */
export function refuseFrame({ code, message, field }: RefusedFrame, signerAccountId: number | null): Refused {
  return no(code, message, null, {
    ...(field !== null && { field }),
    ...(signerAccountId !== null && { signerAccountId }),
  });
}

/** Signed, but not by a device of the account that it names. */
export function refuseStranger(account: Account | undefined, signerAccountId: number | null): Refused {
  const sender = signerAccountId === null ? {} : { signerAccountId };
  if (!account) return no('unknown_account', WORDS.unknown_account, null, sender);
  // A merchant's key that is not taken for this account is as good as none.
  if (signerAccountId === null) return no('bad_sign', WORDS.bad_sign, account.id);
  return no('other_account', WORDS.other_account, account.id, { ...sender, namedAccountId: account.id });
}

export function refuseTime(time: Extract<TimeCheck, { ok: false }>, account: Account): Refused {
  const detail = 'skewMs' in time ? { skewMs: time.skewMs } : {};
  return no(time.why, timeMessage(time.why), account.id, detail);
}

/** Signed by a device of the account, but payments of its platform are not told so. */
export function refuseListener(listener: 'phone' | 'pc', { id }: Account): Refused {
  const code = `no_${listener}` as const;
  return no(code, WORDS[code], id);
}

/** The same request as one that was refused, when nothing would be wrong with it now. */
export function refuseAgain(code: string, account: Account): ForwardingAnswer {
  const message =
    code === 'too_old' || code === 'in_future'
      ? timeMessage(code)
      : (WORDS[code as keyof typeof WORDS] ?? '这条消息已经拒收过，请重新发送');
  return no(code, message, account.id);
}

const WORDS = {
  unknown_account: '模板里的 pid 或 aid 不对，请重新复制账号页面上的模板',
  other_account: '规则里的模板是另一个账号的，请重新复制这部手机所属账号的模板',
  no_pc: '这个平台的到账不能由电脑监听，请用手机转发通知',
  no_phone: '这个平台的到账不能由手机转发通知，请换用它支持的监听方式',
  bad_sign: '签名错误，请检查短信转发器里填写的 Secret',
};

function timeMessage(why: 'too_old' | 'in_future' | 'not_a_time'): string {
  if (why === 'not_a_time') return '时间戳格式不对，请检查消息模板里的 time';
  return `手机时间与服务器相差超过 ${DEFAULT_TIME_TOLERANCE_MS / 60_000} 分钟，请打开手机的自动校准时间`;
}
