import { tools } from '../../src/plugin-api/index.ts';
import type { Dice } from './dice.ts';
import type { NetAnswer, NetRequest } from './network.ts';
import type { WorldTime } from './surroundings.ts';
import type { Till, TruePayment, Truth } from './truth.ts';

const TIME = 'YYYY-MM-DD HH:mm:ss';

/** How bad it is; each a probability of one call. */
export interface BillTroubles {
  serverError: number;
  /** Longer than the house waits for a bill. */
  slow: number;
  sessionLost: number;
}

interface MadeBill {
  id: string;
  till: Till;
  amountFen: number;
  closesAt: number;
  state: 'open' | 'paid' | 'closed';
  /** Its maker knows it: he asked for its content. */
  isKnown: boolean;
}

interface Row {
  no: string;
  at: number;
  payment: TruePayment;
}

/** A platform that makes one code for each order with its amount fixed: it is paid once, and not after its time. */
export class BillPlatform {
  static readonly origin = 'http://7.7.7.7';
  readonly bills: MadeBill[] = [];
  private readonly rows: Row[] = [];
  private session = 0;
  private live = '';
  readonly had: Record<string, number> = {};

  constructor(
    private readonly deps: {
      timeline: WorldTime;
      truth: Truth;
      dice: Dice;
      troubles: BillTroubles;
      /** The till of its account that all share, and where the till of each bill is put. */
      till: Till;
      tills: Till[];
      onVisible(payment: TruePayment): void;
    },
  ) {}

  calm(): void {
    const { troubles } = this.deps;
    troubles.serverError = troubles.slow = troubles.sessionLost = 0;
  }

  takesFor(till: Till): boolean {
    return till.accountId === this.deps.till.accountId;
  }

  take(payment: TruePayment): void {
    const bill = this.bills.find(({ till }) => till === payment.till);
    if (bill) bill.state = 'paid';
    payment.externalId = `P${String(payment.id).padStart(6, '0')}`;
    this.rows.push({ no: payment.externalId, at: this.deps.timeline.now(), payment });
    this.deps.onVisible(payment);
  }

  isOpen(bill: MadeBill): boolean {
    return bill.state === 'open' && this.deps.timeline.now() <= bill.closesAt;
  }

  readonly host = async ({ url, headers, body }: NetRequest): Promise<NetAnswer | null> => {
    const { timeline, dice } = this.deps;
    if (this.happens('serverError')) return { status: 500, body: 'error' };
    const form = new URLSearchParams(body);
    const session = headers.authorization ?? '';
    if (this.happens('sessionLost')) this.live = '';
    const answer = this.answer(url, form, session);
    // It has had its effect already when its answer is late.
    await timeline.pause(this.happens('slow') ? dice.between(5_000, 30_000) : dice.between(5, 300));
    return {
      status: answer === null ? 401 : 200,
      headers: { 'content-type': 'application/json', date: new Date(timeline.now()).toUTCString() },
      body: JSON.stringify(answer ?? {}),
    };
  };

  private answer({ pathname, searchParams }: URL, form: URLSearchParams, session: string): unknown {
    if (pathname === '/login' || (pathname === '/renew' && session === this.live)) {
      this.session += 1;
      this.live = `session-${this.session}`;
      return { code: 'ok', token: this.live, lives: 3_600_000 };
    }
    if (session === '' || session !== this.live) return null;
    if (pathname === '/bills') return { code: 'ok', id: this.make(form).id };
    if (pathname === '/bills/content') return this.contentOf(searchParams.get('id'));
    if (pathname === '/bills/close') this.close(form.get('id'));
    if (pathname === '/orders') return { code: 'ok', rows: this.list(searchParams) };
    return { code: 'ok' };
  }

  private make(form: URLSearchParams): MadeBill {
    const { till, tills, truth } = this.deps;
    const id = `B${this.bills.length + 1}`;
    const bill: MadeBill = {
      ...{ id, amountFen: Math.round(Number(form.get('yuan')) * 100), state: 'open', isKnown: false },
      closesAt: tools.parseTime(String(form.get('closes')), TIME) ?? 0,
      till: {
        ...{ ...till, name: `bill ${id}`, group: `bill ${id}`, content: `https://q.example/${id}` },
        mayBePaid: () => this.isOpen(bill),
      },
    };
    truth.tell(() => `bill ${id} of ${bill.amountFen} fen is made`);
    this.bills.push(bill);
    tills.push(bill.till);
    return bill;
  }

  private contentOf(id: string | null): unknown {
    const bill = this.bills.find((one) => one.id === id);
    if (bill) bill.isKnown = true;
    return { code: 'ok', url: bill?.till.content };
  }

  private close(id: string | null): void {
    const bill = this.bills.find((one) => one.id === id);
    if (bill?.state !== 'open') return;
    bill.state = 'closed';
    this.had.billsClosed = (this.had.billsClosed ?? 0) + 1;
    this.deps.truth.tell(() => `bill ${id} is closed`);
  }

  private list(query: URLSearchParams): unknown[] {
    const written = (at: number) => tools.formatTime(at, TIME);
    const [from, to, page] = [query.get('from') ?? '', query.get('to') ?? '', Number(query.get('page'))];
    const found = this.rows.filter(({ at }) => written(at) >= from && written(at) <= to);
    return found.slice((page - 1) * 20, page * 20).map(({ no, at, payment }) => {
      const bill = this.bills.find(({ till }) => till === payment.till);
      return {
        ...{ no, paid: true, yuan: (payment.amountFen / 100).toFixed(2), by: payment.payType },
        ...{ time: written(at), terminal: this.deps.till.name, remark: bill?.id ?? '' },
      };
    });
  }

  private happens(what: keyof BillTroubles): boolean {
    if (!this.deps.dice.chance(this.deps.troubles[what])) return false;
    const name = `bill ${what}`;
    this.had[name] = (this.had[name] ?? 0) + 1;
    return true;
  }
}
