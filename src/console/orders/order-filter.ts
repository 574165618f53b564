import { z } from 'zod';
import { type OrderFilter, orderStates } from '../../flow/orders/index.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { type Calendar, isDay } from '../calendar.ts';

/** What the filter form holds; '' is "any". Anything that the form could not have sent counts as ''. */
export const OrderFilterForm = z.object({
  q: z.string().trim().max(200).catch(''),
  state: z.enum(['', ...orderStates]).catch(''),
  type: z.enum(['', ...payTypes]).catch(''),
  account: z
    .string()
    .regex(/^\d{1,9}$/)
    .catch(''),
  from: z.string().refine(isDay).catch(''),
  to: z.string().refine(isDay).catch(''),
});
export type OrderFilterForm = z.infer<typeof OrderFilterForm>;

/** The form as a filter, without its search box. */
export function orderFilterOf(form: OrderFilterForm, calendar: Calendar): OrderFilter {
  return {
    state: form.state || undefined,
    payType: form.type || undefined,
    accountId: form.account === '' ? undefined : Number(form.account),
    from: form.from === '' ? undefined : calendar.startOf(form.from),
    to: form.to === '' ? undefined : calendar.startOf(calendar.plus(form.to, 1)),
  };
}
