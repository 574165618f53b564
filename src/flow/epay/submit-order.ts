import { verifyEpaySign } from '../../shared/epay-sign.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Merchant, MerchantDirectory } from '../merchants/index.ts';
import { checkForm } from './epay-form.ts';
import type { EpayParams } from './epay-params.ts';
import type { Accepted, OrderIntake } from './order-intake.ts';

export interface SubmitDeps {
  merchants: MerchantDirectory;
  intake: OrderIntake;
  allowPrivateNotify: boolean;
  /** Told of each order that is new, or waits anew, so that listening starts at once. Must not throw or wait. */
  created(accepted: Accepted): void;
}

/**
 * 1 ORDER SUBMITTED: who asks (pid), whether it is really them (signature over everything received), what they want.
 * Returns the order, new or known. Refusal with code 'unknown_merchant' or 'bad_sign' (both count as failures of the
 * caller), 'bad_input', or one of OrderIntake's. `visitor`: the address of the buyer, where it is he who asks; else the
 * shop, which has shown who it is, may name it.
 */
export async function submitOrder(
  deps: SubmitDeps,
  params: EpayParams,
  options: { typeRequired: boolean; visitor?: string },
): Promise<Accepted> {
  const merchant = await identify(deps, params);
  const form = checkForm(params, merchant.pid, deps.allowPrivateNotify);
  if (options.typeRequired && form.terms.requestedType === null) {
    throw new Refusal('bad_input', '支付方式(type)不能为空', {
      fields: [{ field: 'type', message: '不能为空' }],
    });
  }
  const clientIp = options.visitor || form.clientIp;
  const accepted = await deps.intake.submit({ merchant, ...form, clientIp });
  if (accepted.created || accepted.renewed) deps.created(accepted);
  return accepted;
}

async function identify(deps: SubmitDeps, params: EpayParams): Promise<Merchant> {
  const pid = params.pid ?? '';
  if (pid === '')
    throw new Refusal('bad_input', '缺少参数 pid', { fields: [{ field: 'pid', message: '缺少参数 pid' }] });
  const merchant = /^\d{1,9}$/.test(pid) ? await deps.merchants.find(Number(pid)) : undefined;
  if (!merchant?.enabled)
    throw new Refusal('unknown_merchant', `商户 ${pid.slice(0, 20)} 不存在或已停用`, { status: 403 });
  if (!verifyEpaySign(params, merchant.key)) {
    throw new Refusal('bad_sign', '签名错误，请检查商户密钥', { status: 403 });
  }
  return merchant;
}
