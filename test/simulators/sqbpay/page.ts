import type { PayType } from '../../../src/plugin-api/index.ts';
import { fen, formatFen } from '../../../src/shared/money.ts';
import type { SimulatedAccount, Transaction } from './ledger.ts';

export const PAY_TYPE_NAMES: Readonly<Record<PayType, string>> = {
  wxpay: '微信支付',
  alipay: '支付宝',
  unionpay: '云闪付',
};

/** A cashier page somewhere that waits for a payment. */
export interface WaitingPayment {
  terminal: string;
  payType: PayType;
  amountFen: number;
  /** What is sold. */
  name: string;
  /** When it began to wait; a payment since then is taken for its own. */
  since: number;
}

export interface PageState {
  accounts: SimulatedAccount[];
  /** Newest first. */
  payments: Transaction[];
  /** What stands in the form. */
  form: { terminal: string; payType: string; amount: string };
  /** Newest first. */
  waiting: WaitingPayment[];
  /** Where else the newest one is to be paid. */
  elsewhere: { text: string; url: string } | null;
  /** Null: nobody tells what waits. */
  hint: string | null;
  notice: { kind: 'done' | 'wrong'; text: string } | null;
}

/** The page on which a person plays the buyer: choose the code, the app and the amount, and pay. Needs no script. */
export function renderPage(state: PageState): string {
  const { accounts, payments, form, notice, waiting, elsewhere, hint } = state;
  const terminals = accounts.flatMap(({ username, terminals }) =>
    terminals.map((terminal) => ({ value: terminal, text: `${terminal}（账号 ${username}）` })),
  );
  const types = Object.entries(PAY_TYPE_NAMES).map(([value, text]) => ({ value, text }));
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${hint !== null && waiting.length === 0 && form.amount === '' ? '<meta http-equiv="refresh" content="3">' : ''}
<title>收钱吧模拟器</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>收钱吧模拟器</h1>
<p>在这里扮演付款人：${hint ?? '选终端和付款方式，输入收银台上显示的金额，点支付。'}不会动用真钱。</p>
</header>
${notice ? `<p class="notice ${notice.kind}" role="status">${escapeHtml(notice.text)}</p>` : ''}
${elsewhere ? `<p class="notice"><a href="${escapeHtml(elsewhere.url)}">${escapeHtml(elsewhere.text)}</a></p>` : ''}
${waiting.length > 0 ? waitingList(waiting, form) : ''}
${terminals.length > 0 ? payForm(terminals, types, form) : '<p class="notice wrong">还没有带终端的账号。</p>'}
<section>
<h2>最近的付款</h2>
${payments.length > 0 ? paymentList(payments) : '<p class="quiet">还没有付款。</p>'}
</section>
</main>
</body>
</html>
`;
}

interface Option {
  value: string;
  text: string;
}

/** Each fills in the form. */
function waitingList(waiting: WaitingPayment[], form: PageState['form']): string {
  const rows = waiting.map(({ terminal, payType, amountFen, name }) => {
    const amount = formatFen(fen(amountFen));
    const query = new URLSearchParams({ terminal, pay_type: payType, amount });
    const isChosen = terminal === form.terminal && payType === form.payType && amount === form.amount;
    return `<li><a href="/?${escapeHtml(String(query))}"${isChosen ? ' aria-current="true"' : ''}><span class="amount">¥${amount}</span> ${escapeHtml(name)}
<span class="quiet">收款码「${escapeHtml(terminal)}」 · ${PAY_TYPE_NAMES[payType]}</span></a></li>`;
  });
  return `<section><h2>收银台正在等</h2><ol class="waiting">${rows.join('\n')}</ol></section>`;
}

function payForm(terminals: Option[], types: Option[], form: PageState['form']): string {
  return `<form method="post" action="/pay">
<label for="terminal">收款码（终端编号）</label>
<select id="terminal" name="terminal">${options(terminals, form.terminal)}</select>
<label for="pay_type">付款方式</label>
<select id="pay_type" name="pay_type">${options(types, form.payType)}</select>
<label for="amount">金额（元）</label>
<input id="amount" name="amount" inputmode="decimal" autocomplete="off" placeholder="例如 10.01" required value="${escapeHtml(form.amount)}">
<button type="submit">支付</button>
</form>`;
}

function options(list: Option[], chosen: string): string {
  return list
    .map(({ value, text }) => {
      const selected = value === chosen ? ' selected' : '';
      return `<option value="${escapeHtml(value)}"${selected}>${escapeHtml(text)}</option>`;
    })
    .join('');
}

function paymentList(payments: Transaction[]): string {
  const rows = payments.map(({ orderSn, paidAt, payment }) => {
    const amount = formatFen(fen(payment.amountFen));
    return `<li><span class="amount">¥${amount}</span> ${PAY_TYPE_NAMES[payment.payType]}
<span class="quiet">终端 ${escapeHtml(payment.terminal)} · ${clockTime(paidAt)} · 单号 ${escapeHtml(orderSn)}</span></li>`;
  });
  return `<ol>${rows.join('\n')}</ol>`;
}

function clockTime(at: number): string {
  return new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root { --back: #f4f5f7; --card: #fff; --text: #1c2330; --quiet: #5c6675; --line: #d5dae1; --main: #b45309; --good: #166534; --bad: #b91c1c; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --card: #1e232b; --text: #e6e9ee; --quiet: #9aa5b4; --line: #39414d; --main: #b45309; --good: #86efac; --bad: #fca5a5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
header p, .quiet { color: var(--quiet); margin: .25rem 0 1rem; }
form, ol { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
form { padding: 1rem; display: grid; gap: .35rem; }
label { font-weight: 600; }
select, input, button { font: inherit; width: 100%; min-height: 2.9rem; padding: .4rem .7rem; border-radius: 8px; }
select, input { background: var(--back); color: var(--text); border: 1px solid var(--line); margin-bottom: .6rem; }
input { font-size: 1.25rem; font-variant-numeric: tabular-nums; }
button { margin-top: .3rem; border: 0; background: var(--main); color: #fff; font-weight: 600; cursor: pointer; }
:is(select, input, button):focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.notice { background: var(--card); border: 1px solid; border-radius: 8px; padding: .6rem .8rem; overflow-wrap: anywhere; }
.done { color: var(--good); }
.wrong { color: var(--bad); }
ol { list-style: none; margin: 0; padding: 0 1rem; }
li { padding: .7rem 0; }
li + li { border-top: 1px solid var(--line); }
li .quiet { display: block; margin: 0; font-size: .875rem; overflow-wrap: anywhere; }
form { margin-top: 1rem; }
a { color: inherit; }
.waiting li { padding: 0; }
.waiting a { display: block; padding: .7rem 1rem; margin: 0 -1rem; text-decoration: none; border-radius: 12px; }
.waiting a:hover { background: var(--back); }
.waiting a[aria-current] { box-shadow: inset 4px 0 var(--main); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.amount { font-weight: 600; font-variant-numeric: tabular-nums; }
`;
