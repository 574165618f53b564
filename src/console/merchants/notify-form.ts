import { z } from 'zod';
import type { MerchantRules } from '../../flow/merchants/index.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import type { FormValues } from '../form-values.ts';

const NotifyBy = z.enum(['get', 'post']);

/** How the shop is told of payments. Throws Refusal 'bad_notify' when neither way was chosen. */
export function toNotifyRules({ notifyBy }: FormValues, t: Translate): Pick<MerchantRules, 'notifyBy'> {
  const checked = NotifyBy.safeParse(notifyBy);
  if (checked.success) return { notifyBy: checked.data };
  const message = t('console.merchant.notifyByMissing');
  throw new Refusal('bad_notify', '', { fields: [{ field: 'notifyBy', message }] });
}
