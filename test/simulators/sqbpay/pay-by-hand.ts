import type { ServerResponse } from 'node:http';
import type { PayType } from '../../../src/plugin-api/index.ts';
import { fen, formatFen, parseMoney } from '../../../src/shared/money.ts';
import type { Ledger, Payment } from './ledger.ts';
import { PAY_TYPE_NAMES, type PageState, renderPage, type WaitingPayment } from './page.ts';

const SHOWN_PAYMENTS = 20;
const SHOWN_WAITING = 6;

/** What waits to be paid at other people's cashiers, newest first; `elsewhere`: at a code that is not of this platform. */
export interface Waiting {
  here: WaitingPayment[];
  elsewhere: PageState['elsewhere'];
}

const NOBODY_TELLS = async (): Promise<Waiting | null> => null;

/**
 * GET /: the form, filled in from the query (`terminal`, `pay_type`, `amount`), else with the newest payment that
 * somebody waits for, at that terminal where one is named; and what was just paid (`done`).
 */
export async function showPage(
  ledger: Ledger,
  query: URLSearchParams,
  res: ServerResponse,
  askWaiting: () => Promise<Waiting | null> = NOBODY_TELLS,
): Promise<void> {
  const told = await askWaiting();
  const here = told?.here.filter((one) => !isPaid(ledger, one)) ?? [];
  const waiting = { told: told !== null, here, elsewhere: told?.elsewhere ?? null };
  const form = readForm(query);
  const isFilled = query.has('amount');
  const named = query.has('done') ? '' : form.terminal;
  // Who scanned a code pays there.
  const newest = named === '' ? here[0] : here.find(({ terminal }) => terminal === named);
  const filled = newest && !isFilled ? formOf(newest) : form;
  send(ledger, res, 200, filled, paidNotice(ledger, query.get('done')), waiting);
}

function isPaid(ledger: Ledger, { terminal, payType, amountFen, since }: WaitingPayment): boolean {
  return ledger.transactions.some(
    ({ payment, paidAt }) =>
      payment.terminal === terminal &&
      payment.payType === payType &&
      payment.amountFen === amountFen &&
      paidAt >= since,
  );
}

function formOf({ terminal, payType, amountFen }: WaitingPayment): PageState['form'] {
  return { terminal, payType, amount: formatFen(fen(amountFen)) };
}

/** POST /pay: records the payment and goes back to the page, so that reloading it pays nothing. */
export function takePayment(ledger: Ledger, sent: URLSearchParams, res: ServerResponse): void {
  const form = readForm(sent);
  const payment = readPayment(ledger, form);
  if (typeof payment === 'string') {
    send(ledger, res, 400, form, { kind: 'wrong', text: payment });
    return;
  }
  const query = new URLSearchParams({
    done: ledger.pay(payment),
    terminal: form.terminal,
    pay_type: form.payType,
  });
  res.writeHead(303, { location: `/?${query}` }).end();
}

function readForm(sent: URLSearchParams): PageState['form'] {
  return {
    terminal: sent.get('terminal') ?? '',
    payType: sent.get('pay_type') ?? '',
    amount: (sent.get('amount') ?? '').trim(),
  };
}

/** The payment, or what is wrong with the form. */
function readPayment(ledger: Ledger, { terminal, payType, amount }: PageState['form']): Payment | string {
  const amountFen = parseMoney(amount);
  if (amountFen === null) return '金额不正确：请输入大于 0、最多两位小数的数字。';
  if (!isPayType(payType)) return '请选择付款方式。';
  if (ledger.ownerOf(terminal) === undefined) return '没有这个终端。';
  return { terminal, payType, amountFen };
}

function isPayType(text: string): text is PayType {
  return Object.hasOwn(PAY_TYPE_NAMES, text);
}

function paidNotice(ledger: Ledger, orderSn: string | null): PageState['notice'] {
  const paid = ledger.transactions.find((it) => it.orderSn === orderSn)?.payment;
  if (!paid) return null;
  const amount = formatFen(fen(paid.amountFen));
  return { kind: 'done', text: `已用${PAY_TYPE_NAMES[paid.payType]}支付 ¥${amount}，单号 ${orderSn}` };
}

function send(
  ledger: Ledger,
  res: ServerResponse,
  status: number,
  form: PageState['form'],
  notice: PageState['notice'],
  waiting: Waiting & { told: boolean } = { told: false, here: [], elsewhere: null },
): void {
  const payments = ledger.transactions.slice(-SHOWN_PAYMENTS).reverse();
  const shown = {
    waiting: waiting.here.slice(0, SHOWN_WAITING),
    elsewhere: waiting.elsewhere,
    hint: waiting.told ? hintOf(waiting) : null,
  };
  const html = renderPage({ accounts: [...ledger.accounts.values()], payments, form, notice, ...shown });
  res
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
      'cache-control': 'no-store',
    })
    .end(html);
}

function hintOf({ here }: Waiting): string {
  return here.length > 0
    ? '收银台要的金额、付款方式和收款码已经填好，点支付。'
    : '现在没有收银台在等付款，先到小店下一单，这里会自动填好。';
}
