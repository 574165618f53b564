import type { ServerResponse } from 'node:http';
import type { PayType } from '../../../src/plugin-api/index.ts';
import { fen, formatFen, parseMoney } from '../../../src/shared/money.ts';
import type { Ledger, Payment } from './ledger.ts';
import { PAY_TYPE_NAMES, type PageState, renderPage } from './page.ts';

const SHOWN_PAYMENTS = 20;

/** GET /: the form, filled in from the query (`terminal`, `pay_type`, `amount`), and what was just paid (`done`). */
export function showPage(ledger: Ledger, query: URLSearchParams, res: ServerResponse): void {
  send(ledger, res, 200, readForm(query), paidNotice(ledger, query.get('done')));
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
): void {
  const payments = ledger.transactions.slice(-SHOWN_PAYMENTS).reverse();
  const html = renderPage({ accounts: [...ledger.accounts.values()], payments, form, notice });
  res
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
      'cache-control': 'no-store',
    })
    .end(html);
}
