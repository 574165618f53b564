import { verifyEpaySign } from '../../../shared/epay-sign.ts';
import { Refusal, refuse } from '../../../shared/errors.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import { type Saying, saying } from '../../../shared/saying.ts';
import {
  type Accepted,
  badInput,
  type OrderIntake,
  type ShopParams,
  tellingAddress,
} from '../../intake/index.ts';
import type { Merchant, MerchantDirectory } from '../../merchants/index.ts';
import { checkForm } from './epay-form.ts';
import { badSign } from './explain-sign.ts';

export interface SubmitDeps {
  merchants: MerchantDirectory;
  intake: OrderIntake;
  allowPrivateNotify: boolean;
  /** What some code of the merchant can take now. */
  payTypesFor(merchant: Pick<Merchant, 'pid'>): Promise<PayType[]>;
  /** Told of each order that is new, or waits anew, so that listening starts at once. Must not throw or wait. */
  created(accepted: Accepted): void;
}

/**
 * Who reads the answer. `buyer`: a type that is missing, unknown or can't be paid with now is chosen on the cashier;
 * `program`: it must name one, and is told what is possible.
 */
export type Reader = 'buyer' | 'program';

/**
 * 1 ORDER SUBMITTED: who asks (pid), whether it is really them (signature over everything received), what they want.
 * Returns the order, new or known. Refusal with code 'unknown_merchant' or 'bad_sign' (both count as failures of the
 * caller), 'bad_input', or one of OrderIntake's. `visitor`: the address of the buyer, where it is he who asks; else, and
 * where that tells nobody apart, the shop, which has shown who it is, may name it. `charset`: as the request declares it.
 */
export async function submitOrder(
  deps: SubmitDeps,
  params: ShopParams,
  { reader, visitor, charset = '' }: { reader: Reader; visitor?: string; charset?: string },
): Promise<Accepted> {
  const merchant = await identify(deps, params, charset);
  const { unknownType, ...form } = checkForm(params, merchant.pid, deps.allowPrivateNotify);
  if (reader === 'program' && form.terms.requestedType === null) {
    throw badType(unknownType, await deps.payTypesFor(merchant));
  }
  // A visitor from this machine or its network came through a proxy that we are not told of: the shop knows better.
  const clientIp = tellingAddress(visitor || null, form.clientIp);
  const submission = { merchant, ...form, clientIp, mayChoose: reader === 'buyer' };
  const accepted = await deps.intake.submit(submission).catch(async (error: unknown) => {
    const isType = error instanceof Refusal && error.code === 'no_code' && reader === 'program';
    throw isType ? noCodeFor(error, await deps.payTypesFor(merchant)) : error;
  });
  if (accepted.created || accepted.renewed) deps.created(accepted);
  return accepted;
}

async function identify(deps: SubmitDeps, params: ShopParams, charset: string): Promise<Merchant> {
  const pid = params.pid ?? '';
  if (pid === '')
    throw badInput([{ field: 'pid', problem: saying('problem.shop.missing', { field: 'pid' }) }]);
  const merchant = /^\d{1,9}$/.test(pid) ? await deps.merchants.find(Number(pid)) : undefined;
  if (!merchant?.enabled) throw refuse('unknown_merchant', { pid: pid.slice(0, 20) });
  if (!verifyEpaySign(params, merchant.key)) throw badSign(params, merchant.key, charset);
  return merchant;
}

function badType(unknown: string | null, possible: PayType[]): Refusal {
  const wrong =
    unknown === null
      ? saying('problem.shop.noType')
      : saying('problem.shop.otherType', { type: unknown.slice(0, 20) });
  const problem = saying('problem.shop.type', { wrong, possible: sayPossible(possible) });
  return badInput([{ field: 'type', problem }]);
}

function noCodeFor({ saying: why }: Refusal, possible: PayType[]): Refusal {
  return refuse('no_code.of_type', { why, possible: sayPossible(possible) }, { reason: '' });
}

function sayPossible(possible: PayType[]): Saying {
  if (possible.length === 0) return saying('protocol.noTypes');
  const types = possible.map((payType) => saying(`protocol.type.${payType}`));
  return saying('protocol.possibleTypes', { types });
}
