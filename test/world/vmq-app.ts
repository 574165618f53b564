import { createHash, createHmac } from 'node:crypto';
import { type Listener, TOLD_WITHIN_MS } from './listener.ts';
import type { NetRequest } from './network.ts';
import { Presence } from './presence.ts';
import type { Surroundings } from './surroundings.ts';
import { type Till, type TruePayment, yuan } from './truth.ts';

const SECOND = 1_000;

/** How V免签 apps speak, and what they do when nobody answers. Source: docs/reference/listeners.md, section 3.3. */
const DIALECTS = {
  /** The same address again, word for word, with force_push behind it. */
  forced: { beatMs: 30 * SECOND, heart: '/appHeart', push: '/appPush', waits: [2, 4, 6, 8], isAnew: false },
  /** Once more, signed anew. */
  anew: { beatMs: 50 * SECOND, heart: '/appHeart', push: '/appPush', waits: [1], isAnew: true },
  monitor: {
    ...{ beatMs: 30 * SECOND, heart: '/api/monitor/heart', push: '/api/monitor/push' },
    ...{ waits: [2, 4, 6, 8], isAnew: false },
  },
  hmac: {
    ...{ beatMs: 30 * SECOND, heart: '/api/v1/system/heartbeat', push: '/api/v1/payments/notify' },
    ...{ waits: [1, 2, 4], isAnew: true },
  },
} as const;
export type Dialect = keyof typeof DIALECTS;
export const dialects = Object.keys(DIALECTS) as Dialect[];

export interface VmqHabits {
  /** The wallet's app shows the notification again: told anew, within seconds. */
  again: number;
  /** Told some seconds later than it came. */
  late: number;
}

/** An app that speaks V免签 and tells of all wallets of its merchant that it hears, naming none. */
export class VmqApp implements Listener {
  readonly name: string;
  private readonly presence: Presence;
  private signedAt = 0;
  private isResting = false;

  constructor(
    private readonly at: { pid: number; key: string; dialect: Dialect; tills: readonly Till[] },
    private readonly deps: Surroundings & {
      habits: VmqHabits;
      /** The house has answered that it has this. */
      onTaken(payment: TruePayment): void;
    },
  ) {
    this.name = `V免签 of M${at.pid}`;
    this.presence = new Presence(deps.timeline);
    this.beat();
  }

  tellsOf(till: Till): boolean {
    return this.at.tills.includes(till);
  }

  calm(): void {
    this.deps.habits.again = this.deps.habits.late = 0;
    this.presence.calm();
  }

  rest(): void {
    this.isResting = true;
  }

  goAway(ms: number): void {
    if (this.presence.goAway(ms))
      this.deps.truth.tell(() => `${this.name} is off for ${Math.round(ms / 1000)} s`);
  }

  hear(payment: TruePayment): void {
    const { timeline, dice, habits } = this.deps;
    if (this.presence.isAway) return;
    if (this.presence.isDoubted) payment.isDoubtful = true;
    const first = dice.chance(habits.late) ? dice.between(1_000, 20_000) : dice.between(0, 1_500);
    const end = timeline.elapsed + first + TOLD_WITHIN_MS;
    timeline.after(first, () => void this.deliver(payment, end));
    if (!dice.chance(habits.again)) return;
    const again = first + dice.pick([0, dice.below(5_000), dice.below(12_000)]);
    timeline.after(again, () => void this.deliver(payment, end));
  }

  private beat(): void {
    const { beatMs } = DIALECTS[this.at.dialect];
    this.deps.timeline.after(beatMs, () => {
      if (this.isResting) return;
      this.beat();
      if (!this.presence.isAway) void this.send(this.heartbeat());
    });
  }

  private async deliver(payment: TruePayment, end: number): Promise<void> {
    const { timeline, truth } = this.deps;
    const { waits, isAnew } = DIALECTS[this.at.dialect];
    truth.tell(() => `${this.name} tells ${yuan(payment.amountFen)} (payment ${payment.id})`);
    let request = this.push(payment);
    for (let tried = 0; ; tried++) {
      if (await this.send(request)) return this.deps.onTaken(payment);
      const wait = (waits[tried] ?? 0) * SECOND;
      if (wait === 0 || timeline.elapsed + wait > end) return;
      await timeline.pause(wait);
      if (isAnew) request = this.push(payment);
      else request.url.searchParams.set('force_push', 'true');
    }
  }

  /** True: it was answered as done. */
  private async send(request: NetRequest): Promise<boolean> {
    const { net, machine, truth } = this.deps;
    const answer = await net.call(machine.host, request);
    if (answer === 'lost') {
      this.presence.noteUnheard();
      return false;
    }
    if (answer.status >= 500 && !machine.mayFail)
      truth.wrong(`${this.name} was answered ${answer.status}: ${answer.body}`);
    if (answer.status >= 300) return false;
    return this.at.dialect === 'hmac' || JSON.parse(answer.body).code === 1;
  }

  private heartbeat(): NetRequest {
    if (this.at.dialect === 'hmac') return this.byHmac('heart', '{}');
    const t = String(this.sign());
    return this.bySum('heart', { t }, t);
  }

  private push({ amountFen, payType }: TruePayment): NetRequest {
    const type = payType === 'alipay' ? 2 : 1;
    const price = javaDouble(amountFen);
    if (this.at.dialect === 'hmac') return this.byHmac('push', `{"channel":${type},"price":${price}}`);
    const written = this.at.dialect === 'anew' ? (amountFen / 100).toFixed(2) : price;
    const t = String(this.sign());
    return this.bySum('push', { t, type: String(type), price: written }, `${type}${written}${t}`);
  }

  private bySum(call: 'heart' | 'push', params: Record<string, string>, signed: string): NetRequest {
    const sign = createHash('md5').update(`${signed}${this.at.key}`, 'utf8').digest('hex');
    const query = new URLSearchParams({ ...params, sign });
    const url = new URL(`${DIALECTS[this.at.dialect][call]}?${query}`, 'http://pay.example');
    return { method: 'GET', url, headers: { host: 'pay.example', 'x-from': '203.0.113.60' }, body: '' };
  }

  private byHmac(call: 'heart' | 'push', body: string): NetRequest {
    const path = DIALECTS.hmac[call];
    const time = String(Math.floor(this.deps.timeline.now() / 1000));
    const nonce = uuid4(this.deps.dice.bytes(16).toString('hex'));
    const hash = createHash('sha256').update(body).digest('hex');
    const text = ['VMQ-HMAC-SHA256-V1', 'POST', path, time, nonce, hash].join('\n');
    const signature = createHmac('sha256', this.at.key).update(text, 'utf8').digest('hex');
    return {
      ...{ method: 'POST', url: new URL(path, 'http://pay.example'), body },
      headers: {
        ...{ host: 'pay.example', 'x-from': '203.0.113.60', 'content-type': 'application/json' },
        ...{ 'x-vmq-timestamp': time, 'x-vmq-nonce': nonce, 'x-vmq-signature': `v1=${signature}` },
      },
    };
  }

  /** No app signs twice in one millisecond. */
  private sign(): number {
    this.signedAt = Math.max(this.signedAt + 1, this.deps.timeline.now());
    return this.signedAt;
  }
}

/** As Java writes it: `10.0`, `9.9`, `9.91`. */
function javaDouble(amountFen: number): string {
  const text = String(amountFen / 100);
  return text.includes('.') ? text : `${text}.0`;
}

function uuid4(hex: string): string {
  const at = (from: number, to: number) => hex.slice(from, to);
  return `${at(0, 8)}-${at(8, 12)}-4${at(13, 16)}-8${at(17, 20)}-${at(20, 32)}`;
}
