import { z } from 'zod';
import type { DroppedRow, PayType, PlatformReceipt } from '#plugin-api';
import { WholeNumber } from './merchant-api.ts';

/** `status` of a transaction that is paid (A). */
const PAID = 2000;

/** `type` of a payment: what the list is asked for (A). Whether it then holds other types, and what theirs mean, is unknown (U). */
const PAYMENT = '30';

/** `payway` (2 and 3: A, 17: B). */
const PAY_TYPES: Readonly<Record<number, PayType>> = { 2: 'alipay', 3: 'wxpay', 17: 'unionpay' };

/** The platform's numbers and names may come as text or as a number. */
const TextOrNumber = z
  .union([z.string(), z.int()])
  .transform((value) => String(value).trim())
  .nullish();

const Status = z.object({ status: WholeNumber });

const Transaction = z.object({
  /** The platform's number of the payment (A). */
  order_sn: TextOrNumber.pipe(z.string('is missing').min(1, 'is missing')),
  type: z.unknown().optional(),
  payway: WholeNumber.nullish(),
  /** Cents, before discounts: what the payer typed (A; that it is the right one of the two amounts: C). */
  original_amount: WholeNumber.refine((cents) => cents > 0, 'must be more than 0'),
  /** Newer records (A). */
  terminal_sn: TextOrNumber,
  /** Older records (A). */
  terminal_device_fingerprint: TextOrNumber,
  /** Milliseconds, as the two below (B). */
  finish_time: WholeNumber.nullish(),
  pay_time: WholeNumber.nullish(),
  create_time: WholeNumber.nullish(),
});

/**
 * Reads `data.records[]` of a transaction list (docs/reference/aggregators.md, section 1).
 * Records that are not paid are left out; paid ones that can't be read, or were paid in a way that we have no
 * name for, come back in `dropped` with the reason. Never guesses an amount, a type or a time. A record of another
 * `type` than a payment's (refunds, transfers, withdrawals) is unsure: it is kept for a person and settles nothing.
 */
export function parseTransactions(records: readonly unknown[]): {
  receipts: PlatformReceipt[];
  dropped: DroppedRow[];
} {
  const receipts: PlatformReceipt[] = [];
  const dropped: DroppedRow[] = [];
  for (const row of records) {
    const status = Status.safeParse(row);
    if (status.success && status.data.status !== PAID) continue;
    const read = status.success ? readPaid(row) : 'status: is missing or not a number';
    if (typeof read === 'string') dropped.push({ row, problem: read });
    else receipts.push(read);
  }
  return { receipts, dropped };
}

/** The receipt, or what is wrong with the record. */
function readPaid(row: unknown): PlatformReceipt | string {
  const checked = Transaction.safeParse(row);
  if (!checked.success) {
    return checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  }
  const it = checked.data;
  const payType = it.payway == null ? null : PAY_TYPES[it.payway];
  if (payType === undefined) return `payway: ${it.payway} is unknown`;
  const isPayment = isPaymentType(it.type);
  const paidAt = it.finish_time || it.pay_time || it.create_time;
  if (!paidAt) return 'finish_time, pay_time, create_time: none is given';
  return {
    // It may have the number of the payment that it takes back: as another record it stands in nobody's way.
    externalId: isPayment ? it.order_sn : `${it.order_sn}/type-${wordOf(it.type)}`,
    payType,
    amountFen: it.original_amount,
    terminal: it.terminal_sn || it.terminal_device_fingerprint || null,
    paidAt,
    ...(!isPayment && { isUnsure: true }),
    raw: row,
  };
}

/** Older sources have rows without a type, all of them payments: the list was asked for nothing else. */
function isPaymentType(type: unknown): boolean {
  return type === undefined || type === null || type === '' || String(type).trim() === PAYMENT;
}

function wordOf(type: unknown): string {
  return typeof type === 'string' || typeof type === 'number' ? String(type).slice(0, 20) : 'unknown';
}
