import { z } from 'zod';
import { receiptStates } from '../../flow/receipts/index.ts';
import { isDay } from '../calendar.ts';

/** What the filter form holds; '' is "any". Anything that the form could not have sent counts as ''. */
export const ReceiptFilterForm = z.object({
  q: z.string().trim().max(200).catch(''),
  state: z.enum(['', ...receiptStates]).catch(''),
  account: z
    .string()
    .regex(/^\d{1,9}$/)
    .catch(''),
  from: z.string().refine(isDay).catch(''),
  to: z.string().refine(isDay).catch(''),
});
export type ReceiptFilterForm = z.infer<typeof ReceiptFilterForm>;
