/**
 * 2 SLOT RESERVED, at platforms that make a code for one order (`openBill`): the price itself is asked, the buyer types
 * nothing, and the bill takes one payment. Making one is not idempotent: the intent is written first (`bills`), the
 * platform is asked once, and what was begun and is nobody's is closed. An order has a code like any other before the
 * bill is asked for, and keeps it where that fails.
 */
export { createBills } from './create-bills.ts';
export { DECIDED_WITHIN_MS, type Decision } from './open-bill.ts';
export type { ShownCode } from './shown-code.ts';
