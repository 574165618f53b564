import { Refusal } from '../../shared/errors.ts';
import { type VmqCall, type VmqParams, verifyVmqSign } from '../../shared/vmq-sign.ts';
import type { Merchant, MerchantDirectory } from '../merchants/index.ts';

/** Whose shop called, and whether it signed with the V免签 key or, where the owner allows that, with the merchant's. */
export interface Shop {
  merchant: Merchant;
  vmqOwnKey: boolean;
}

/**
 * The merchant whose V免签 key the call was signed with. V免签 has no merchant number, so every enabled merchant's key
 * is tried, as for the monitor app; a shop may add `pid` (or `id`), and then only that one's is.
 * Refusal 'unknown_merchant' or 'bad_sign': both count as failures of the caller.
 */
export async function identifyShop(
  merchants: Pick<MerchantDirectory, 'all'>,
  call: VmqCall,
  params: VmqParams,
): Promise<Shop> {
  const named = params.pid || params.id;
  const asked = (await merchants.all()).filter(
    ({ pid, enabled }) => enabled && (!named || String(pid) === named),
  );
  if (named && asked.length === 0)
    throw new Refusal('unknown_merchant', `商户 ${named.slice(0, 20)} 不存在或已停用`, { status: 403 });
  const own = asked.find(({ vmqKey }) => verifyVmqSign(call, params, vmqKey));
  if (own) return { merchant: own, vmqOwnKey: true };
  const other = asked.find(({ key }) => verifyVmqSign(call, params, key));
  if (other?.rules.vmqEpayKey) return { merchant: other, vmqOwnKey: false };
  const why = other
    ? '这是易支付的商户密钥，请改填后台“商户”页 V免签 里的通讯密钥'
    : '签名错误，请检查 sign 和通讯密钥（在后台“商户”页的 V免签 里）';
  throw new Refusal('bad_sign', why, { status: 403 });
}
