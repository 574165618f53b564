import { Refusal } from '../../shared/errors.ts';
import { type VmqCall, type VmqParams, verifyVmqSign } from '../../shared/vmq-sign.ts';
import type { Merchant, MerchantDirectory } from '../merchants/index.ts';
import { badVmqSign } from './explain-sign.ts';

/**
 * The merchant whose key the call was signed with. V免签 has no merchant number, so every enabled merchant's key is
 * tried, as for the monitor app; a shop may add `pid` (or `id`), and then only that one's is.
 * Refusal 'unknown_merchant' or 'bad_sign': both count as failures of the caller. `charset`: as the request declares it.
 */
export async function identifyShop(
  merchants: Pick<MerchantDirectory, 'all'>,
  call: VmqCall,
  params: VmqParams,
  charset = '',
): Promise<Merchant> {
  const named = params.pid || params.id;
  const asked = (await merchants.all()).filter(
    ({ pid, enabled }) => enabled && (!named || String(pid) === named),
  );
  if (named && asked.length === 0)
    throw new Refusal('unknown_merchant', `商户 ${named.slice(0, 20)} 不存在或已停用`, { status: 403 });
  const signer = signerAmong(asked, call, params);
  if (signer) return signer;
  const keys = asked.map(({ key }) => key);
  throw badVmqSign(call, params, keys, charset);
}

/** True when some merchant's key made the signature, whatever else is wrong with the call. */
export async function isSigned(
  merchants: Pick<MerchantDirectory, 'all'>,
  call: VmqCall,
  params: VmqParams,
): Promise<boolean> {
  return signerAmong(await merchants.all(), call, params) !== undefined;
}

function signerAmong(merchants: Merchant[], call: VmqCall, params: VmqParams): Merchant | undefined {
  return merchants.find(({ key }) => verifyVmqSign(call, params, key));
}
