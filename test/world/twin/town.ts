import { Attacker } from '../attacker.ts';
import type { BuyerDeps } from '../buyer.ts';
import { Dice } from '../dice.ts';
import type { PollingPlatform } from '../platform.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TruePayment } from '../truth.ts';
import { comeAndPay } from './customer.ts';
import type { Founded } from './found.ts';

const SECOND = 1_000;
const BUYERS = 1_000;

interface TownDeps extends Founded {
  seed: number;
  around: Omit<Surroundings, 'dice'>;
  platform: PollingPlatform;
  /** Somebody's life went wrong in a way that nobody foresaw. */
  failed(error: unknown): void;
}

/** Those who come to the shops of a twin while it lasts: buyers, customers at the counter, somebody who never pays. */
export class Town {
  readonly buyers: Omit<BuyerDeps, 'dice'>;
  private readonly dice: Dice;
  private readonly prices: number[];
  private readonly attacker: Attacker | null;
  private isCalm = false;
  private isOver = false;

  constructor(private readonly deps: TownDeps) {
    const { seed, around, shops, tills } = deps;
    const dice = new Dice(seed, 6);
    this.dice = dice;
    this.prices = Array.from({ length: dice.between(1, 3) }, () => dice.pick([100, 500, 990, 1_000, 2_000]));
    this.attacker = dice.chance(0.3)
      ? new Attacker({ ...around, shops, tills, dice: new Dice(seed, 7) })
      : null;
    this.buyers = {
      ...{ ...around, tills, isCalm: () => this.isCalm },
      paid: (payment) => this.arrives(payment),
    };
  }

  begin(): void {
    this.nextBuyer(this.dice.pick([1_000, 2_000, 3_500]), 1);
    this.nextTrouble();
  }

  /** From now on all pay right, and phones are at hand. */
  calm(): void {
    this.isCalm = true;
    for (const { phone } of this.deps.phones) phone.calm();
  }

  /** Nobody comes any more. */
  end(): void {
    this.isOver = true;
  }

  private arrives(payment: TruePayment): void {
    const { platform, phones } = this.deps;
    if (!this.isCalm && this.attacker) this.go(this.attacker.follow(payment));
    const { accountId, kind } = payment.till;
    if (kind === 'polled') platform.take(payment);
    else for (const one of phones) if (one.accountId === accountId) one.phone.hear(payment);
  }

  private nextBuyer(everyMs: number, number: number): void {
    const { seed, around, shops } = this.deps;
    const dice = new Dice(seed, BUYERS + number);
    around.timeline.after(dice.between(0, 2 * everyMs), () => {
      if (this.isOver) return;
      this.nextBuyer(everyMs, number + 1);
      const want = {
        payType: dice.pick(['wxpay', 'wxpay', 'alipay'] as const),
        moneyFen: dice.pick(this.prices),
        from: `203.0.113.${dice.between(1, 200)}`,
      };
      this.go(comeAndPay({ ...this.buyers, dice }, dice.pick(shops), want));
    });
  }

  private nextTrouble(): void {
    const { around, tills, phones } = this.deps;
    const { dice } = this;
    around.timeline.after(dice.between(2 * SECOND, 12 * SECOND), () => {
      if (this.isCalm) return;
      this.nextTrouble();
      if (dice.chance(0.4) && phones.length > 0)
        return dice.pick(phones).phone.goAway(dice.between(2, 25) * SECOND);
      const till = dice.pick(tills);
      const amountFen = dice.pick(this.prices) + dice.pick([0, 0, 0, 1, 2]);
      const payType = dice.pick(till.payTypes);
      this.arrives(around.truth.pay({ kind: 'counter', till, amountFen, payType, order: null }));
    });
  }

  private go(life: Promise<unknown>): void {
    life.catch((error) => this.deps.failed(error));
  }
}
