import type { PayType } from '../../src/shared/pay-type.ts';
import { look } from './buyer.ts';
import type { Shop } from './shop.ts';
import type { Surroundings } from './surroundings.ts';
import type { Till, TruePayment } from './truth.ts';

const SECOND = 1_000;

/** Where they sit: two networks of their own. */
const NETWORKS = ['198.51.100.', '192.0.2.'];

interface AttackerDeps extends Surroundings {
  shops: readonly Shop[];
  tills: readonly Till[];
}

/**
 * Somebody who knows our rules and never pays: he hopes that another one's money is taken for his. He opens an order of
 * the same price as soon as somebody pays, sits on the round price, or takes every amount that a price has.
 */
export class Attacker {
  readonly done: Record<string, number> = {};

  constructor(private readonly deps: AttackerDeps) {}

  /** Somebody pays: the amount might be told again, and then be his. */
  async follow({ order, payType }: TruePayment): Promise<void> {
    const shop = order && this.deps.shops.find(({ pid }) => pid === order.pid);
    if (!shop || !this.deps.dice.chance(0.5)) return;
    this.note('follows a payment');
    const after = this.deps.dice.pick([0, 500, 5 * SECOND, 60 * SECOND, 290 * SECOND]);
    await this.deps.timeline.pause(after);
    for (let each = this.deps.dice.between(1, 3); each > 0; each--)
      await this.open(shop, order.moneyFen, payType);
  }

  /** Has the price itself before anybody else comes, and keeps it. */
  async squat(moneyFen: number): Promise<void> {
    this.note('sits on the round price');
    await this.open(this.deps.dice.pick(this.deps.shops), moneyFen, 'wxpay');
  }

  /** Takes one amount of a price after the other, until it is refused. */
  async exhaust(moneyFen: number): Promise<void> {
    this.note('takes all amounts');
    const shop = this.deps.dice.pick(this.deps.shops);
    for (let each = 0; each < 30; each++)
      if (!(await this.open(shop, moneyFen, this.deps.dice.pick(['wxpay', 'alipay'] as const)))) return;
  }

  private async open(shop: Shop, moneyFen: number, payType: PayType): Promise<boolean> {
    const { dice } = this.deps;
    const order = shop.newOrder(moneyFen, payType);
    if (!(await shop.submit(order, dice.pick(NETWORKS) + dice.between(1, 250)))) return false;
    await look(this.deps, order);
    return true;
  }

  private note(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
    this.deps.truth.tell(() => `an attacker ${what}`);
  }
}
