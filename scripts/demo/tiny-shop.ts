import { createServer } from 'node:http';
import express from 'express';
import { epaySign, verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { randomHex } from '../../src/shared/secrets.ts';
import { listen } from './start-demo.ts';

export interface Sale {
  outTradeNo: string;
  name: string;
  money: string;
  paid: boolean;
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
  { name: '一杯美式咖啡', money: '0.10' },
  { name: '会员月卡', money: '15.00' },
  { name: '手冲壶', money: '199.00' },
];

/** A shop of one page that speaks the epay protocol, as small as one can be and still check what it is told. */
export async function startTinyShop(options: {
  gateway: string;
  merchant: { pid: number; key: string };
  port: number;
}): Promise<TinyShop> {
  const { gateway, merchant } = options;
  const sales = new Map<string, Sale>();
  const waiting = new Map<string, () => void>();
  const app = express();
  const server = createServer(app);
  const url = await listen(server, options.port);

  function sell(name: string, money: string, type?: string) {
    const sale: Sale = {
      outTradeNo: `DEMO${Date.now()}${randomHex(3)}`,
      name,
      money,
      paid: false,
      notified: 0,
    };
    sales.set(sale.outTradeNo, sale);
    const fields: Record<string, string> = {
      pid: String(merchant.pid),
      out_trade_no: sale.outTradeNo,
      notify_url: `${url}/notify`,
      return_url: `${url}/thanks?from=gateway`,
      name,
      money,
      ...(type && { type }),
    };
    return { sale, fields: { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' } };
  }

  app.get('/', (_req, res) => {
    res.type('html').send(page('演示小店', `${goods.map(offer).join('')}${bought(sales)}`));
  });
  app.get('/buy/:index', (req, res) => {
    const chosen = goods[Number(req.params.index)] ?? { name: '一杯美式咖啡', money: '0.10' };
    const { fields } = sell(chosen.name, chosen.money);
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
    const text = sale?.paid ? `「${escapeHtml(sale.name)}」已付款，谢谢！` : '还没有收到付款通知。';
    res.type('html').send(page('谢谢惠顾', `<p>${text}</p><p><a href="/">返回小店</a></p>`));
  });

  return {
    url,
    sales,
    sell,
    waitForPaid(outTradeNo) {
      if (sales.get(outTradeNo)?.paid) return Promise.resolve();
      return new Promise((resolve) => waiting.set(outTradeNo, resolve));
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function offer(item: { name: string; money: string }, index: number): string {
  return `<p class="item"><span>${item.name}</span><span>¥${item.money}</span><a class="buy" href="/buy/${index}">购买</a></p>`;
}

function bought(sales: Map<string, Sale>): string {
  const rows = [...sales.values()]
    .reverse()
    .map(
      (sale) =>
        `<p class="item"><span>${escapeHtml(sale.name)}</span><span>${sale.paid ? '已付款' : '待付款'}</span></p>`,
    );
  return rows.length > 0 ? `<h2>我的订单</h2>${rows.join('')}` : '';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>
body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
.item{display:flex;justify-content:space-between;gap:1rem;align-items:center;border-bottom:1px solid #8884;padding:.6rem 0;margin:0}
.item span:first-child{flex:1}.buy{background:#066fd1;color:#fff;padding:.3rem 1rem;border-radius:.4rem;text-decoration:none}
</style><h1>${title}</h1>${body}</html>`;
}
