import type { Clock } from '../../../shared/clock.ts';
import { type Refusal, refuse, tell } from '../../../shared/errors.ts';
import type { DeviceRefusalCode } from '../../../shared/refusals.ts';
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

export type VmqRefusal = Pick<Refusal, 'saying' | 'status'> & { code: DeviceRefusalCode };

export interface AnswerDeps extends VmqAccountDeps {
  clock: Clock;
  /** What a refused call leaves for the set-up pages. */
  refusals: Pick<RecentRefusals, 'note'>;
}

/** The protocol's own word. */
const SUCCESS = '成功';

export function vmqOk(data: unknown = null): VmqAnswer {
  return { code: 1, msg: SUCCESS, data, status: 200 };
}

export function vmqNo(refusal: Pick<VmqRefusal, 'saying' | 'status'>): VmqAnswer {
  return { code: -1, msg: tell('device', refusal), data: null, status: refusal.status };
}

/** A call that was refused before and comes again. `code`: as it was stored, see bindRequest. */
export function refusedBefore(code: string): VmqRefusal {
  switch (code) {
    case 'too_old':
      return refuse('too_old.vmq');
    case 'in_future':
      return refuse('in_future.vmq');
    case 'vmq_time':
    case 'vmq_push':
    case 'vmq_account':
      return refuse(code);
    default:
      return refuse('vmq_sign');
  }
}

/** Says no, and leaves the reason where the owner sets the app up: at the account, else at all that it speaks for. */
export async function refuseVmq(
  deps: AnswerDeps,
  refusal: VmqRefusal,
  merchant: Merchant | null,
  { accountId, detail = {} }: { accountId?: number | undefined; detail?: RefusalDetail } = {},
): Promise<VmqAnswer> {
  const listening = merchant ? await listVmqAccounts(deps, merchant.pid) : [{ id: null }];
  for (const { id } of accountId === undefined ? listening : [{ id: accountId }]) {
    deps.refusals.note(id, { ...detail, code: refusal.code, at: deps.clock.now() });
  }
  return vmqNo(refusal);
}
