import type { Db } from '../../../src/shared/db.ts';
import { Visitor } from '../../../test/support/visitor.ts';
import type { Product } from '../support/product.ts';
import type { Site } from '../support/site.ts';
import { median } from '../support/statistics.ts';

const LIST = '/console/orders';
const TIMES = 9;

interface Shelf {
  site: Site;
  product: Product;
}

interface ListTime {
  name: string;
  /** Median of some times, ms. */
  empty: number;
  full: number;
}

/** How long the console's order list takes on both, with filters, searches and pages, taking turns. Empty: there is no list. */
export async function compareLists(empty: Shelf, full: Shelf): Promise<ListTime[]> {
  const visitors = [await logIn(empty), await logIn(full)] as const;
  const [probe] = await Promise.all(visitors.map((visitor) => visitor.get(LIST)));
  if (probe?.status !== 200) return [];
  const [inEmpty, inFull] = [await lists(empty.site), await lists(full.site)];
  const times: ListTime[] = [];
  for (const [name, query] of Object.entries(inFull)) {
    const took: [number[], number[]] = [[], []];
    for (let time = 0; time < TIMES; time++) {
      took[0].push(await timed(visitors[0], inEmpty[name] ?? query));
      took[1].push(await timed(visitors[1], query));
    }
    times.push({ name, empty: median(took[0]), full: median(took[1]) });
  }
  return times;
}

async function logIn({ site, product }: Shelf): Promise<Visitor> {
  const visitor = new Visitor(product.url);
  const { status } = await visitor.submit(await visitor.get('/console/login'), site.admin);
  if (status !== 303) throw new Error(`the console's login answered ${status}`);
  return visitor;
}

async function timed(visitor: Visitor, query: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const { status } = await visitor.get(`${LIST}?${new URLSearchParams(query)}`);
  const took = performance.now() - begun;
  if (status !== 200) throw new Error(`the order list answered ${status} to ${JSON.stringify(query)}`);
  return took;
}

/** What a person looks at, by name; the numbers are of orders in the middle of this table. */
async function lists({ db, codes }: Site): Promise<Record<string, Record<string, string>>> {
  const account = String(codes[0]?.accountId);
  const sample = await middleOrder(db);
  const older = `${sample.createdAt}-${sample.id}`;
  const day = new Date(sample.createdAt).toISOString().slice(0, 10);
  return {
    plain: {},
    'state paid': { state: 'paid' },
    'state pending': { state: 'pending' },
    'state closed': { state: 'closed' },
    'type unionpay': { type: 'unionpay' },
    account: { account },
    'state, type and account': { state: 'expired', type: 'alipay', account },
    'one day': { from: day, to: day },
    'one day, state and account': { from: day, to: day, state: 'paid', account },
    amount: { q: '12.34' },
    'amount and state': { q: '12.34', state: 'closed' },
    'amount, state, type and account': { q: '12.34', state: 'closed', type: 'unionpay', account },
    trade_no: { q: sample.tradeNo },
    out_trade_no: { q: sample.outTradeNo },
    'unknown number': { q: 'NOSUCHNUMBER123' },
    'a page in the middle': { older },
    'a page in the middle, state and account': { older, state: 'paid', account },
    'back from the middle': { newer: older },
    'the last page': { older: `${sample.firstAt + 1}-999999999999` },
  };
}

async function middleOrder(db: Db) {
  const ends = await db('orders').min({ first: 'id' }).max({ last: 'id' }).first();
  const middle = Math.floor((Number(ends?.first) + Number(ends?.last)) / 2);
  const row = await db('orders').where('id', '>=', middle).orderBy('id').first();
  const oldest = await db('orders').where({ id: ends?.first }).first();
  return {
    id: Number(row.id),
    tradeNo: String(row.trade_no),
    outTradeNo: String(row.out_trade_no),
    createdAt: Number(row.created_at),
    firstAt: Number(oldest.created_at),
  };
}
