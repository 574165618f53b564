import * as api from '../../../src/plugin-api/index.ts';
import type { ContractSimulator, Fault, SimulatedPayment } from '../contract.ts';
import { misbehave, serve } from '../misbehave.ts';

const KEYS = { app_id: '2088000011112222', api_key: 'a key of thirty-two characters..' };
const SIZE = 10;

/** An API with a key and no session: every request is signed, amounts are fen, times are ms. */
export const keyedPlatform = api.definePlatform({
  id: 'keyed',
  apiVersion: 2,
  version: '1.0.0',
  listening: 'polled',
  name: { zh: '开放平台', en: 'Open API' },
  hosts: [],
  payTypes: ['alipay'],
  settings: [
    { key: 'app_id', type: 'text', required: true, label: { zh: '应用编号', en: 'App number' } },
    { key: 'api_key', type: 'secret', lines: true, required: true, label: { zh: '密钥', en: 'Key' } },
    { key: 'base_url', type: 'url', required: true, label: { zh: '地址', en: 'Address' } },
  ],
  terminal: { namedByReceipts: false, label: { zh: '终端', en: 'Terminal' }, help: { zh: '无', en: 'None' } },
  facts: [{ fact: { zh: '自拟的平台', en: 'A made-up platform' }, rests: 'unknown' }],
  login: {
    async keys(context) {
      await ask(context, { from: String(context.now), to: String(context.now), page: '1' });
    },
  },
  async fetchReceipts(context, { from, to }) {
    const rows = await api.allPages({ size: SIZE }, (page) =>
      ask(context, { from: String(from), to: String(to), page: String(page) }),
    );
    return api.readRows(rows, ({ id, fen, at, memo }) => {
      if (typeof id !== 'string' || id === '' || typeof fen !== 'number' || typeof at !== 'number')
        return 'no record';
      return {
        externalId: id,
        amountFen: fen,
        paidAt: at,
        payType: 'alipay',
        terminal: null,
        reference: String(memo),
        raw: { id },
      };
    });
  },
});

async function ask(context: api.PluginContext, query: Record<string, string>): Promise<unknown[]> {
  const { app_id = '', api_key = '', base_url } = context.settings;
  const text = new URLSearchParams({ app_id, ...query }).toString();
  const headers = { signature: api.tools.hmac('sha256', api_key, text) };
  const answer = api.jsonOf(await context.http.send({ url: `${base_url}/list?${text}`, headers }));
  if (answer.error === 'signature') {
    const words = { zh: '应用编号或密钥不对', en: 'Wrong app number or key' };
    throw new api.PlatformError('wrongPassword', words, { fields: ['app_id', 'api_key'] });
  }
  if (!Array.isArray(answer.rows))
    throw new api.PlatformError('broken', { zh: '看不懂', en: 'Not understood' });
  return answer.rows;
}

export async function startKeyed(now: () => number): Promise<ContractSimulator> {
  const rows: { id: string; fen: unknown; at: unknown; memo: string }[] = [];
  let fault: Fault | null = null;
  let lists = 0;
  let onlyFirstPage = false;
  const server = await serve(now, (req, _body, res) => {
    lists += 1;
    if (fault && fault !== 'sessionGone') {
      misbehave(res, fault);
      return;
    }
    const [, text = ''] = (req.url ?? '').split('?');
    const query = new URLSearchParams(text);
    const right = req.headers.signature === api.tools.hmac('sha256', KEYS.api_key, text);
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    const begin = onlyFirstPage ? 0 : (Number(query.get('page')) - 1) * SIZE;
    const found = rows.filter(({ at }) => typeof at !== 'number' || (at >= from && at <= to));
    const content = right ? { rows: found.slice(begin, begin + SIZE) } : { error: 'signature' };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  });
  return {
    settings: { ...KEYS, base_url: server.url },
    wrongSettings: { ...KEYS, api_key: 'another key that nobody has given', base_url: server.url },
    pageSize: SIZE,
    timeGrainMs: 1,
    oddRows: ['noNumber', 'noAmount', 'noTime'],
    pay({ amountFen, paidAt, reference = '', odd }: SimulatedPayment) {
      const id = `K${String(rows.length + 1).padStart(5, '0')}`;
      rows.push({
        id: odd === 'noNumber' ? '' : id,
        fen: odd === 'noAmount' ? null : amountFen,
        at: odd === 'noTime' ? '昨天' : (paidAt ?? now()),
        memo: reference,
      });
      return id;
    },
    endSessions() {},
    fail(kind) {
      fault = kind;
    },
    repeatPages() {
      onlyFirstPage = true;
    },
    requests: () => ({ logins: 0, lists }),
    secrets: () => [],
    close: server.close,
  };
}
