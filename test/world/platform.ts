import type { Dice } from './dice.ts';
import type { NetAnswer, NetRequest } from './network.ts';
import type { WorldTime } from './surroundings.ts';
import type { TruePayment } from './truth.ts';

/** How bad the platform is; each a probability of one call or row. */
export interface Troubles {
  lateRow: number;
  serverError: number;
  html: number;
  sessionLost: number;
  slow: number;
  rowTwice: number;
  shuffled: number;
  /** Somebody else's terminal is in the list, too. */
  others: number;
}

interface Row {
  login: string;
  terminal: string;
  paidAt: number;
  visibleAt: number;
  record: Record<string, unknown>;
}

const PAYWAYS = { alipay: 2, wxpay: 3, unionpay: 17 } as const;

/** 收钱吧's back end as docs/reference/aggregators.md tells it, with the bad days that such back ends have. */
export class PollingPlatform {
  static readonly origin = 'http://9.9.9.9';
  private readonly rows: Row[] = [];
  private token = 0;
  /** The one session of each login. */
  private readonly sessions = new Map<string, string>();
  /** Its clock beside the right time, ms. */
  clockOffMs = 0;
  readonly had: Record<string, number> = {};

  constructor(
    private readonly deps: {
      timeline: WorldTime;
      dice: Dice;
      troubles: Troubles;
      /** A payment can be seen by whoever asks from now on. */
      onVisible(payment: TruePayment): void;
    },
  ) {}

  calm(): void {
    for (const name of Object.keys(this.deps.troubles) as (keyof Troubles)[]) this.deps.troubles[name] = 0;
  }

  take(payment: TruePayment): void {
    const { timeline, dice, onVisible } = this.deps;
    const paidAt = timeline.now() + this.clockOffMs;
    const lateMs = this.happens('lateRow') ? dice.between(1_000, 100_000) : 0;
    payment.externalId = `7895${String(payment.id).padStart(12, '0')}`;
    this.rows.push({
      login: payment.till.login,
      terminal: payment.till.name,
      paidAt,
      visibleAt: timeline.now() + lateMs,
      record: {
        ...{ order_sn: payment.externalId, status: 2000, type: 30, payway: PAYWAYS[payment.payType] },
        ...{
          original_amount: payment.amountFen,
          paid_amount: payment.amountFen,
          terminal_sn: payment.till.name,
        },
        ...{ create_time: paidAt - 3_000, pay_time: paidAt, finish_time: paidAt },
      },
    });
    timeline.after(lateMs, () => onVisible(payment));
  }

  readonly host = async (request: NetRequest): Promise<NetAnswer | null> => {
    const { timeline, dice } = this.deps;
    await timeline.pause(this.happens('slow') ? dice.between(2_000, 25_000) : dice.between(5, 400));
    if (this.happens('serverError')) return { status: dice.pick([500, 502, 503]), body: 'error' };
    if (this.happens('html'))
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>维护中</html>' };
    const { url } = request;
    const body = JSON.parse(request.body || '{}');
    const answer = (data: unknown) => ({
      status: 200,
      headers: {
        'content-type': 'application/json',
        date: new Date(timeline.now() + this.clockOffMs).toUTCString(),
      },
      body: JSON.stringify(data),
    });
    if (url.pathname.endsWith('/login')) {
      this.token += 1;
      const token = `${body.username}/${this.token}`;
      this.sessions.set(String(body.username), token);
      const life = {
        token,
        expire_time: timeline.now() + this.clockOffMs + 7_200_000,
        valid_time: 7_200_000,
      };
      return answer({ code: 50_000, msg: '', data: { code: 50_000, mchUserTokenInfo: life } });
    }
    if (url.pathname.endsWith('/refreshToken')) return answer({ code: 50_000, msg: '', data: { status: 0 } });
    const token = url.searchParams.get('token') ?? '';
    const [login = ''] = token.split('/');
    if (this.happens('sessionLost')) this.sessions.delete(login);
    if (token === '' || this.sessions.get(login) !== token)
      return answer({ code: 40_101, msg: '登录已失效' });
    return answer({ code: 50_000, msg: '', data: { records: this.find(login, body) } });
  };

  private find(
    login: string,
    body: { date_start: number; date_end: number; page: number; page_size: number },
  ): unknown[] {
    const { timeline, dice } = this.deps;
    const now = timeline.now();
    const found = this.rows
      .filter(
        ({ login: whose, visibleAt, paidAt }) =>
          whose === login && visibleAt <= now && paidAt >= body.date_start && paidAt <= body.date_end,
      )
      .sort((one, other) => other.paidAt - one.paidAt)
      .map(({ record }) => record);
    const page = found.slice((body.page - 1) * body.page_size, body.page * body.page_size);
    if (page.length > 0 && this.happens('rowTwice')) page.push(page[0] as Record<string, unknown>);
    if (this.happens('shuffled')) page.reverse();
    if (this.happens('others'))
      page.push({
        ...page[0],
        order_sn: `other-${dice.below(1e9)}`,
        terminal_sn: 'SOMEBODY-ELSE',
        original_amount: 1_000,
        status: 2000,
        type: 30,
        payway: 3,
        finish_time: now,
      });
    return page;
  }

  private happens(what: keyof Troubles): boolean {
    if (!this.deps.dice.chance(this.deps.troubles[what])) return false;
    this.had[what] = (this.had[what] ?? 0) + 1;
    return true;
  }
}
