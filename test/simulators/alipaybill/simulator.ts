import { createSign, createVerify, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../../plugins/contract.ts';
import { misbehave, serve } from '../../plugins/misbehave.ts';

export const APP_ID = '2021000000000001';
const PATH = '/v3/alipay/data/bill/accountlog/query';
const DAY_MS = 86_400_000;

interface Pair {
  /** Bare base64, as the key tool and the platform show them. */
  private: string;
  public: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

function makePair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    ...{ privateKey, publicKey },
    private: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    public: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

/** Made once: they take long, and nobody's secret depends on them. */
export const keys = { app: makePair(), alipay: makePair(), stranger: makePair() };

export interface StatementRow {
  account_log_id?: string | undefined;
  trans_amount?: unknown;
  trans_dt?: unknown;
  direction?: string;
  type?: string;
  trans_memo?: string;
  [more: string]: unknown;
}

export interface AlipaySimulator {
  url: string;
  /** Returns its account_log_id. `at`: UTC ms. */
  add(row: StatementRow, at: number): string;
  /** How every call goes wrong from now on; null: all is well again. */
  fault: Fault | null;
  /** What it refuses every call with; null: it doesn't. */
  refusal: { status: number; code: string } | null;
  /** How answers are signed. */
  signing: 'right' | 'by a stranger' | 'not at all' | 'another body';
  onlyFirstPage: boolean;
  /** How many rows a page has at most; what was asked for when undefined. */
  cap: number | undefined;
  /** The queries that came, oldest first. */
  asked: URLSearchParams[];
  close(): Promise<void>;
}

/**
 * A stand-in for Alipay's statement API, as docs/reference/aggregators.md section 9 tells it: requests signed with the
 * app's key or refused, windows of at most 31 days whose end is exclusive, 1,000 to 2,000 rows a page, answers signed.
 */
export async function startAlipaySimulator(now: () => number): Promise<AlipaySimulator> {
  const rows: { row: StatementRow; at: number }[] = [];
  const server = await serve(now, (req, _body, res) => {
    const url = new URL(req.url ?? '/', 'http://simulator');
    if (url.pathname !== PATH || req.method !== 'GET') {
      res.writeHead(404).end('{"code":"invalid-method","message":"不存在的方法"}');
      return;
    }
    simulator.asked.push(url.searchParams);
    const { fault } = simulator;
    if (fault && fault !== 'sessionGone') misbehave(res, fault);
    else answer(req, url.searchParams, res);
  });

  function answer(req: IncomingMessage, query: URLSearchParams, res: ServerResponse): void {
    const refused = simulator.refusal ?? refusalOf(req, now());
    if (refused) {
      refuse(res, refused.status, refused.code);
      return;
    }
    const [start, end] = ['start_time', 'end_time'].map((name) => chinaTime(query.get(name) ?? ''));
    const size = Number(query.get('page_size') ?? 2_000);
    const page = simulator.onlyFirstPage ? 1 : Number(query.get('page_no') ?? 1);
    const isFit = start && end && start < end && end - start <= 31 * DAY_MS && size >= 1_000 && size <= 2_000;
    if (!start || !end || !isFit || !(page >= 1)) {
      refuse(res, 400, 'invalid-parameter');
      return;
    }
    const found = rows.filter(({ at }) => at >= start && at < end).sort((one, other) => other.at - one.at);
    const shown = Math.min(size, simulator.cap ?? size);
    const detail_list = found.slice((page - 1) * size, (page - 1) * size + shown).map(({ row }) => row);
    const counts = { page_no: String(page), page_size: String(size), total_size: String(found.length) };
    send(res, JSON.stringify(found.length > 0 ? { ...counts, detail_list } : counts));
  }

  function send(res: ServerResponse, body: string): void {
    const [timestamp, nonce] = [String(now()), randomUUID()];
    const key = simulator.signing === 'by a stranger' ? keys.stranger : keys.alipay;
    const signed = simulator.signing === 'another body' ? body.replace('page_no', 'page_nr') : body;
    const signature = createSign('sha256')
      .update(`${timestamp}\n${nonce}\n${signed}\n`)
      .sign(key.privateKey, 'base64');
    res.writeHead(200, {
      'content-type': 'application/json;charset=UTF-8',
      'alipay-timestamp': timestamp,
      'alipay-nonce': nonce,
      ...(simulator.signing !== 'not at all' && { 'alipay-signature': signature }),
    });
    res.end(body);
  }

  let count = 0;
  const simulator: AlipaySimulator = {
    url: server.url,
    add(row, at) {
      count += 1;
      const id = `2088${String(count).padStart(12, '0')}`;
      const usual = {
        account_log_id: id,
        alipay_order_no: `20260301220014${String(count).padStart(14, '0')}`,
        trans_dt: chinaText(at),
        direction: '收入',
        type: '交易',
        other_account: '顾客(138****0000)',
        balance: '88888.88',
      };
      rows.push({ row: { ...usual, ...row }, at });
      return id;
    },
    fault: null,
    refusal: null,
    signing: 'right',
    onlyFirstPage: false,
    cap: undefined,
    asked: [],
    close: server.close,
  };
  return simulator;
}

/** What is wrong with who asks; the app is looked at before the signature, as the live one does. */
function refusalOf(req: IncomingMessage, now: number): { status: number; code: string } | null {
  const [, said = '', sign = ''] =
    /^ALIPAY-SHA256withRSA (.*),sign=(.*)$/.exec(req.headers.authorization ?? '') ?? [];
  const [, appId, timestamp] = /^app_id=([^,]*),nonce=[^,]+,timestamp=(\d{13})$/.exec(said) ?? [];
  if (timestamp === undefined) return { status: 400, code: 'missing-timestamp' };
  if (appId !== APP_ID) return { status: 400, code: 'invalid-app-id' };
  if (Math.abs(Number(timestamp) - now) > 600_000) return { status: 400, code: 'invalid-timestamp' };
  const text = `${said}\n${req.method}\n${req.url}\n\n`;
  const isRight = createVerify('sha256').update(text).verify(keys.app.publicKey, sign, 'base64');
  return isRight ? null : { status: 400, code: 'invalid-signature' };
}

function refuse(res: ServerResponse, status: number, code: string): void {
  const links = [{ link: 'https://open.alipay.com/api/errCheck', desc: '解决方案' }];
  res
    .writeHead(status, { 'content-type': 'application/json;charset=UTF-8' })
    .end(JSON.stringify({ code, message: '模拟的拒绝', links }));
}

function chinaText(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** UTC ms; NaN for anything but 'YYYY-MM-DD HH:mm:ss'. */
function chinaTime(text: string): number {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
    ? Date.parse(`${text.replace(' ', 'T')}+08:00`)
    : Number.NaN;
}
