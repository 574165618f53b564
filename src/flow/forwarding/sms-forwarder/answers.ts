import { type Refusal, refuse } from '../../../shared/errors.ts';
import type { DeviceRefusalCode } from '../../../shared/refusals.ts';
import type { Account } from '../../accounts/index.ts';
import { DEFAULT_TIME_TOLERANCE_MS, type TimeCheck } from '../../bound-requests/index.ts';
import { type RefusalDetail, type Refused, refused } from '../refusals.ts';
import type { Taken } from '../told-payment.ts';
import type { RefusedFrame } from './frame-fields.ts';

/** What a device is told. `ok` is true when the message was understood; then the answer contains 200, else never. */
export type ForwardingAnswer = UnderstoodMessage | RefusedMessage;

export interface UnderstoodMessage {
  ok: true;
  /** Stable, for programs. */
  code: Taken['code'] | 'again';
  /** The account that the message named, when it exists. */
  accountId: number | null;
  /** Orders that it settled. */
  settled: string[];
}

export interface RefusedMessage extends Refused {
  /** As above. */
  accountId: number | null;
  /** More about it, for the owner's eyes only. */
  detail: RefusalDetail;
}

/** As it was answered when it was taken. */
export function again(accountId: number | undefined): UnderstoodMessage {
  return { ok: true, code: 'again', accountId: accountId ?? null, settled: [] };
}

export function no(
  refusal: Pick<Refusal, 'saying'> & { code: DeviceRefusalCode },
  accountId: number | null = null,
  detail: RefusalDetail = {},
): RefusedMessage {
  return { ...refused(refusal), accountId, detail };
}

export function refuseUnsigned(
  frame: { ok: true } | RefusedFrame,
  account: Account | undefined,
): RefusedMessage {
  if (!frame.ok) return refuseFrame(frame, null);
  return account ? no(refuse('bad_secret'), account.id) : no(refuse('wrong_ids'));
}

/** `signerAccountId`: whose device signed it; null: nobody's, or it is not known whose. */
export function refuseFrame(frame: RefusedFrame, signerAccountId: number | null): RefusedMessage {
  return no(frame, null, {
    ...(frame.field !== null && { field: frame.field }),
    ...(signerAccountId !== null && { signerAccountId }),
  });
}

/** Signed, but not by a device of the account that it names. */
export function refuseStranger(account: Account | undefined, signerAccountId: number | null): RefusedMessage {
  const sender = signerAccountId === null ? {} : { signerAccountId };
  if (!account) return no(refuse('wrong_ids'), null, sender);
  // A merchant's key that is not taken for this account is as good as none.
  if (signerAccountId === null) return no(refuse('bad_secret'), account.id);
  return no(refuse('other_account'), account.id, { ...sender, namedAccountId: account.id });
}

export function refuseTime(time: Extract<TimeCheck, { ok: false }>, { id }: Account): RefusedMessage {
  if (time.why === 'not_a_time') return no(refuse('not_a_time'), id);
  return no(refuse(time.why, TOLERANCE), id, { skewMs: time.skewMs });
}

const TOLERANCE = { minutes: DEFAULT_TIME_TOLERANCE_MS / 60_000 };

/** Signed by a device of the account, but payments of its platform are not told so. */
export function refuseListener(listener: 'phone' | 'pc', { id }: Account): RefusedMessage {
  return no(refuse(`no_${listener}`), id);
}

/** The same request as one that was refused, when nothing would be wrong with it now. `code`: as it was stored. */
export function refuseAgain(code: string, { id }: Account): RefusedMessage {
  const time = (['too_old', 'in_future'] as const).find((one) => one === code);
  if (time) return no(refuse(time, TOLERANCE), id);
  const mended = (['wrong_ids', 'other_account', 'no_pc', 'no_phone', 'bad_secret'] as const).find(
    (one) => one === code,
  );
  return no(refuse(mended ?? 'refused_before'), id);
}
