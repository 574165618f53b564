import { Attacker } from './attacker.ts';
import type { BillPlatform } from './bill-platform.ts';
import { type BuyerDeps, visit } from './buyer.ts';
import { Dice } from './dice.ts';
import type { Happenings } from './happenings.ts';
import type { Leaning } from './leaning.ts';
import type { Listener } from './listener.ts';
import type { Machine } from './machine.ts';
import { Owner } from './owner.ts';
import type { Phone } from './phone.ts';
import type { PollingPlatform } from './platform.ts';
import type { Shop } from './shop.ts';
import type { Surroundings } from './surroundings.ts';
import type { Till, TruePayment } from './truth.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Streams of chance: each buyer, trouble and deed has its own. */
const BUYERS = 1_000;
const TROUBLES = 100_000;
const CONFIRMATIONS = 200_000;

/** Of a world that leans to it: long enough for phones to be away longer than an order waits. */
const LONG_MS = 18 * MINUTE;

interface LifeDeps {
  seed: number;
  dice: Dice;
  around: Omit<Surroundings, 'dice'> & { machine: Machine };
  happenings: Happenings;
  leans(to: Leaning): boolean;
  shops: readonly Shop[];
  tills: readonly Till[];
  phones: readonly { accountId: number; phone: Phone }[];
  /** What else tells of money. */
  listeners: readonly Listener[];
  platform: PollingPlatform;
  bills: BillPlatform | null;
  /** The machine may be killed. */
  dieable: boolean;
}

/** The people of a world: its buyers and customers, its owner and attackers, and what happens to phones and the machine. */
export class Life {
  readonly owner: Owner;
  readonly attacker: Attacker | null;
  readonly buyers: Omit<BuyerDeps, 'dice'>;
  private isCalm = false;

  constructor(private readonly deps: LifeDeps) {
    const { seed, dice, around, shops, tills, leans } = deps;
    this.owner = new Owner({ ...around, shops, tills, dice: new Dice(seed, 6) });
    const isAttacked = dice.chance(0.3) || leans('attacked');
    this.attacker = isAttacked ? new Attacker({ ...around, shops, tills, dice: new Dice(seed, 7) }) : null;
    this.buyers = {
      ...{ ...around, tills },
      paid: (payment) => this.arrives(payment),
      isCalm: () => this.isCalm,
      leans,
    };
  }

  /** Begins now; returns for how long people come, ms. */
  begin(): number {
    const { dice, around, leans } = this.deps;
    const all = Array.from({ length: dice.between(1, 3) }, () =>
      dice.pick([100, 500, 990, 1_000, 1_001, 2_000]),
    );
    const prices = leans('few') ? all.slice(0, 1) : all;
    const thrownMs = dice.pick([4, 10, 30]) * SECOND;
    const everyMs = leans('busy') ? 4 * SECOND : thrownMs;
    // Most faults need little time; a few lives are long enough for what comes slowly.
    const lengthMs = (dice.chance(0.03) ? dice.between(10, 30) : dice.between(2, 6)) * MINUTE;
    const length = leans('long') ? Math.max(lengthMs, LONG_MS) : lengthMs;
    const end = around.timeline.elapsed + length;
    const ownerComes = dice.chance(0.6) ? dice.between(20, 200) * SECOND : 0;
    if (ownerComes > 0) this.nextDeed(ownerComes, 1);
    if (this.deps.tills.some(({ confirmedAt }) => confirmedAt === null)) this.nextConfirmation(1);
    this.nextBuyer(prices, everyMs, end, 1);
    this.nextTrouble(prices, 1);
    return length;
  }

  /** Nobody makes trouble any more. */
  calm(): void {
    this.isCalm = true;
    void this.owner.calm();
  }

  private arrives(payment: TruePayment): void {
    const { around, platform, bills, phones, listeners, happenings } = this.deps;
    if (!this.isCalm && this.attacker && happenings.happens(`attacker at payment ${payment.id}`))
      void this.attacker.follow(payment);
    if (around.machine.clock.isDoubted) payment.isDoubtful = true;
    const { accountId, kind } = payment.till;
    if (bills?.takesFor(payment.till)) bills.take(payment);
    else if (kind === 'polled') platform.take(payment);
    else for (const one of phones) if (one.accountId === accountId) one.phone.hear(payment);
    for (const one of listeners) if (one.tellsOf(payment.till)) one.hear(payment);
  }

  private nextBuyer(prices: number[], everyMs: number, end: number, number: number): void {
    const { seed, around, shops, happenings } = this.deps;
    const dice = new Dice(seed, BUYERS + number);
    around.timeline.after(dice.between(0, 2 * everyMs), () => {
      if (around.timeline.elapsed > end) return;
      this.nextBuyer(prices, everyMs, end, number + 1);
      const want = {
        payType: dice.pick(['wxpay', 'wxpay', 'alipay'] as const),
        moneyFen: dice.pick(prices),
        from: `203.0.113.${dice.between(1, 12)}`,
      };
      const shop = dice.pick(shops);
      if (happenings.happens(`buyer ${number}`)) void visit({ ...this.buyers, dice }, shop, want);
    });
  }

  private nextDeed(everyMs: number, number: number): void {
    const { dice, around, happenings } = this.deps;
    around.timeline.after(dice.between(0, 2 * everyMs), () => {
      if (this.isCalm) return;
      this.nextDeed(everyMs, number + 1);
      if (happenings.happens(`deed ${number}`)) void this.owner.doSomething();
    });
  }

  /** Now and then the owner looks at what waits for a rule of his, until he has confirmed it. */
  private nextConfirmation(number: number): void {
    const { seed, around, happenings } = this.deps;
    const dice = new Dice(seed, CONFIRMATIONS + number);
    around.timeline.after(dice.between(20, 150) * SECOND, () => {
      if (this.isCalm) return;
      this.nextConfirmation(number + 1);
      if (happenings.happens(`confirmation ${number}`)) void this.owner.confirmRule();
    });
  }

  private nextTrouble(prices: number[], number: number): void {
    const { seed, around, happenings, leans } = this.deps;
    const dice = new Dice(seed, TROUBLES + number);
    const isOften = leans('counter') || leans('away');
    around.timeline.after(dice.between(10, isOften ? 30 : 240) * SECOND, () => {
      if (this.isCalm) return;
      this.nextTrouble(prices, number + 1);
      if (happenings.happens(`trouble ${number}`)) this.trouble(dice, prices);
    });
  }

  private trouble(dice: Dice, prices: number[]): void {
    const { around, tills, phones, dieable, leans } = this.deps;
    const thrown = dice.fraction();
    const what = leaned(thrown, leans('counter'), leans('away'));
    if (what < 0.35 && tills.length > 0) {
      const till = dice.pick(tills);
      if (till.mayBePaid) return;
      const amountFen = dice.pick(prices) + dice.pick([0, 0, 0, 1, 2]);
      const payType = dice.pick(till.payTypes);
      this.arrives(around.truth.pay({ kind: 'counter', till, amountFen, payType, order: null }));
    } else if (what < 0.55 && phones.length > 0)
      dice.pick(phones).phone.goAway(awayMs(dice, leans('long')), dice.chance(0.4));
    else if (what < 0.6) void this.attacker?.squat(dice.pick(prices));
    else if (what < 0.63) void this.attacker?.exhaust(dice.pick(prices));
    else if (what < 0.8 && dieable) around.machine.kill();
  }
}

/** Mostly minutes, here and there longer than any order waits. */
function awayMs(dice: Dice, isLong: boolean): number {
  return (dice.chance(isLong ? 0.5 : 0.1) ? dice.between(600, 1_500) : dice.between(5, 400)) * SECOND;
}

/** Of those whose worlds lean to customers at the counter, or to phones that are away, more than of others. */
function leaned(thrown: number, toCounter: boolean, toAway: boolean): number {
  if (thrown < 0.3 && toCounter) return 0;
  return thrown < 0.6 && toAway ? 0.4 : thrown;
}
