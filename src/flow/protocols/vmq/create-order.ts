import type { Db } from '../../../shared/db.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import type { Accepted, OrderIntake } from '../../intake/index.ts';
import type { MerchantDirectory } from '../../merchants/index.ts';
import { orders } from '../../orders/index.ts';
import { addressesOf, checkCreateOrder } from './create-order-form.ts';
import { identifyShop, isSigned } from './identify-shop.ts';
import { refuseTwoReadings } from './refuse-two-readings.ts';

export interface CreateOrderDeps {
  db: Db;
  merchants: Pick<MerchantDirectory, 'all'>;
  intake: Pick<OrderIntake, 'submit'>;
  allowPrivateNotify: boolean;
  /** Told of a right signature before anything else is looked at: nobody may use it for anything else. */
  useUpSign(sign: string, payId: string): Promise<void>;
  /** Told of each order that is new, or waits anew, so that listening starts at once. Must not throw or wait. */
  created(accepted: Accepted): void;
}

/**
 * 1 ORDER SUBMITTED, by a V免签 shop: what it wants, whether it is really it (MD5 of payId + param + type + price + key
 * over the texts as sent), and then the same way in as every order: one order for one payId, other terms refused.
 * Refusal 'bad_input', 'unknown_merchant', 'bad_sign', or one of OrderIntake's. `caller`: the address that asks.
 *
 * The signature does not cover the addresses, nor where `param` ends and `type` and `price` begin (see vmq-sign.ts):
 * that is V免签's. What can be read in two ways is refused as far as the merchant's rules say; beyond that its shops
 * must compare the notification's price with their own.
 */
export async function createOrder(
  deps: CreateOrderDeps,
  params: VmqParams,
  { caller, charset = '' }: { caller: string; charset?: string },
): Promise<{ tradeNo: string; wantsPage: boolean }> {
  // A signature that was seen must not serve for anything else, also when its order is refused.
  if (await isSigned(deps.merchants, 'createOrder', params)) {
    await deps.useUpSign(params.sign ?? '', params.payId ?? '');
  }
  const form = checkCreateOrder(params, deps.allowPrivateNotify);
  const { merchant, vmqOwnKey } = await identifyShop(deps.merchants, 'createOrder', params, charset);
  refuseTwoReadings(params, merchant.rules.vmqOneReading);
  const addresses = addressesOf(form, merchant.rules, deps.allowPrivateNotify);
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
    // Who wants a page is the buyer's browser; else it is the shop that calls.
    clientIp: form.wantsPage && caller !== '' ? caller : null,
    device: null,
    vmqOwnKey,
  });
  if (accepted.created || accepted.renewed) deps.created(accepted);
  if (!accepted.created) await orders.noteVmqKey(deps.db, accepted.tradeNo, vmqOwnKey);
  return { tradeNo: accepted.tradeNo, wantsPage: form.wantsPage };
}
