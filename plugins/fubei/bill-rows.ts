import { type FetchResult, type PlatformReceipt, readRows } from '#plugin-api';
import { fenOf, payTypeOf, type Row, textOf, timeOf } from './values.ts';

const PAID = '1';

/** As what these are booked under: no plate code has it, so that the payment of a bill falls to no plate's order. */
const TERMINAL = '收款单';

/**
 * Rows of the payments of bills (docs/reference/aggregators.md, 8.2). What was really paid counts: where that is not the
 * bill's amount (a discount), it is for a person.
 */
export function readBillRows(rows: readonly unknown[]): FetchResult {
  return readRows(rows, (row) => (textOf(row.tradeStatus) === PAID ? readPaid(row) : null));
}

/** The platform's own numbers of the payments in these rows. */
export function billPaymentNumbers(rows: readonly unknown[]): Set<string> {
  const numbers = rows.map((row) => textOf((row as Row | null)?.payOrderNo));
  return new Set(numbers.filter((number) => number !== ''));
}

function readPaid(row: Row): PlatformReceipt | string {
  const number = textOf(row.payOrderNo);
  if (number === '') return 'payOrderNo: is missing';
  const reference = textOf(row.receiptId);
  const payType = payTypeOf(row.payType);
  if (!payType) return 'payType: is neither 1 nor 2';
  const amountFen = fenOf(row.realityAmount);
  if (!amountFen) return 'realityAmount: is no amount in yuan';
  const paidAt = timeOf(row.payTime);
  if (!paidAt) return 'payTime: is no time';
  return {
    // The other back end may have the same payment under the same number: this one, which names the bill, must not be lost to it.
    externalId: `${reference}/${number}`,
    ...{ payType, amountFen, paidAt, terminal: TERMINAL },
    ...(reference ? { reference } : { isUnsure: true }),
    raw: row,
  };
}
