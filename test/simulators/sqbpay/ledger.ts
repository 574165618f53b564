import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { PayType } from '../../../src/plugin-api/index.ts';

export interface SimulatedAccount {
  username: string;
  password: string;
  /** The numbers of its codes; unique over all accounts. */
  terminals: string[];
}

/** What a merchant's list may hold besides payments. The numbers are made up: the platform's are unknown. */
const KINDS = {
  payment: { type: 30 },
  refund: { type: 11, subject: '退款' },
  transfer: { type: 40, subject: '转账' },
  withdrawal: { type: 50, subject: '提现' },
  cancelled: { type: 30, status: 3000, subject: '已撤销' },
} as const;

export interface Payment {
  /** 'payment' when left out. */
  kind?: keyof typeof KINDS;
  terminal: string;
  /** Fen. */
  amountFen: number;
  payType: PayType;
  /** UTC milliseconds; now when left out. */
  paidAt?: number;
  /** Fields of the record to set otherwise, or to take away (undefined): for broken rows and other statuses. */
  row?: Record<string, unknown>;
}

/** A transaction as the list shows it, and whose it is. */
export interface Transaction {
  username: string;
  orderSn: string;
  paidAt: number;
  payment: Payment;
  row: Record<string, unknown>;
}

interface Token {
  username: string;
  expiresAt: number;
}

const PAYWAYS: Readonly<Record<PayType, number>> = { alipay: 2, wxpay: 3, unionpay: 17 };

/** What the simulated platform knows: accounts, tokens, transactions. Nothing about HTTP. */
export class Ledger {
  readonly accounts = new Map<string, SimulatedAccount>();
  readonly transactions: Transaction[] = [];
  /** Tokens, the newest last. */
  readonly issued: string[] = [];
  readonly #tokens = new Map<string, Token>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Also changes the password and the terminals of an account that is there. */
  addAccount(account: SimulatedAccount): void {
    for (const terminal of account.terminals) {
      const owner = this.ownerOf(terminal);
      if (owner && owner !== account.username) throw new Error(`terminal ${terminal} belongs to ${owner}`);
    }
    this.accounts.set(account.username, { ...account, terminals: [...account.terminals] });
  }

  ownerOf(terminal: string): string | undefined {
    return [...this.accounts.values()].find((account) => account.terminals.includes(terminal))?.username;
  }

  /** Records a payment and returns its order_sn. Throws when no account has the terminal. */
  pay(payment: Payment): string {
    const username = this.ownerOf(payment.terminal);
    if (username === undefined) throw new Error(`no account has the terminal ${payment.terminal}`);
    const paidAt = payment.paidAt ?? this.#now();
    this.#count += 1;
    const orderSn = `78950${String(this.#count).padStart(6, '0')}${String(randomInt(100_000)).padStart(5, '0')}`;
    const row = {
      order_sn: orderSn,
      trade_no: `4200${orderSn}`,
      status: 2000,
      payway: PAYWAYS[payment.payType],
      original_amount: payment.amountFen,
      paid_amount: payment.amountFen,
      terminal_sn: payment.terminal,
      store_sn: '1580000001',
      store_name: '模拟门店',
      merchant_sn: '1680000001',
      subject: '收款',
      create_time: paidAt - 3_000,
      pay_time: paidAt,
      finish_time: paidAt,
      ...KINDS[payment.kind ?? 'payment'],
      ...payment.row,
    };
    this.transactions.push({ username, orderSn, paidAt, payment, row });
    return orderSn;
  }

  /** `passwordMd5` in lower-case hex, as the web page sends it. */
  passwordFits(username: string, passwordMd5: string): boolean {
    const account = this.accounts.get(username);
    return account !== undefined && createHash('md5').update(account.password).digest('hex') === passwordMd5;
  }

  issueToken(username: string, lifeMs: number): { token: string; expire_time: number; valid_time: number } {
    const token = randomUUID().replaceAll('-', '');
    const expiresAt = this.#now() + lifeMs;
    this.#tokens.set(token, { username, expiresAt });
    this.issued.push(token);
    return { token, expire_time: expiresAt, valid_time: lifeMs };
  }

  /** Whose token it is, or null when it is unknown or over. */
  userOf(token: string): string | null {
    const found = this.#tokens.get(token);
    return found && found.expiresAt > this.#now() ? found.username : null;
  }

  dropToken(token: string): void {
    this.#tokens.delete(token);
  }

  dropAllTokens(): void {
    this.#tokens.clear();
  }

  /** The account's transactions paid within [from, to], newest first. */
  paidBetween(username: string, from: number, to: number): Transaction[] {
    return this.transactions
      .filter((it) => it.username === username && it.paidAt >= from && it.paidAt <= to)
      .sort((a, b) => b.paidAt - a.paidAt || (a.orderSn < b.orderSn ? 1 : -1));
  }
}
