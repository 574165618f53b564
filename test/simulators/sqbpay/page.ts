import type { PayType } from '../../../src/plugin-api/index.ts';
import { fen, formatFen } from '../../../src/shared/money.ts';
import type { SimulatedAccount, Transaction } from './ledger.ts';

export const PAY_TYPE_NAMES: Readonly<Record<PayType, string>> = {
  wxpay: '微信支付',
  alipay: '支付宝',
  unionpay: '云闪付',
};

export interface PageState {
  accounts: SimulatedAccount[];
  /** Newest first. */
  payments: Transaction[];
  /** What stands in the form. */
  form: { terminal: string; payType: string; amount: string };
  notice: { kind: 'done' | 'wrong'; text: string } | null;
}

/** The page on which a person plays the buyer: choose the code, the app and the amount, and pay. Needs no script. */
export function renderPage({ accounts, payments, form, notice }: PageState): string {
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
<title>收钱吧模拟器</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>收钱吧模拟器</h1>
<p>在这里扮演付款人：选终端和付款方式，输入收银台上显示的金额，点支付。不会动用真钱。</p>
</header>
${notice ? `<p class="notice ${notice.kind}" role="status">${escapeHtml(notice.text)}</p>` : ''}
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

function payForm(terminals: Option[], types: Option[], form: PageState['form']): string {
  return `<form method="post" action="/pay">
<label for="terminal">终端编号</label>
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
.amount { font-weight: 600; font-variant-numeric: tabular-nums; }
`;
