import express from 'express';
import { MINUTE } from '../../src/shared/clock.ts';
import { epaySign, verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { randomHex } from '../../src/shared/random.ts';
import { demoPage, escapeHtml, openPages } from './demo-page.ts';

export interface Sale {
  outTradeNo: string;
  name: string;
  money: string;
  paid: boolean;
  /** When its number was last sent to the gateway. */
  at: number;
  /** How often the gateway told us. */
  notified: number;
}

export interface TinyShop {
  url: string;
  sales: Map<string, Sale>;
  /** A new sale and the signed fields that open it at the gateway. */
  sell(name: string, money: string, type?: string): { sale: Sale; fields: Record<string, string> };
  /** Resolves when the gateway has told us, rightly signed, that this sale is paid. */
  waitForPaid(outTradeNo: string): Promise<void>;
  close(): Promise<void>;
}

const goods = [
  { name: '一杯美式咖啡', money: '0.10', note: '先试一笔小的' },
  { name: '会员月卡', money: '15.00', note: '连买两次，看金额怎样错开' },
  { name: '手冲壶', money: '199.00', note: '付错金额会怎样' },
];

/** After this an order may be too old to be paid: a new number is surer. */
const OLD_AFTER_MS = 4 * MINUTE;

/** A shop of one page that speaks the epay protocol, as small as one can be and still check what it is told. */
export async function startTinyShop(options: {
  gateway: string;
  merchant: { pid: number; key: string };
  port: number;
  /** Shown on the page, so that nobody has to look for them. */
  username: string;
  password: string;
  simulatorUrl: string;
  phoneUrl: string;
}): Promise<TinyShop> {
  const { gateway, merchant } = options;
  const sales = new Map<string, Sale>();
  const waiting = new Map<string, () => void>();
  const app = express();
  const { url, close } = await openPages(app, options.port);

  function sell(name: string, money: string, type?: string) {
    const sale: Sale = {
      outTradeNo: `DEMO${Date.now()}${randomHex(3)}`,
      name,
      money,
      paid: false,
      at: Date.now(),
      notified: 0,
    };
    sales.set(sale.outTradeNo, sale);
    return { sale, fields: formOf(sale, type) };
  }

  function formOf({ outTradeNo, name, money }: Sale, type?: string): Record<string, string> {
    const fields: Record<string, string> = {
      pid: String(merchant.pid),
      out_trade_no: outTradeNo,
      notify_url: `${url}/notify`,
      return_url: `${url}/thanks?from=gateway`,
      name,
      money,
      ...(type && { type }),
    };
    return { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
  }

  app.get('/', (_req, res) => {
    const offers = `<ul class="card">${goods.map(offer).join('')}</ul>`;
    res
      .type('html')
      .send(demoPage('演示小店', `${INTRODUCTION}${offers}${bought(sales)}${elsewhere({ ...options })}`));
  });
  app.get('/buy/:index', (req, res) => {
    const chosen = goods[Number(req.params.index)];
    if (!chosen) return res.redirect('/');
    const { fields } = sell(chosen.name, chosen.money);
    res.redirect(`${gateway}/submit.php?${new URLSearchParams(fields)}`);
  });
  // The same number again leads to the same order; one that may have run out gets a new number.
  app.get('/pay/:outTradeNo', (req, res) => {
    const sale = sales.get(req.params.outTradeNo);
    if (!sale || sale.paid) return res.redirect('/');
    if (Date.now() - sale.at < OLD_AFTER_MS)
      return res.redirect(`${gateway}/submit.php?${new URLSearchParams(formOf(sale))}`);
    sales.delete(sale.outTradeNo);
    const { fields } = sell(sale.name, sale.money);
    res.redirect(`${gateway}/submit.php?${new URLSearchParams(fields)}`);
  });
  app.get('/notify', (req, res) => {
    const told = Object.fromEntries(new URLSearchParams(req.originalUrl.split('?')[1]));
    const sale = sales.get(told.out_trade_no ?? '');
    if (!sale || !verifyEpaySign(told, merchant.key) || told.money !== sale.money) {
      res.status(400).send('fail');
      return;
    }
    sale.paid = true;
    sale.notified += 1;
    res.send('success');
    waiting.get(sale.outTradeNo)?.();
  });
  app.get('/thanks', (req, res) => {
    const sale = sales.get(String(req.query.out_trade_no));
    const text = sale?.paid
      ? `<p class="notice good">「${escapeHtml(sale.name)}」已付款，谢谢！商城收到了签名正确的异步通知。</p>`
      : '<p class="notice">还没有收到付款通知，稍等片刻再刷新。</p>';
    res.type('html').send(demoPage('谢谢惠顾', `${text}<p><a class="button" href="/">返回小店</a></p>`));
  });
  app.use((_req, res) => res.redirect('/'));

  return {
    url,
    sales,
    sell,
    waitForPaid(outTradeNo) {
      if (sales.get(outTradeNo)?.paid) return Promise.resolve();
      return new Promise((resolve) => waiting.set(outTradeNo, resolve));
    },
    close,
  };
}

const INTRODUCTION =
  '<p class="quiet">一个只会说易支付协议的小商城。买一件，收银台（新标签页）会显示要付的金额；再到下面的模拟器或演示手机里付同样的金额。二维码里是本机地址，不用真的扫。</p>';

function offer(item: (typeof goods)[number], index: number): string {
  return `<li><span class="grow">${item.name}<span class="quiet small">${item.note}</span></span><span class="amount">¥${item.money}</span><a class="button" href="/buy/${index}" target="_blank" rel="noopener">购买</a></li>`;
}

function bought(sales: Map<string, Sale>): string {
  const rows = [...sales.values()].reverse().map(({ outTradeNo, name, money, paid }) => {
    const end = paid
      ? '<span class="state good">已付款</span>'
      : `<a class="button second" href="/pay/${outTradeNo}">继续付款</a>`;
    return `<li><span class="grow">${escapeHtml(name)}<span class="quiet small">${outTradeNo}</span></span><span class="amount">¥${money}</span>${end}</li>`;
  });
  return rows.length > 0 ? `<h2>我的订单</h2><ul class="card">${rows.join('')}</ul>` : '';
}

function elsewhere({
  gateway,
  simulatorUrl,
  phoneUrl,
  username,
  password,
}: Parameters<typeof startTinyShop>[0]): string {
  const link = (url: string, text: string) => `<a href="${url}">${text}</a>`;
  return `<h2>演示里还有</h2>
<dl class="card">
<dt>付款</dt><dd>${link(`${simulatorUrl}/`, '收钱吧模拟器')}（柜台的码）<br>${link(`${phoneUrl}/`, '演示手机')}（微信个人码）</dd>
<dt>管理后台</dt><dd>${link(`${gateway}/console`, '打开管理后台')}<br>用户名 ${username}<br>密码 ${password}</dd>
<dt>接口文档</dt><dd>${link(`${gateway}/doc`, '给程序员看的接口说明')}</dd>
</dl>`;
}
