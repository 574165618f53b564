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
  /** Paid, and the shop was never told: many attempts failed. */
  told: z.enum(['', 'given_up']).catch(''),
  /** Of one shop's host; only with `told`. */
  host: z.string().trim().max(255).catch(''),
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

/** Stands in an address and a form for the shops whose address is none. */
export const NO_HOST = '-';

/** Undefined: any shop. */
export function hostOf(given: string): string | undefined {
  return given === '' ? undefined : given === NO_HOST ? '' : given;
}
