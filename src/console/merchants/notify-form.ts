import { z } from 'zod';
import type { MerchantRules } from '../../flow/merchants/index.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import type { FormValues } from '../form-values.ts';

const NotifyBy = z.enum(['get', 'post']);

/** How the shop is told of payments. Throws Refusal 'bad_notify' when neither way was chosen. */
export function toNotifyRules({ notifyBy }: FormValues): Pick<MerchantRules, 'notifyBy'> {
  const checked = NotifyBy.safeParse(notifyBy);
  if (checked.success) return { notifyBy: checked.data };
  throw refuseField('bad_notify', 'notifyBy', saying('console.merchant.notifyByMissing'));
}
