/** A deliberate fault of the product, of one line: the world must notice it. */
export interface Mutation {
  name: string;
  file: string;
  from: string;
  to: string;
}

export const mutations: readonly Mutation[] = [
  {
    name: 'a receipt pays again and again',
    file: 'src/flow/receipts/receipt.repository.ts',
    from: " and state in ('new', 'unmatched', 'set_aside')",
    to: '',
  },
  {
    name: 'no guard on the order that is paid',
    file: 'src/flow/orders/mark-paid.ts',
    from: "(state in ('pending', 'expired') or",
    to: "(state in ('pending', 'expired', 'paid', 'closed') or",
  },
  {
    name: 'a slot is freed two minutes early',
    file: 'src/flow/listening/release-slots.ts',
    from: 'export async function releaseSlots(db: Db, now: number, day: number): Promise<number> {',
    to: 'export async function releaseSlots(db: Db, given: number, day: number): Promise<number> {\n  const now = given + 120_000;',
  },
  {
    name: 'a paid amount does not cool',
    file: 'src/flow/amount-slots/amount-slot.repository.ts',
    from: 'set release_at = ? + paid_hold_ms, cooling_since',
    to: 'set release_at = ? - 1, cooling_since',
  },
  {
    name: 'what is taken is not looked at',
    file: 'src/flow/amount-slots/taken-slots.ts',
    from: 'return this.byScope.get(scope)?.get(payableFen);',
    to: 'return payableFen < 0 ? this.byScope.get(scope)?.get(payableFen) : undefined;',
  },
  {
    name: 'the terminal is not looked at',
    file: 'src/flow/matching/match-receipt.ts',
    from: 'if (!hasBill && money.terminal !== null && placement?.terminal !== money.terminal)',
    to: "if (!hasBill && money.terminal === '' && placement?.terminal !== money.terminal)",
  },
  {
    name: 'money that came before the order settles it',
    file: 'src/flow/matching/match-receipt.ts',
    from: "if (money.paidAt < (order.placedAt ?? order.createdAt)) reasons.push('paid_before_order');",
    to: '',
  },
  {
    name: 'the payment and its notification are not of one transaction',
    file: 'src/flow/settlement/pay-order.ts',
    from: 'if (told.length > 0) await deps.queueNotifications(trx, told, now);',
    to: 'if (told.length > 0) setTimeout(() => void deps.queueNotifications(deps.db, told, now), 50);',
  },
  {
    name: 'nothing is queued for the shop',
    file: 'src/flow/settlement/pay-order.ts',
    from: 'if (told.length > 0) await deps.queueNotifications(trx, told, now);',
    to: 'if (told.length > 3) await deps.queueNotifications(trx, told, now);',
  },
  {
    name: 'a call that was not acknowledged is over',
    file: 'src/flow/notifications/deliver.ts',
    from: "const isOver = call.outcome === 'acknowledged';",
    to: "const isOver = call.outcome !== 'refused';",
  },
  {
    name: 'a shop is told once',
    file: 'src/flow/notifications/retry-schedule.ts',
    from: 'if (offset === undefined) return null;',
    to: 'if (offset === undefined || after.attempts >= 1) return null;',
  },
  {
    name: 'what a crash left is not finished',
    file: 'src/flow/settlement/settle-leftovers.ts',
    from: 'for (const receipt of left) {',
    to: 'for (const receipt of left.slice(left.length)) {',
  },
  {
    name: 'a list that lags is not read again',
    file: 'src/flow/listening/poll-window.ts',
    from: 'export const OVERLAP_MS = 3 * MINUTE;',
    to: 'export const OVERLAP_MS = 0 * MINUTE;',
  },
  {
    name: 'an outage is not made up for',
    file: 'src/flow/listening/poll-window.ts',
    from: 'return { from: Math.min(oldest, at.readUntil) - OVERLAP_MS, to: at.now + OVERLAP_MS };',
    to: 'return { from: at.now - 10_000, to: at.now + OVERLAP_MS };',
  },
  {
    name: 'a payment that was recorded is recorded again',
    file: 'src/flow/forwarding/count-report.ts',
    from: 'if (told !== null) return knownAs(told);',
    to: 'if (told === -1) return knownAs(told);',
  },
  {
    name: 'every report of a device is a payment of its own',
    file: 'src/flow/counting/place-report.ts',
    from: 'if (told) return { place:',
    to: "if (recent.since > -1) return { place: 'open' };\n  if (told) return { place:",
  },
  {
    name: 'money that nobody waits for holds no amount',
    file: 'src/flow/settlement/hold-unclaimed.ts',
    from: 'if (!deps.isTold?.(money.platform) || !deps.unclaimedHold) return;',
    to: 'if (money.amountFen > 0 || !deps.unclaimedHold) return;',
  },
  {
    name: 'what was told before the order is not looked for',
    file: 'src/flow/settlement/settle-receipt.ts',
    from: 'return before !== undefined;',
    to: 'return before !== undefined && before.id < 0;',
  },
  {
    name: 'a number that is known makes a new order',
    file: 'src/flow/intake/order-intake.ts',
    from: 'const seen = new Set(known.map((order) => order.outTradeNo));',
    to: 'const seen = new Set<string>(known.length > 99 ? known.map((order) => order.outTradeNo) : []);',
  },
  {
    name: 'an amount that an order had before is free at once',
    file: 'src/flow/amount-slots/amount-slot.repository.ts',
    from: '.update({ expires_at: until, release_at: until });',
    to: '.update({ expires_at: until - 600_000, release_at: until - 600_000 });',
  },
  {
    name: 'an order that is over frees its amount at once',
    file: 'src/flow/intake/order-intake.ts',
    from: 'heldUntil: expiresAt + merchant.rules.graceMs,',
    to: 'heldUntil: expiresAt - 30_000,',
  },
  {
    name: 'the shop is told the amount, not the price',
    file: 'src/flow/protocols/epay/epay-message.ts',
    from: "put('money', formatFen(order.moneyFen));",
    to: "put('money', formatFen((order.moneyFen + 1) as typeof order.moneyFen));",
  },
  {
    name: 'each gets the result of the one beside him',
    file: 'src/shared/shared-write.ts',
    from: 'resolve(results[index] as Result);',
    to: 'resolve(results[(index + 1) % results.length] as Result);',
  },
  {
    name: 'an order is settled by the first that fits somehow',
    file: 'src/flow/matching/match-receipt.ts',
    from: "if (placement?.payableFen !== money.amountFen) reasons.push('other_amount');",
    to: "if (Math.abs((placement?.payableFen ?? 0) - money.amountFen) > 2) reasons.push('other_amount');",
  },
  {
    name: 'a platform is asked no more after a failure',
    file: 'src/flow/listening/poll-pace.ts',
    from: 'return at.startedAt + Math.round(slowed * (1 + JITTER * at.random));',
    to: 'return at.startedAt + (at.failures > 0 ? 999_999_999_999 : Math.round(slowed * (1 + JITTER * at.random)));',
  },
  {
    name: 'a second payment of a paid order is anybody’s',
    file: 'src/flow/matching/match-receipt.ts',
    from: "if (order.state === 'paid') reasons.push('already_paid');",
    to: "if (order.state === 'paid' && order.receiptId === null) reasons.push('already_paid');",
  },
  {
    name: 'the code whose turn it is takes the order though its amounts are taken',
    file: 'src/flow/amount-slots/free-payable.ts',
    from: 'if (isFree(wish, taken, wish.moneyFen)) return wish.moneyFen;',
    to: 'if (wish.moneyFen > 0) return wish.moneyFen;',
  },
  {
    name: 'what a likely rule reads counts by itself',
    file: 'src/flow/forwarding/sms-forwarder/take-phone-message.ts',
    from: "const isConfirmed = reading.grade === 'sure' ||",
    to: "const isConfirmed = reading.rule !== '' ||",
  },
];
