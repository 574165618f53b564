import { createHmac } from 'node:crypto';
import type { PhoneClock } from './phone-clock.ts';
import type { Surroundings } from './surroundings.ts';
import type { TruePayment } from './truth.ts';
import type { Said, WalletApp } from './wallet-app.ts';

/** What a phone does wrong; each a probability of one message. */
export interface Habits {
  /** Tells it again with a fresh signature: in the same second, seconds later, or minutes. */
  again: number;
  prefix: number;
  late: number;
  /** Other notifications: chats, a contact who writes like the wallet's app, what other apps say. */
  noise: number;
}

const PREFIXES = ['[2条]', '[2条]微信支付: ', '[+4条]微信支付: ', '微信支付: '];
const CHATTER = [
  ['张三', '个人收款码到账¥%'],
  ['张三', '[2条]张三: 微信支付收款%元'],
  ['家人群', '妈妈: 个人收款码到账¥%'],
  ['微信', '您有一条新消息'],
  ['微信支付', '已支付¥%'],
  ['微信支付', '退款到账通知，退款金额¥%'],
] as const;
const BEAT_MS = 60_000;
/** So long ago a device was away that it has no say any more. */
const LONG_AGO_MS = 600_000;
/** A phone without heartbeats that said nothing for so long may have been away, as far as the house knows. */
const QUIET_MS = 100_000;

/** A phone with SmsForwarder that hears the wallet of one account. */
export class Phone {
  isAway = false;
  /** Nothing reaches it, so that its wallet's app shows what came when it is back. */
  private isCutOff = false;
  private unshown: TruePayment[] = [];
  private wordAt = 0;
  private isResting = false;
  private waiting: (() => void)[] = [];
  private signedAt = 0;
  private backAt = Number.NEGATIVE_INFINITY;
  /** When the house last did not answer: as far as it knows, the phone was away. */
  private unheardAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly at: { pid: number; accountId: number; name: string; secret: string },
    private readonly deps: Surroundings & {
      habits: Habits;
      app: WalletApp;
      clock: PhoneClock;
      /** The house has answered that it has this. */
      onTaken(payment: TruePayment): void;
      /** How often it says that it lives (Infinity: never), and for how long its word is doubtful once it was away; left out: as apps do. */
      beatMs?: number;
      longAgoMs?: number;
    },
  ) {
    this.beat();
  }

  calm(): void {
    const { habits } = this.deps;
    habits.again = habits.prefix = habits.late = habits.noise = 0;
    this.deps.clock.calm();
    this.comeBack();
  }

  /** Nobody cares any more whether it lives: it does not say so. */
  rest(): void {
    this.isResting = true;
  }

  /**
   * Away: it notes what it hears, and sends it when it is back. `isCutOff`: it hears nothing either, and is shown all of it,
   * as if it came then, when it is back.
   */
  goAway(ms: number, isCutOff = false): void {
    if (this.isAway) return;
    this.isAway = true;
    this.isCutOff = isCutOff;
    const how = isCutOff ? 'hears nothing and is' : 'is';
    this.deps.truth.tell(() => `${this.at.name} ${how} without a network for ${Math.round(ms / 1000)} s`);
    this.deps.timeline.after(ms, () => this.comeBack());
  }

  comeBack(): void {
    if (this.isAway) this.backAt = this.deps.timeline.elapsed;
    this.isAway = this.isCutOff = false;
    for (const send of this.waiting.splice(0)) send();
    for (const payment of this.unshown.splice(0)) {
      payment.isToldAsNew = true;
      this.hear(payment);
    }
  }

  /** The wallet's app shows a notification. */
  hear(payment: TruePayment): void {
    const { timeline, dice, habits, clock } = this.deps;
    if (this.isCutOff) {
      payment.isDoubtful = true;
      this.unshown.push(payment);
      return;
    }
    if (!this.isBeating && timeline.elapsed > this.wordAt + QUIET_MS) payment.isDoubtful = true;
    const receivedAt = clock.now();
    const money = (payment.amountFen / 100).toFixed(2);
    const said = this.deps.app.says(payment);
    const tell = (prefix: string, seenAt: number) => {
      if (said) this.send(payment, said, prefix, seenAt);
    };
    const isLate = dice.chance(habits.late);
    const longAgoMs = this.deps.longAgoMs ?? LONG_AGO_MS;
    if (
      clock.isDoubted ||
      isLate ||
      this.isAway ||
      timeline.elapsed < Math.max(this.backAt, this.unheardAt) + longAgoMs
    )
      payment.isDoubtful = true;
    const first = isLate ? dice.between(1_000, 100_000) : dice.between(0, 1_500);
    if (payment.till.confirmedAt === null) payment.isUnconfirmed = true;
    if (dice.chance(habits.noise)) timeline.after(dice.below(20_000), () => this.chatter(money));
    timeline.after(first, () => tell(dice.chance(habits.prefix) ? dice.pick(PREFIXES) : '', receivedAt));
    if (!dice.chance(habits.again)) return;
    for (let times = dice.between(1, 2); times > 0; times--) {
      const afterMs = first + dice.pick([0, dice.below(5_000), dice.below(45_000), dice.below(120_000)]);
      // The app posts it anew, or pushes what it could not deliver: with the time that it was first seen at, or a new one.
      const isNew = dice.chance(0.5);
      timeline.after(afterMs, () =>
        tell(dice.chance(0.5) ? dice.pick(PREFIXES) : '', isNew ? clock.now() : receivedAt),
      );
    }
  }

  /** Something that is no payment, however much it looks like one. */
  private chatter(money: string): void {
    if (this.isAway) return;
    const [title, text] = this.deps.dice.pick(CHATTER);
    const told = text.replace('%', money);
    this.deps.truth.tell(() => `${this.at.name} passes on a chat: "${title}: ${told}"`);
    void this.post(this.frame(title, told, '10086', this.deps.clock.now()));
  }

  private get isBeating(): boolean {
    return this.deps.beatMs !== Number.POSITIVE_INFINITY;
  }

  private beat(): void {
    const { timeline } = this.deps;
    if (!this.isBeating) return;
    timeline.after(this.deps.beatMs ?? BEAT_MS, () => {
      if (this.isResting) return;
      this.beat();
      if (!this.isAway) void this.post(this.frame('mpay-heartbeat', 'alive', '0', this.deps.clock.now()));
    });
  }

  private send(payment: TruePayment, said: Said, prefix: string, receivedAt: number): void {
    if (this.isAway) {
      this.waiting.push(() => this.send(payment, said, prefix, receivedAt));
      return;
    }
    const text = this.deps.app.isHidden(payment) ? said.text : `${prefix}${said.text}`;
    this.deps.app.noteTried(payment);
    this.deps.truth.tell(() => `${this.at.name} tells "${text}" (payment ${payment.id})`);
    void this.deliver(payment, this.frame(said.title, text, '10086', receivedAt));
  }

  /** Again with a fresh signature, as the app does, until it is answered; a few times. */
  private async deliver(payment: TruePayment, data: string): Promise<void> {
    for (let attempt = 0; attempt < 4; attempt++) {
      if ((await this.post(data)) === 200) return this.noteTaken(payment);
      await this.deps.timeline.pause(5_000 * (attempt + 1));
    }
  }

  private noteTaken(payment: TruePayment): void {
    this.deps.app.noteTaken(payment);
    // That something came is not what came.
    if (!this.deps.app.isHidden(payment)) this.deps.onTaken(payment);
  }

  private async post(data: string): Promise<number | null> {
    const { timeline, net, machine, clock } = this.deps;
    this.wordAt = timeline.elapsed;
    // No app signs twice in one millisecond.
    const at = clock.now();
    this.signedAt = Math.abs(at - this.signedAt) < 1_000 ? Math.max(this.signedAt + 1, at) : at;
    const time = String(this.signedAt);
    const sign = createHmac('sha256', this.at.secret)
      .update(`${time}\n${this.at.secret}`, 'utf8')
      .digest('base64');
    const answer = await net.call(machine.host, {
      ...{ method: 'POST', url: new URL('http://pay.example/mpayNotify') },
      headers: { 'content-type': 'application/json', host: 'pay.example', 'x-from': '203.0.113.50' },
      body: JSON.stringify({ action: 'mpay', data, time, sign: encodeURIComponent(sign) }),
    });
    if (answer === 'lost') {
      this.unheardAt = timeline.elapsed;
      return null;
    }
    if (answer.status >= 500 && !machine.mayFail)
      this.deps.truth.wrong(`a phone was answered ${answer.status}: ${answer.body.slice(0, 200)}`);
    return answer.body.includes('200') ? 200 : answer.status;
  }

  private frame(title: string, msg: string, uid: string, receivedAt: number): string {
    const { pid, accountId, name } = this.at;
    const time = this.deps.clock.write(receivedAt);
    return `{"pid":"${pid}","aid":"${accountId}","uid":"${uid}","title":"${title}","msg":"${msg}","time":"${time}","divice":"${name}"}`;
  }
}
