import type { Clock } from '../../../shared/clock.ts';
import type { Merchant } from '../../merchants/index.ts';
import type { RecentRefusals, RefusalDetail } from '../refusals.ts';
import { listVmqAccounts, type VmqAccountDeps } from './identify-vmq-app.ts';

/** What the V免签 monitor app is told. Shape: docs/reference/listeners.md, section 3. */
export interface VmqAnswer {
  code: 1 | -1;
  msg: string;
  data: unknown;
  /** For the apps that take the status for the answer. */
  status: number;
}

export interface VmqRefusal extends RefusalDetail {
  code: keyof typeof WORDS;
  message: string;
}

export interface AnswerDeps extends VmqAccountDeps {
  clock: Clock;
  /** What a refused call leaves for the set-up pages. */
  refusals: Pick<RecentRefusals, 'note'>;
}

/** The apps' own words where they have some; the codes are stored, see bindRequest. */
const WORDS = {
  vmq_sign: '签名校验不通过',
  vmq_headers: 'X-VMQ 签名头不完整或格式不对',
  vmq_time: '时间戳格式不对',
  too_old: '手机时间与服务器相差太多，请打开自动校准时间',
  in_future: '手机时间与服务器相差太多，请打开自动校准时间',
  vmq_push: 'type 或 price 不对',
  vmq_account: '没有对应的收款账号，请先在后台添加',
  vmq_unknown: '本系统没有这个接口，请换用兼容的 V免签 App',
  changed: '同一个签名带来了不同的内容，已拒收',
};

const STATUS: Partial<Record<VmqRefusal['code'], number>> = {
  vmq_sign: 401,
  vmq_unknown: 404,
  changed: 409,
};

export function vmqRefusal(code: string, detail: RefusalDetail = {}): VmqRefusal {
  const known = code in WORDS ? (code as VmqRefusal['code']) : 'vmq_sign';
  return { ...detail, code: known, message: WORDS[known] };
}

export function vmqOk(data: unknown = null): VmqAnswer {
  return { code: 1, msg: '成功', data, status: 200 };
}

/** Says no, and leaves the reason where the owner sets the app up: at the account, else at all that it speaks for. */
export async function refuseVmq(
  deps: AnswerDeps,
  refusal: VmqRefusal,
  merchant: Merchant | null,
  accountId?: number,
): Promise<VmqAnswer> {
  const listening = merchant ? await listVmqAccounts(deps, merchant.pid) : [{ id: null }];
  for (const { id } of accountId === undefined ? listening : [{ id: accountId }]) {
    deps.refusals.note(id, { ...refusal, at: deps.clock.now() });
  }
  return { code: -1, msg: refusal.message, data: null, status: STATUS[refusal.code] ?? 400 };
}
