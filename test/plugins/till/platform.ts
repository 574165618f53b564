import * as api from '../../../src/plugin-api/index.ts';

/** What a till's plugin can be made to do wrongly, one for each rule of the contract. */
export type Wrong =
  | 'no facts'
  | 'logs in each time'
  | 'wrong password is broken'
  | 'no second login'
  | 'logs in again by itself'
  | 'keeps state'
  | 'never renews'
  | 'forgets the picture'
  | 'takes any answer'
  | 'overlooks the picture'
  | 'ignores the handed session'
  | 'tries no handed session'
  | 'first page only'
  | 'full page is broken'
  | 'stops where pages repeat'
  | 'one day only'
  | 'end left out'
  | 'floats'
  | 'wrong zone'
  | 'one pay type'
  | 'guesses'
  | 'number of its own'
  | 'empty is broken'
  | 'silence is empty'
  | 'errors are empty'
  | 'errors are wrong passwords'
  | 'says the token'
  | 'no recent'
  | 'names as terminals'
  | 'no reference'
  | 'leaves bills open';

const TIME = 'YYYY-MM-DD HH:mm:ss';
const SIZE = 20;

interface Session {
  token: string;
  /** UTC ms; null: not known. */
  until: number | null;
}

/** A platform with everything the contract knows; `wrong`: in this one way it isn't as it should be. */
export function tillPlatform(wrong: Wrong | null = null): api.PolledPlatform {
  let remembered: Session | null = null;
  const is = (one: Wrong) => wrong === one;
  const broken = (text: string) =>
    new api.PlatformError('broken', { zh: `看不懂：${text}`, en: `not understood: ${text}` });

  async function call(context: api.PluginContext, path: string, form?: Record<string, string>) {
    const session = context.session as Session | null;
    const token = session?.token;
    const headers: Record<string, string> = {};
    if (token)
      headers.authorization = is('says the token')
        ? api.tools.text(api.tools.unwritten(token, 'base64'))
        : token;
    const url = `${context.settings.base_url}${path}`;
    const answer = await (form
      ? context.http.postForm(url, form, { headers })
      : context.http.get(url, { headers }));
    if (is('says the token') && answer.status >= 500) throw broken(headers.authorization ?? '');
    if (is('no second login') && answer.status === 401) throw broken('401');
    return api.jsonOf(answer);
  }

  const sessionOf = (context: api.PluginContext, answer: Readonly<Record<string, unknown>>): Session => {
    const token = String(answer.token);
    return {
      token: is('says the token') ? api.tools.base64(token) : token,
      until: context.now + Number(answer.lives),
    };
  };

  async function logIn(
    context: api.PluginContext,
    more: Record<string, string> = {},
  ): Promise<api.LoginStep> {
    if (is('keeps state') && remembered) return { done: remembered };
    const { username = '', password = '' } = context.settings;
    const form = { username, password: api.tools.sm3(password), ...more };
    const answer = await call({ ...context, session: null }, '/login', form).catch((error: unknown) => {
      if (is('errors are wrong passwords')) return { code: 'wrong' };
      throw error;
    });
    if (answer.code === 'ok') {
      const done = sessionOf(context, answer as Record<string, unknown>);
      remembered = done;
      return { done };
    }
    if (answer.code === 'picture') return asking(answer);
    const words = { zh: '用户名或密码不对', en: 'Wrong user name or password' };
    if (is('wrong password is broken')) throw broken('login');
    throw new api.PlatformError('wrongPassword', words, { fields: ['username', 'password'] });
  }

  function asking(answer: Readonly<Record<string, unknown>>): api.LoginStep {
    if (is('overlooks the picture')) return { done: { token: 'none', until: null } };
    const picture = api.tools.unwritten(String(answer.image), 'base64');
    return { ask: { picture, hint: { zh: '图中的四个字符', en: 'The four characters' }, memo: answer.id } };
  }

  async function ready(context: api.PluginContext): Promise<api.PluginContext> {
    if (is('logs in each time')) {
      const step = await logIn(context);
      return 'done' in step ? { ...context, session: step.done } : context;
    }
    const session = context.session as Session | null;
    if (session?.until && session.until - context.now < 120_000 && !is('never renews')) {
      const renewed = sessionOf(context, await call(context, '/renew', {}));
      context.keepSession(renewed);
      return { ...context, session: renewed };
    }
    return context;
  }

  async function pages(context: api.PluginContext, { from, to }: api.FetchWindow): Promise<unknown[]> {
    const begin = is('one day only')
      ? `${api.tools.formatTime(to, 'YYYY-MM-DD')} 00:00:00`
      : api.tools.formatTime(from, TIME);
    const end = api.tools.formatTime(is('end left out') ? to - 1_000 : to, TIME);
    const read = async (page: number): Promise<unknown[]> => {
      const query = new URLSearchParams({ from: begin, to: end, page: String(page) });
      const answer = await call(context, `/orders?${query}`);
      if (!Array.isArray(answer.rows)) throw broken('list');
      if (is('full page is broken') && answer.rows.length === SIZE) throw broken('full page');
      return answer.rows;
    };
    if (is('first page only')) return read(1);
    if (is('stops where pages repeat')) {
      const rows = new Map<string, unknown>();
      for (let page = 1; page < 9; page++) {
        const found = await read(page);
        for (const row of found) rows.set(JSON.stringify(row), row);
        if (found.length < SIZE) break;
      }
      return [...rows.values()];
    }
    return api.allPages({ size: SIZE }, read);
  }

  function readRow(row: Readonly<Record<string, unknown>>): api.PlatformReceipt | string | null {
    if (row.paid !== true) return null;
    const amountFen = is('floats') ? Math.trunc(Number(row.yuan) * 100) : api.parseMoney(String(row.yuan));
    const paidAt = api.tools.parseTime(String(row.time), TIME, is('wrong zone') ? '+00:00' : '+08:00');
    const known = ['wxpay', 'alipay', 'unionpay'].find((type) => type === row.by) as api.PayType | undefined;
    const payType = is('one pay type') || (is('guesses') && !known) ? 'wxpay' : known;
    if (!row.no || !amountFen || !paidAt || !payType) return 'no, amount, time or type can’t be read';
    return {
      externalId: is('number of its own') ? `${row.time} ${row.yuan}` : String(row.no),
      ...{ amountFen, paidAt, payType },
      terminal: String(row.terminal),
      reference: is('no reference') ? null : String(row.remark),
      raw: row,
    };
  }

  async function list(context: api.PluginContext, window: api.FetchWindow): Promise<api.FetchResult> {
    try {
      const rows = await pages(await ready(context), window);
      if (is('empty is broken') && rows.length === 0) throw broken('empty');
      return api.readRows(rows, readRow);
    } catch (error) {
      const kind = error instanceof api.PlatformError ? error.kind : null;
      if (is('silence is empty') && kind === 'unreachable') return { receipts: [] };
      if (is('errors are empty') && kind !== null) return { receipts: [] };
      if (is('logs in again by itself') && error instanceof api.SessionGone) await logIn(context);
      throw error;
    }
  }

  return api.definePlatform({
    id: 'till',
    apiVersion: 2,
    version: '1.0.0',
    listening: 'polled',
    name: { zh: '收银', en: 'Till' },
    hosts: [],
    payTypes: ['wxpay', 'alipay', 'unionpay'],
    settings: [
      { key: 'username', type: 'text', required: false, label: { zh: '用户名', en: 'User name' } },
      { key: 'password', type: 'secret', required: false, label: { zh: '密码', en: 'Password' } },
      { key: 'base_url', type: 'url', required: true, label: { zh: '地址', en: 'Address' } },
    ],
    terminal: {
      namedByReceipts: true,
      label: { zh: '终端', en: 'Terminal' },
      help: { zh: '流水里', en: 'In the record' },
    },
    facts: is('no facts') ? [] : [{ fact: { zh: '自拟的平台', en: 'A made-up platform' }, rests: 'unknown' }],
    login: {
      password: (context) => logIn(context),
      async challenge(context, { text, memo }) {
        const picture = is('forgets the picture') ? '' : String(memo);
        const step = await logIn(context, { picture, answer: text });
        return is('takes any answer') && 'ask' in step ? { done: { token: 'none', until: null } } : step;
      },
      handOver: {
        help: { zh: '复制任意一个请求为 cURL', en: 'Copy any request as cURL' },
        async take(context) {
          const done = is('ignores the handed session')
            ? { token: 'none', until: null }
            : { token: '', until: null };
          if (is('tries no handed session') || is('ignores the handed session')) return { done };
          try {
            await call({ ...context, session: null }, '/me');
          } catch (error) {
            if (!(error instanceof api.SessionGone)) throw error;
            throw new api.PlatformError('wrongPassword', {
              zh: '这个登录状态已失效',
              en: 'This session is over',
            });
          }
          return { done };
        },
      },
    },
    fetchReceipts: list,
    recent: async (context, window) => (is('no recent') ? { receipts: [] } : list(context, window)),
    async codes(context) {
      const { codes } = await call(await ready(context), '/codes');
      return (codes as { number: string; name: string }[]).map(({ number, name }) => ({
        terminal: is('names as terminals') ? name : number,
        label: name,
      }));
    },
    async openBill(context, { amountFen, title, closesAt }, created) {
      const form = {
        yuan: (amountFen / 100).toFixed(2),
        title,
        closes: api.tools.formatTime(closesAt, TIME),
      };
      const { id } = await call(context, '/bills', form);
      if (!is('leaves bills open')) await created(String(id));
      const { url } = await call(context, `/bills/content?id=${id}`);
      return { content: String(url), reference: String(id), closesAt };
    },
    async closeBill(context, reference) {
      await call(context, '/bills/close', { id: reference });
    },
  });
}
