import { refuse } from '../../../shared/errors.ts';
import { type VmqCall, type VmqParams, verifyVmqSign } from '../../../shared/vmq-sign.ts';
import type { Merchant, MerchantDirectory } from '../../merchants/index.ts';
import { badVmqSign, epayKeyRefused } from './explain-sign.ts';

/** Whose shop called, and whether it signed with the V免签 key or, where the owner allows that, with the merchant's. */
export interface Shop {
  merchant: Merchant;
  vmqOwnKey: boolean;
}

/**
 * The merchant whose V免签 key the call was signed with. V免签 has no merchant number, so every enabled merchant's key
 * is tried, as for the monitor app; a shop may add `pid` (or `id`), and then only that one's is.
 * Refusal 'unknown_merchant' or 'bad_sign': both count as failures of the caller. `charset`: as the request declares it.
 */
export async function identifyShop(
  merchants: Pick<MerchantDirectory, 'all'>,
  call: VmqCall,
  params: VmqParams,
  charset = '',
): Promise<Shop> {
  const named = params.pid || params.id;
  const asked = (await merchants.all()).filter(
    ({ pid, enabled }) => enabled && (!named || String(pid) === named),
  );
  if (named && asked.length === 0) throw refuse('unknown_merchant', { pid: named.slice(0, 20) });
  const shop = signerAmong(asked, call, params);
  if (shop && (shop.vmqOwnKey || shop.merchant.rules.vmqEpayKey)) return shop;
  if (shop) throw epayKeyRefused();
  const keys = asked.flatMap(({ key, vmqKey, rules }) => (rules.vmqEpayKey ? [vmqKey, key] : [vmqKey]));
  throw badVmqSign(call, params, keys, charset);
}

/** True when some merchant's key made the signature, taken for V免签 or not, whatever else is wrong with the call. */
export async function isSigned(
  merchants: Pick<MerchantDirectory, 'all'>,
  call: VmqCall,
  params: VmqParams,
): Promise<boolean> {
  return signerAmong(await merchants.all(), call, params) !== undefined;
}

function signerAmong(merchants: Merchant[], call: VmqCall, params: VmqParams): Shop | undefined {
  const own = merchants.find(({ vmqKey }) => verifyVmqSign(call, params, vmqKey));
  if (own) return { merchant: own, vmqOwnKey: true };
  const other = merchants.find(({ key }) => verifyVmqSign(call, params, key));
  return other && { merchant: other, vmqOwnKey: false };
}
