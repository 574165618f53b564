import type { Dice } from './dice.ts';
import { type Till, type TruePayment, type Truth, yuan } from './truth.ts';

/** What a phone shows of a payment. */
export interface Said {
  title: string;
  text: string;
}

/** How the wallet's app on the phones of one account words things, and how often the phones show something else or nothing. */
export interface Ways {
  /** 今日第n笔, 共计¥x stands behind the amount. */
  counts: boolean;
  /** Probability that no phone shows the payment. */
  loses: number;
  /** Probability that the phone's system hides what it says. */
  hides: number;
  /** It words things as only documents have it: a rule reads it that is no more than likely. */
  isDocumented: boolean;
}

/** Known of a payment of the day: a phone tried to tell its number, and the house has answered that it has it. */
interface Nth {
  payment: TruePayment;
  isTried: boolean;
  isTaken: boolean;
}

/** The wallet's app: it knows each payment, and what it shows of it is the same on all phones of the account. */
export class WalletApp {
  private readonly said = new Map<TruePayment, Said | null>();
  private readonly day: Nth[] = [];
  private totalFen: number;
  /** The house was told that something came, and not what; answered, that it has that. */
  hidden = 0;
  isHiddenTaken = false;

  constructor(
    readonly till: Till,
    private readonly ways: Ways,
    private readonly deps: { dice: Dice; truth: Truth },
  ) {
    this.totalFen = 0;
    // Some came before anybody listened.
    for (let earlier = ways.counts ? deps.dice.below(4) : 0; earlier > 0; earlier--) this.totalFen += 1_300;
    this.first = this.totalFen / 1_300;
  }

  private readonly first: number;

  calm(): void {
    this.ways.loses = this.ways.hides = 0;
  }

  /** Null: no phone shows it. */
  says(payment: TruePayment): Said | null {
    const before = this.said.get(payment);
    if (before !== undefined) return before;
    const said = this.word(payment);
    this.said.set(payment, said);
    if (said === null || said.text === HIDDEN) payment.isUnshown = true;
    return said;
  }

  /** True where a phone shows that something came, and not what. */
  isHidden(payment: TruePayment): boolean {
    return this.said.get(payment)?.text === HIDDEN;
  }

  noteTried(payment: TruePayment): void {
    const nth = this.day.find((one) => one.payment === payment);
    if (this.isHidden(payment)) this.hidden += 1;
    else if (nth) nth.isTried = true;
  }

  noteTaken(payment: TruePayment): void {
    const nth = this.day.find((one) => one.payment === payment);
    if (this.isHidden(payment)) this.isHiddenTaken = true;
    else if (nth) nth.isTaken = true;
  }

  /** How many the numbers that the house was told prove lost: at least, and at most, for what was tried may have been heard. */
  lost(): { least: number; most: number } {
    const between = (isEnd: (nth: Nth) => boolean, isLost: (nth: Nth) => boolean) => {
      const ends = this.day.flatMap((nth, at) => (isEnd(nth) ? [at] : []));
      return this.day.slice(ends[0] ?? 0, (ends.at(-1) ?? -1) + 1).filter(isLost).length;
    };
    return {
      least: between(
        ({ isTaken }) => isTaken,
        ({ isTried }) => !isTried,
      ),
      most: between(
        ({ isTried }) => isTried,
        ({ isTaken }) => !isTaken,
      ),
    };
  }

  get isCounting(): boolean {
    return this.ways.counts;
  }

  private word(payment: TruePayment): Said | null {
    const { dice, truth } = this.deps;
    const { counts, loses, hides, isDocumented } = this.ways;
    if (counts) {
      this.totalFen += payment.amountFen;
      this.day.push({ payment, isTried: false, isTaken: false });
    }
    if (dice.chance(loses)) {
      truth.tell(() => `no phone of ${this.till.name} shows payment ${payment.id}`);
      return null;
    }
    if (dice.chance(hides)) return { title: '微信支付', text: HIDDEN };
    const behind = `，今日第${this.first + this.day.length}笔收款，共计￥${(this.totalFen / 100).toFixed(2)}`;
    const words = isDocumented ? '收款到账' : '个人收款码到账';
    return { title: '微信支付', text: `${words}${yuan(payment.amountFen)}${counts ? behind : ''}` };
  }
}

const HIDDEN = '已隐藏敏感通知内容';
