import { createHmac } from 'node:crypto';
import { type Listener, TOLD_WITHIN_MS } from './listener.ts';
import { Presence } from './presence.ts';
import type { Surroundings } from './surroundings.ts';
import { type Till, type TruePayment, yuan } from './truth.ts';

const SECOND = 1_000;

export interface PcHabits {
  /** It reads the same window again: told anew, within seconds. */
  again: number;
  /** Away, it sleeps: what is paid meanwhile stands in the window when it wakes, and is told then as if it were new. */
  sleeps: boolean;
}

/** A monitor on a PC that reads the wallet's window every few seconds, and signs whole seconds. */
export class PcMonitor implements Listener {
  readonly name: string;
  private readonly presence: Presence;
  private unread: TruePayment[] = [];

  constructor(
    private readonly at: { till: Till; secret: string },
    private readonly deps: Surroundings & {
      habits: PcHabits;
      /** The house has answered that it has this. */
      onTaken(payment: TruePayment): void;
    },
  ) {
    this.name = `PC at ${at.till.name}`;
    this.presence = new Presence(deps.timeline);
  }

  tellsOf(till: Till): boolean {
    return till === this.at.till;
  }

  calm(): void {
    this.deps.habits.again = 0;
    this.presence.calm();
    this.wake();
  }

  goAway(ms: number): void {
    const { truth, timeline, habits } = this.deps;
    if (!this.presence.goAway(ms)) return;
    truth.tell(() => `${this.name} ${habits.sleeps ? 'sleeps' : 'is off'} for ${Math.round(ms / 1000)} s`);
    timeline.after(ms, () => {
      if (!this.presence.isAway) this.wake();
    });
  }

  rest(): void {}

  /** Reads its window from top to bottom, a look for each. */
  private wake(): void {
    const { timeline, dice } = this.deps;
    let after = 0;
    for (const payment of this.unread.splice(0)) {
      payment.isToldAsNew = payment.isDoubtful = true;
      after += dice.between(300, 3_000);
      const end = timeline.elapsed + after + TOLD_WITHIN_MS;
      timeline.after(after, () => void this.deliver(payment, end));
    }
  }

  hear(payment: TruePayment): void {
    const { timeline, dice, habits } = this.deps;
    if (this.presence.isAway) {
      if (habits.sleeps) this.unread.push(payment);
      return;
    }
    const first = dice.between(200, 3_500);
    const end = timeline.elapsed + first + TOLD_WITHIN_MS;
    timeline.after(first, () => void this.deliver(payment, end));
    if (!dice.chance(habits.again)) return;
    timeline.after(
      first + dice.pick([dice.below(900), 3_000, dice.below(12_000)]),
      () => void this.deliver(payment, end),
    );
  }

  /** Until it is answered with a 200, in another second each time. */
  private async deliver(payment: TruePayment, end: number): Promise<void> {
    const { timeline, truth } = this.deps;
    truth.tell(() => `${this.name} tells ${yuan(payment.amountFen)} (payment ${payment.id})`);
    for (let tried = 1; timeline.elapsed <= end; tried++) {
      if (await this.tell(payment)) return this.deps.onTaken(payment);
      await timeline.pause(tried * 2 * SECOND);
    }
  }

  private async tell({ amountFen }: TruePayment): Promise<boolean> {
    const { timeline, net, machine, truth } = this.deps;
    const { till, secret } = this.at;
    const time = String(Math.floor(timeline.now() / 1000));
    const sign = createHmac('sha256', secret).update(`${time}\n${secret}`, 'utf8').digest('base64');
    const money = (amountFen / 100).toFixed(2);
    const data = JSON.stringify({ aid: String(till.accountId), pid: String(till.pid), chan: '1', money });
    const answer = await net.call(machine.host, {
      ...{ method: 'POST', url: new URL('http://pay.example/mpayNotify') },
      headers: { 'content-type': 'application/json', host: 'pay.example', 'x-from': '203.0.113.70' },
      body: JSON.stringify({ action: 'mpaypc', data, time, sign: encodeURIComponent(sign) }),
    });
    if (answer === 'lost') return false;
    if (answer.status >= 500 && !machine.mayFail)
      truth.wrong(`${this.name} was answered ${answer.status}: ${answer.body}`);
    return answer.body.includes('200');
  }
}
