import { createHash } from 'node:crypto';
import type { PayType } from '../../src/shared/pay-type.ts';
import type { NetAnswer, NetRequest } from './network.ts';
import type { Surroundings } from './surroundings.ts';
import { type TrueOrder, yuan } from './truth.ts';

type Mood = 'success' | 'SUCCESS' | 'error' | 'redirect' | 'silence' | 'deaf_answer' | 'dead';

/** A shop with its own books, that speaks 易支付 as the plugins in the field do. */
export class Shop {
  readonly origin: string;
  private number = 0;
  private moodUntil = 0;
  private mood: Mood = 'success';
  /** What its keys were before: what was signed with one of them is no forgery, and is refused all the same. */
  private readonly formerKeys: string[] = [];
  /** The owner is about to renew its key, and has not entered the new one yet. */
  isKeyDue = false;

  constructor(
    readonly pid: number,
    private key: string,
    private readonly deps: Surroundings & {
      graceMs: number;
      /** How often it is in a bad mood. */
      moody: number;
      /** Where it is called; left out: at an address of the simulated network. */
      origin?: string;
    },
  ) {
    this.origin = deps.origin ?? `http://8.8.8.${pid - 900}`;
    deps.net.hosts.set(this.origin, (request) => this.answer(request));
  }

  /** From now on nothing goes wrong. */
  calm(): void {
    this.deps.moody = 0;
    this.mood = 'success';
  }

  /** The owner has entered another key. */
  takeKey(key: string): void {
    this.isKeyDue = false;
    if (key === this.key) return;
    this.formerKeys.push(this.key);
    this.key = key;
  }

  newOrder(moneyFen: number, payType: PayType): TrueOrder {
    this.number += 1;
    const order: TrueOrder = {
      ...{ number: `S${this.pid}-${this.number}`, pid: this.pid, moneyFen, payType, tradeNo: null },
      ...{
        shown: [],
        payments: [],
        creditedAt: null,
        givenUp: false,
        byHand: false,
        graceMs: this.deps.graceMs,
      },
    };
    this.deps.truth.orders.push(order);
    return order;
  }

  /** Sends the order to mapi.php, again where the answer was lost. False: it was refused, or nobody answered. */
  async submit(order: TrueOrder, from: string, changes: { payType?: PayType } = {}): Promise<boolean> {
    const { net, machine, timeline, truth } = this.deps;
    const fields = {
      pid: String(this.pid),
      type: changes.payType ?? order.payType,
      out_trade_no: order.number,
      notify_url: `${this.origin}/notify`,
      return_url: `${this.origin}/return`,
      name: 'VIP',
      money: (order.moneyFen / 100).toFixed(2),
      clientip: from,
    };
    const body = new URLSearchParams({
      ...fields,
      sign: epayMd5(fields, this.key),
      sign_type: 'MD5',
    }).toString();
    for (let attempt = 0; attempt < 3; attempt++) {
      const answer = await net.call(machine.host, {
        ...{ method: 'POST', url: new URL('http://pay.example/mapi.php'), body },
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          host: 'pay.example',
          'x-from': this.origin.slice(7),
        },
      });
      if (answer === 'lost' || (answer.status >= 500 && machine.mayFail)) {
        await timeline.pause(5_000);
        continue;
      }
      const told = JSON.parse(answer.body);
      if (told.code === 1) {
        if (order.tradeNo !== null && order.tradeNo !== told.trade_no)
          truth.wrong(`${order.number} has two trade numbers`);
        order.tradeNo = String(told.trade_no);
        truth.tell(
          () => `${order.number} (${yuan(order.moneyFen)}, ${fields.type}) is taken as ${order.tradeNo}`,
        );
        return true;
      }
      if (answer.status >= 500 || told.code === undefined)
        truth.wrong(`mapi.php answered ${answer.status}: ${answer.body.slice(0, 200)}`);
      truth.tell(() => `${order.number} is refused: ${told.msg}`);
      return false;
    }
    return false;
  }

  private async answer({ url, method, body }: NetRequest): Promise<NetAnswer | null> {
    const { timeline, dice } = this.deps;
    if (url.pathname !== '/notify') return { status: 404, body: '' };
    if (timeline.elapsed >= this.moodUntil) {
      this.mood = dice.chance(this.deps.moody)
        ? dice.pick(['error', 'redirect', 'silence', 'deaf_answer', 'dead', 'SUCCESS'] as const)
        : dice.pick(['success', 'success', 'SUCCESS'] as const);
      this.moodUntil =
        timeline.elapsed +
        (this.mood === 'dead' ? dice.between(60_000, 3_600_000) : dice.between(0, 120_000));
    }
    await timeline.pause(dice.between(1, 300));
    if (this.mood === 'dead' || this.mood === 'silence') return null;
    if (this.mood === 'error') return { status: 500, body: 'Internal Server Error' };
    if (this.mood === 'redirect') return { status: 302, headers: { location: '/login' }, body: '' };
    const fields = Object.fromEntries(method === 'POST' ? new URLSearchParams(body) : url.searchParams);
    if (this.isOfAnotherKey(fields)) return { status: 200, body: 'sign error' };
    this.take(fields);
    return this.mood === 'deaf_answer'
      ? null
      : { status: 200, body: this.mood === 'SUCCESS' ? 'SUCCESS' : 'success' };
  }

  /** Signed with a key that this shop had before, or is about to get: no forgery, but it can't know that. */
  private isOfAnotherKey(fields: Record<string, string>): boolean {
    const isBy = (key: string) => fields.sign === epayMd5(fields, key);
    return !isBy(this.key) && (this.isKeyDue || this.formerKeys.some(isBy));
  }

  private take(fields: Record<string, string>): void {
    const { truth } = this.deps;
    const order = truth.orders.find(({ number }) => number === fields.out_trade_no);
    const wrong = this.wrongWith(fields, order);
    if (wrong) truth.wrong(`${fields.out_trade_no}: a notification ${wrong}`);
    else if (order) {
      order.tradeNo ??= fields.trade_no ?? null;
      truth.credit(order);
    }
  }

  private wrongWith(fields: Record<string, string>, order: TrueOrder | undefined): string | null {
    if (fields.sign !== epayMd5(fields, this.key)) return 'with a bad signature';
    if (!order || order.pid !== this.pid || fields.pid !== String(this.pid))
      return 'of an order that is not here';
    if (fields.money !== (order.moneyFen / 100).toFixed(2)) return `of ${fields.money}`;
    if (fields.trade_status !== 'TRADE_SUCCESS') return `that says ${fields.trade_status}`;
    if (order.tradeNo !== null && fields.trade_no !== order.tradeNo) return 'with another trade number';
    return null;
  }
}

/** By docs/reference: names sorted, empty ones and the signature's own left out, the key behind. */
function epayMd5(fields: Readonly<Record<string, string>>, key: string): string {
  const text = Object.keys(fields)
    .filter((name) => name !== 'sign' && name !== 'sign_type' && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return createHash('md5').update(`${text}${key}`, 'utf8').digest('hex');
}
