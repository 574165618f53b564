const BILL = /^bill:(\d{1,15})$/;

/**
 * The terminal of an order that has a bill: a code of the platform's made for it alone, which no other money comes to.
 * Receipts name no such terminal: money is a bill's when its reference is.
 */
export function billTerminal(billId: number): string {
  return `bill:${billId}`;
}

/** The bill that the order has; null: it has a code like others. */
export function billIn(terminal: string | null | undefined): number | null {
  const found = BILL.exec(terminal ?? '')?.[1];
  return found === undefined ? null : Number(found);
}
