import type { PayType } from '../../src/shared/pay-type.ts';

/** Where money arrives: a terminal of a platform that is asked, or a wallet that devices tell of. */
export interface Till {
  name: string;
  accountId: number;
  /** Of its account at its platform. */
  login: string;
  pid: number;
  /** What a buyer scans. */
  content: string;
  kind: 'polled' | 'told';
  /** `on_demand`: its platform is asked only when a buyer presses 确认支付. */
  mode: 'continuous' | 'on_demand';
  /** One of its phones tells a payment more than once, so that what is told need not be another one. */
  isToldAgain: boolean;
  payTypes: PayType[];
  /** Tills of one group are heard by one app that tells no account: nothing can tell their money apart but who waits for it. */
  group: string;
  /** When its owner said that what the phones say is money; null: not yet, and it is worded as only documents have it. */
  confirmedAt: number | null;
  /** The code of one order: its amount is fixed, and it can be paid once, as long as it is open. Left out: of many. */
  mayBePaid?: () => boolean;
}

/** What a buyer saw on the cashier page: this amount, at this till, until then. */
export interface Shown {
  till: Till;
  payType: PayType;
  amountFen: number;
  at: number;
  /** Until when he was told that he may pay, and how much longer the amount is his. */
  expiresAt: number;
  heldUntil: number;
  /** He wanted something else, and nobody knows whether he was heard: until then it may be his all the same. */
  perhapsUntil?: number;
}

/** An order as its shop and its buyer know it. */
export interface TrueOrder {
  number: string;
  pid: number;
  moneyFen: number;
  payType: PayType;
  tradeNo: string | null;
  shown: Shown[];
  payments: TruePayment[];
  /** When its shop gave the goods out; null: it did not. */
  creditedAt: number | null;
  /** Its buyer or the owner closed it: nobody owes him goods. */
  givenUp: boolean;
  /** The owner said that it is paid, or gave it money: that is his word. */
  byHand: boolean;
  /** Its merchant's; how long an amount that it had before is held. */
  graceMs: number;
}

/** What a buyer did, as he knows it and nobody else can. */
export type PaymentKind = 'right' | 'late' | 'twice' | 'off' | 'round' | 'other_wallet' | 'counter';

export interface TruePayment {
  id: number;
  kind: PaymentKind;
  at: number;
  till: Till;
  amountFen: number;
  payType: PayType;
  /** Whose buyer paid; null: a customer at the counter. */
  order: TrueOrder | null;
  /** A device told it late, or was away around then, or a clock is wrong: a person may have to look. */
  isDoubtful: boolean;
  /** A device that had been away told it with the time of its return, so that nobody knows better. */
  isToldAsNew: boolean;
  /** No phone shows it. */
  isUnshown: boolean;
  /** What told it was read by a rule that is only likely: it waits for its owner, who has not said that it is money. */
  isUnconfirmed: boolean;
  /** When we could first know of it: listed by its platform, or a message of a device that we answered. */
  knownAt: number | null;
  /** When a phone or PC of its till had told it, so that nobody need guess where it came; null: none did. */
  provenAt: number | null;
  /** The platform's number, where it gives one. */
  externalId: string | null;
}

/** What really happened, written down by those who did it, never read from the product. */
export class Truth {
  readonly orders: TrueOrder[] = [];
  readonly payments: TruePayment[] = [];
  /** What must never be; each a sentence. */
  readonly wrongs: string[] = [];
  readonly story: string[] = [];

  constructor(
    private readonly now: () => number,
    private readonly keepStory: boolean,
  ) {}

  tell(words: () => string): void {
    if (this.keepStory) this.story.push(`${new Date(this.now()).toISOString().slice(11, 23)} ${words()}`);
  }

  wrong(words: string): void {
    this.wrongs.push(words);
    this.tell(() => `!! ${words}`);
  }

  pay(payment: Pick<TruePayment, 'kind' | 'till' | 'amountFen' | 'payType' | 'order'>): TruePayment {
    const made = {
      ...payment,
      id: this.payments.length + 1,
      at: this.now(),
      isDoubtful: false,
      isToldAsNew: false,
      isUnshown: false,
      isUnconfirmed: false,
      knownAt: null,
      provenAt: null,
      externalId: null,
    };
    this.payments.push(made);
    payment.order?.payments.push(made);
    this.tell(
      () =>
        `${payment.order?.number ?? 'a customer at the counter'} pays ${yuan(payment.amountFen)} to ${payment.till.name} (${payment.kind}, payment ${made.id})`,
    );
    return made;
  }

  /** A shop gave the goods of this order out. */
  credit(order: TrueOrder): void {
    if (order.creditedAt !== null) return;
    order.creditedAt = this.now();
    this.tell(() => `the shop credits ${order.number}`);
  }
}

/** Nobody owes its buyer goods any more; what he was shown is his for its grace from now on. */
export function giveUp(order: TrueOrder, now: number): void {
  order.givenUp = true;
  for (const shown of order.shown) {
    shown.expiresAt = Math.min(shown.expiresAt, now);
    shown.heldUntil = Math.min(shown.heldUntil, now + order.graceMs);
  }
}

export function yuan(amountFen: number): string {
  return `¥${(amountFen / 100).toFixed(2)}`;
}

/** Where money of this account is looked for: told, it may be that of any till of the group. */
export function placeOf(accountId: number, tills: readonly Till[]): string {
  const till = tills.find((one) => one.accountId === accountId);
  return till?.kind === 'told' ? till.group : `account ${accountId}`;
}
