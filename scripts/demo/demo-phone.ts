import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  heartbeatTemplate,
  MESSAGE_TEMPLATE,
  ruleTemplate,
} from '../../src/console/listeners/forwarder-settings.ts';
import { HEARTBEAT_TITLE } from '../../src/flow/forwarding/index.ts';
import { SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen, parseMoney } from '../../src/shared/money.ts';
import { type Forwarded, ScriptedPhone } from '../../test/support/scripted-phone.ts';
import { demoPage, escapeHtml, openPages } from './demo-page.ts';
import type { WaitingOrder } from './waiting-orders.ts';

export const PHONE_NAME = '店里的手机';
export const PHONE_CODE = '手机收款码';

const WECHAT = 'com.tencent.mm';
const HEARTBEAT_MS = 20 * SECOND;
const SHOWN_MESSAGES = 5;
const MAX_BODY = 4 * 1024;

export interface DemoPhone {
  url: string;
  /** WeChat posts that this much was received; SmsForwarder tells the product. */
  receive(amountFen: number): Promise<Forwarded>;
  close(): Promise<void>;
}

interface Message {
  at: number;
  text: string;
  answer: Forwarded;
}

/**
 * The shopkeeper's phone beside the demo: WeChat's notification of a payment, forwarded by SmsForwarder as the listener
 * page sets it up, signed and over HTTP, with heartbeats. Its page plays the buyer who paid to the phone's code.
 */
export async function startDemoPhone(options: {
  port: number;
  gateway: string;
  account: { id: number; pid: number };
  secret: string;
  simulatorUrl: string;
  waiting(): Promise<WaitingOrder[]>;
}): Promise<DemoPhone> {
  const { gateway, account, secret, simulatorUrl, waiting } = options;
  const phone = new ScriptedPhone({
    ...{ deviceName: PHONE_NAME, method: 'POST', address: `${gateway}/mpayNotify`, secret, keyword: '200' },
    ...{ messageTemplate: MESSAGE_TEMPLATE, ruleTemplate: ruleTemplate(account) },
    rule: `并且 是 APP包名 相等 ${WECHAT}`,
  });
  const messages: Message[] = [];
  const beat = () => phone.runTask(HEARTBEAT_TITLE, heartbeatTemplate(account));
  let heard = await beat();
  // One that is missed is made up for by the next.
  const beating = setInterval(
    () =>
      void beat().then(
        (answer) => (heard = answer),
        () => {},
      ),
    HEARTBEAT_MS,
  );
  beating.unref();

  async function receive(amountFen: number): Promise<Forwarded> {
    const text = `个人收款码到账¥${formatFen(fen(amountFen))}`;
    const answer = await phone.receive({ packageName: WECHAT, title: '微信支付', text });
    if (!answer) throw new Error('the phone does not forward this');
    messages.unshift({ at: Date.now(), text, answer });
    messages.length = Math.min(messages.length, SHOWN_MESSAGES);
    return answer;
  }

  async function show(res: ServerResponse, problem = ''): Promise<void> {
    const all = await waiting();
    const isPaid = ({ placement, createdAt }: WaitingOrder) =>
      messages.some(
        ({ at, text }) => at >= createdAt && text.endsWith(`¥${formatFen(placement.payableFen)}`),
      );
    const mine = all.filter((order) => order.placement.accountId === account.id && !isPaid(order));
    const elsewhere = all.find((order) => order.placement.accountId !== account.id);
    const body = phonePage({ mine, elsewhere, messages, isHeard: heard.success, problem, simulatorUrl });
    const refreshAfter = mine.length === 0 ? { refreshAfter: 3 } : {};
    res
      .writeHead(problem === '' ? 200 : 400, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
      })
      .end(demoPage('演示手机', body, refreshAfter));
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname } = new URL(req.url ?? '/', 'http://phone');
    if (req.method === 'GET' && pathname === '/') return show(res);
    if (req.method !== 'POST' || pathname !== '/receive') {
      res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('没有这个地址');
      return;
    }
    const amount = parseMoney((new URLSearchParams(await readBody(req)).get('amount') ?? '').trim());
    if (amount === null) return show(res, '金额不正确：请输入大于 0、最多两位小数的数字。');
    await receive(amount);
    await pause(300); // so that the page that follows shows the order paid
    res.writeHead(303, { location: '/' }).end();
  }

  const { url, close } = await openPages((req, res) => {
    answer(req, res).catch(() => res.writeHead(500).end());
  }, options.port);
  return {
    url,
    receive,
    close() {
      clearInterval(beating);
      return close();
    },
  };
}

function phonePage({
  mine,
  elsewhere,
  messages,
  isHeard,
  problem,
  simulatorUrl,
}: {
  mine: WaitingOrder[];
  elsewhere: WaitingOrder | undefined;
  messages: Message[];
  isHeard: boolean;
  problem: string;
  simulatorUrl: string;
}): string {
  const [newest] = mine;
  const amount = newest ? formatFen(newest.placement.payableFen) : '';
  const told = messages
    .map(
      ({ at, text, answer }) =>
        `<div class="message"><strong>微信支付</strong><span>${escapeHtml(text)}</span><small>${clockTime(at)} · ${answer.success ? '短信转发器：已转发' : `短信转发器：转发失败（${answer.status}）`}</small></div>`,
    )
    .join('');
  return `<p class="quiet">店主的手机：微信收到钱会弹通知，上面的短信转发器（SmsForwarder）把通知签名后转给 mpay。在这里扮演扫了这台手机的收款码的付款人，不会动用真钱。</p>
${problem ? `<p class="notice bad" role="status">${escapeHtml(problem)}</p>` : ''}
${newest ? waitingNote(newest) : `<p class="notice quiet">现在没有订单在等这个收款码。${elsewhere ? `最新的订单要付到收款码「${escapeHtml(elsewhere.placement.terminal)}」：<a href="${simulatorUrl}/">去收钱吧模拟器付款</a>` : '先到小店下一单（微信支付）；轮到这个码时，这里会自动填好金额。'}</p>`}
<form class="card pay" method="post" action="/receive">
<label for="amount">收到多少（元）</label>
<input id="amount" name="amount" inputmode="decimal" autocomplete="off" placeholder="例如 10.01" required value="${amount}">
<button type="submit">手机收到付款</button>
</form>
<div class="phone">
<div class="bar"><span>${PHONE_NAME}</span><span>${isHeard ? '心跳正常 · 每 20 秒' : '心跳没有送到'}</span></div>
${told || '<div class="message"><span>还没有收到付款</span></div>'}
</div>`;
}

function waitingNote({ name, placement }: WaitingOrder): string {
  return `<p class="notice good">收银台正在等「${escapeHtml(name)}」的 ¥${formatFen(placement.payableFen)}，收款码「${PHONE_CODE}」，金额已填好。</p>`;
}

function clockTime(at: number): string {
  return new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', timeStyle: 'medium' }).format(at);
}

async function readBody(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_BODY) throw new Error('the body is too long');
  }
  return text;
}
