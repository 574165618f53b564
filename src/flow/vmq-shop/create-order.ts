import type { Db } from '../../shared/db.ts';
import type { VmqParams } from '../../shared/vmq-sign.ts';
import type { Accepted, OrderIntake } from '../epay/index.ts';
import type { MerchantDirectory } from '../merchants/index.ts';
import { orders } from '../orders/index.ts';
import { addressesOf, checkCreateOrder } from './create-order-form.ts';
import { identifyShop } from './identify-shop.ts';

export interface CreateOrderDeps {
  db: Db;
  merchants: Pick<MerchantDirectory, 'all'>;
  intake: Pick<OrderIntake, 'submit'>;
  allowPrivateNotify: boolean;
  /** Told of the signature before its order is taken: nobody may use it for anything else. */
  useUpSign(sign: string, payId: string): Promise<void>;
  /** Told of each order that is new, so that listening starts at once. Must not throw or wait. */
  created(accepted: Accepted): void;
}

/**
 * 1 ORDER SUBMITTED, by a V免签 shop: what it wants, whether it is really it (MD5 of payId + param + type + price + key
 * over the texts as sent), and then the same way in as every order: one order for one payId, other terms refused.
 * Refusal 'bad_input', 'unknown_merchant', 'bad_sign', 'other_terms', 'no_code' or 'all_taken'.
 *
 * The signature does not cover the addresses, nor where `param` ends and `type` and `price` begin (see vmq-sign.ts):
 * that is V免签's, and its shops must compare the notification's price with their own.
 */
export async function createOrder(
  deps: CreateOrderDeps,
  params: VmqParams,
): Promise<{ tradeNo: string; wantsPage: boolean }> {
  const form = checkCreateOrder(params, deps.allowPrivateNotify);
  const { merchant, vmqOwnKey } = await identifyShop(deps.merchants, 'createOrder', params);
  const addresses = addressesOf(form, merchant.rules, deps.allowPrivateNotify);
  await deps.useUpSign(params.sign ?? '', form.payId);
  const accepted = await deps.intake.submit({
    merchant,
    terms: {
      protocol: 'vmq',
      pid: merchant.pid,
      outTradeNo: form.payId,
      requestedType: form.payType,
      name: '',
      moneyFen: form.priceFen,
      ...addresses,
      param: form.param,
    },
    sitename: null,
    clientIp: null,
    device: null,
    vmqOwnKey,
  });
  if (accepted.created) deps.created(accepted);
  else await orders.noteVmqKey(deps.db, accepted.tradeNo, vmqOwnKey);
  return { tradeNo: accepted.tradeNo, wantsPage: form.wantsPage };
}
