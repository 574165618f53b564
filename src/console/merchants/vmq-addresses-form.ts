import type { MerchantRules } from '../../flow/merchants/index.ts';
import { refuseMalformed } from '../../shared/outbound.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import type { FormValues } from '../form-values.ts';

const ADDRESS_CHARS = 1_000;

/** Where a V免签 shop is told when its orders bring no addresses (empty: nowhere), and how strictly they are read. */
export interface VmqAddresses {
  vmqNotify: string;
  vmqReturn: string;
  /** The shop may sign with the merchant's key as well. */
  epayKey: boolean;
  oneReading: boolean;
}

export function vmqAddressesOf(rules: MerchantRules): VmqAddresses {
  return {
    vmqNotify: rules.vmqNotifyUrl ?? '',
    vmqReturn: rules.vmqReturnUrl ?? '',
    epayKey: rules.vmqEpayKey,
    oneReading: rules.vmqOneReading,
  };
}

/** A box that is not ticked is not sent at all. */
export function readVmqAddresses(values: FormValues): VmqAddresses {
  return {
    vmqNotify: (values.vmqNotify ?? '').trim(),
    vmqReturn: (values.vmqReturn ?? '').trim(),
    epayKey: values.vmqEpayKey === '1',
    oneReading: values.oneReading === '1',
  };
}

/** Throws Refusal 'bad_addresses' that names each wrong field. */
export function toVmqRules({
  epayKey,
  oneReading,
  ...addresses
}: VmqAddresses): Pick<MerchantRules, 'vmqNotifyUrl' | 'vmqReturnUrl' | 'vmqEpayKey' | 'vmqOneReading'> {
  const fields = Object.entries(addresses).flatMap(([field, address]) => {
    const isWrong = address !== '' && (address.length > ADDRESS_CHARS || refuseMalformed(address) !== null);
    return isWrong ? [{ field, problem: saying('console.merchant.vmqBadAddress') }] : [];
  });
  if (fields.length > 0) throw refuseFields('bad_addresses', fields);
  return {
    vmqNotifyUrl: addresses.vmqNotify || null,
    vmqReturnUrl: addresses.vmqReturn || null,
    vmqEpayKey: epayKey,
    vmqOneReading: oneReading,
  };
}
