import { z } from 'zod';
import type { Bill, BillOrder, PlatformCode } from '../plugin-api/index.ts';
import { payTypes } from '../shared/pay-type.ts';

const MINUTE_MS = 60_000;

const BillShape = z
  .object({
    content: z.string().trim().min(1).max(2_000).optional(),
    picture: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    reference: z.string().trim().min(1).max(100),
    closesAt: z.int().positive(),
  })
  .refine(
    (bill) => (bill.content === undefined) !== (bill.picture === undefined),
    'content or picture, one of them',
  );

/** The bill as it may be shown. Throws TypeError: a bill that stays open long after its order could be paid for nothing. */
export function checkBill(given: unknown, order: BillOrder): Bill {
  const checked = BillShape.safeParse(given);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new TypeError(`openBill: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { content, picture, reference, closesAt } = checked.data;
  if (closesAt > order.closesAt + MINUTE_MS)
    throw new TypeError('openBill: closesAt: is later than the order’s');
  return {
    reference,
    closesAt,
    ...(content !== undefined && { content }),
    ...(picture !== undefined && { picture }),
  };
}

/** More than anybody would pick from. */
const MOST_CODES = 1_000;

const CodeShape = z.object({
  terminal: z.string().trim().min(1).max(100),
  label: z.string().trim().max(100).optional(),
  content: z.string().trim().max(2_000).optional(),
  payTypes: z.array(z.enum(payTypes)).optional(),
});

/** The codes that can be offered, each terminal once. */
export function checkCodes(given: unknown): PlatformCode[] {
  const codes = new Map<string, PlatformCode>();
  for (const one of Array.isArray(given) ? given.slice(0, MOST_CODES) : []) {
    const checked = CodeShape.safeParse(one);
    if (checked.success && !codes.has(checked.data.terminal)) {
      codes.set(checked.data.terminal, checked.data as PlatformCode);
    }
  }
  return [...codes.values()];
}
