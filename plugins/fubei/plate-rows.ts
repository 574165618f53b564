import { type FetchResult, type PlatformReceipt, readRows } from '#plugin-api';
import { fenOf, payTypeOf, type Row, textOf, timeOf } from './values.ts';

const PAID = '1';
/** `type` of a payment (B); what others mean is unknown. */
const PAYMENT = '1';
/** So near each other, a payment of a bill and one of the same amount and wallet may be one that is listed twice. */
export const MAY_BE_ONE_MS = 60_000;

/** What was read of the bills in the same moment. */
export interface BillsBeside {
  /** The platform's numbers of their payments. */
  numbers: ReadonlySet<string>;
  receipts: readonly PlatformReceipt[];
}

/**
 * Rows of the older back end (docs/reference/aggregators.md, 8.1). Whether it lists the payments of bills too is unknown.
 * So where an account has bills (`beside`), a row with the number of a bill's payment is that payment and none of its own;
 * one that names no device, or may be a bill's by amount, wallet and time, is for a person.
 */
export function readPlateRows(rows: readonly unknown[], beside: BillsBeside | null): FetchResult {
  return readRows(rows, (row) => {
    if (textOf(row.pay_status) !== PAID) return null;
    const receipt = readPaid(row, beside !== null);
    if (typeof receipt === 'string' || !beside) return receipt;
    if (numbersOf(row).some((number) => beside.numbers.has(number))) return null;
    const isUnsure = receipt.terminal === null || beside.receipts.some((bill) => mayBeOne(bill, receipt));
    return isUnsure ? { ...receipt, isUnsure } : receipt;
  });
}

function readPaid(row: Row, hasBills: boolean): PlatformReceipt | string {
  const [number] = numbersOf(row);
  if (number === undefined) return 'order_sn: is missing';
  const payType = payTypeOf(row.pay_type);
  if (!payType) return 'pay_type: is neither 1 nor 2';
  const amountFen = fenOf(row.order_sumprice);
  if (!amountFen) return 'order_sumprice: is no amount in yuan';
  const paidAt = timeOf(row.pay_time) ?? timeOf(row.create_time);
  if (!paidAt) return 'pay_time, create_time: none is a time';
  const type = textOf(row.type) || PAYMENT;
  const shop = hasBills ? '' : textOf(row.store_id);
  return {
    // It may have the number of the payment that it takes back: as another record it stands in nobody's way.
    externalId: type === PAYMENT ? number : `${number}/type-${type.slice(0, 20)}`,
    ...{ payType, amountFen, paidAt },
    terminal: textOf(row.device_no) || shop || null,
    ...(type !== PAYMENT && { isUnsure: true }),
    raw: row,
  };
}

function numbersOf({ order_sn, trade_no, merchant_order_sn }: Row): string[] {
  return [order_sn, trade_no, merchant_order_sn].map(textOf).filter((number) => number !== '');
}

function mayBeOne(bill: PlatformReceipt, plate: PlatformReceipt): boolean {
  const isSame = bill.amountFen === plate.amountFen && bill.payType === plate.payType;
  return isSame && Math.abs(bill.paidAt - plate.paidAt) <= MAY_BE_ONE_MS;
}
