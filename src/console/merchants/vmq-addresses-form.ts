import type { MerchantRules } from '../../flow/merchants/index.ts';
import { type FieldProblem, Refusal } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { refuseMalformed } from '../../shared/outbound.ts';
import type { FormValues } from '../form-values.ts';

const ADDRESS_CHARS = 1_000;

/** Where a V免签 shop is told when its orders bring no addresses; empty: they must. */
export interface VmqAddresses {
  vmqNotify: string;
  vmqReturn: string;
  /** The shop may sign with the merchant's key as well. */
  epayKey: boolean;
}

export function vmqAddressesOf({ vmqNotifyUrl, vmqReturnUrl, vmqEpayKey }: MerchantRules): VmqAddresses {
  return { vmqNotify: vmqNotifyUrl ?? '', vmqReturn: vmqReturnUrl ?? '', epayKey: vmqEpayKey };
}

export function readVmqAddresses(values: FormValues): VmqAddresses {
  const { vmqNotify = '', vmqReturn = '', vmqEpayKey } = values;
  // A box that is not ticked is not sent at all.
  return { vmqNotify: vmqNotify.trim(), vmqReturn: vmqReturn.trim(), epayKey: vmqEpayKey === '1' };
}

/** Throws Refusal 'bad_addresses' that names each wrong field. */
export function toVmqRules(
  { epayKey, ...addresses }: VmqAddresses,
  t: Translate,
): Pick<MerchantRules, 'vmqNotifyUrl' | 'vmqReturnUrl' | 'vmqEpayKey'> {
  const fields: FieldProblem[] = Object.entries(addresses).flatMap(([field, address]) => {
    const isWrong = address !== '' && (address.length > ADDRESS_CHARS || refuseMalformed(address) !== null);
    return isWrong ? [{ field, message: t('console.merchant.vmqBadAddress') }] : [];
  });
  if (fields.length > 0) throw new Refusal('bad_addresses', '', { fields });
  return {
    vmqNotifyUrl: addresses.vmqNotify || null,
    vmqReturnUrl: addresses.vmqReturn || null,
    vmqEpayKey: epayKey,
  };
}
