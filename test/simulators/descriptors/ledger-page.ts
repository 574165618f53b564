import { tools } from '../../../src/plugin-api/index.ts';
import { type Asked, type BackEnd, type Dialect, type Paid, type Sent, startBackEnd } from './back-end.ts';

const ORIGIN = 'https://ledger.example.cn';
const TIME = 'YYYY-MM-DD HH:mm:ss';

/**
 * A back end of pages: GBK, a login with a hidden field and a salted password, a session of cookies, a token for each
 * question, a table whose columns are named in Chinese, and the login page in place of it once the session is over.
 */
export const ledgerPage = {
  descriptor: 1,
  id: 'ledger-page',
  revision: 2,
  name: { zh: '账本收银', en: 'Ledger' },
  site: 'https://ledger.example.cn/',
  origins: [ORIGIN],
  payTypes: ['wxpay', 'alipay'],
  settings: [
    { key: 'username', type: 'text', label: { zh: '用户名', en: 'User name' } },
    { key: 'password', type: 'secret', label: { zh: '密码', en: 'Password' } },
    { key: 'shop', type: 'text', label: { zh: '门店', en: 'Shop' } },
  ],
  login: {
    kind: 'password',
    steps: [
      {
        name: 'page',
        method: 'GET',
        url: `${ORIGIN}/login`,
        ok: [{ html: 'form#login', present: true }],
        keep: {
          csrf: { html: 'form#login input[name=csrf]', attr: 'value' },
          salt: { between: ['var salt = "', '"'] },
        },
      },
      {
        name: 'login',
        method: 'POST',
        url: `${ORIGIN}/login`,
        follow: 'none',
        let: [
          { name: 'once', from: '{settings.password}', do: ['md5'] },
          { name: 'pass', from: '{kept.salt}{let.once}', do: ['md5', 'upper'] },
        ],
        body: { form: { user: '{settings.username}', pass: '{let.pass}', csrf: '{kept.csrf}' } },
        ok: [{ redirectTo: '/home' }],
      },
    ],
    session: { keep: [], cookies: true },
  },
  list: {
    before: [
      {
        name: 'orders',
        method: 'GET',
        url: `${ORIGIN}/orders`,
        ok: [{ html: 'meta[name=csrf]', present: true }],
        keep: { csrf: { html: 'meta[name=csrf]', attr: 'content' } },
      },
    ],
    step: {
      name: 'list',
      method: 'POST',
      url: `${ORIGIN}/orders/list`,
      headers: { 'x-csrf': '{kept.csrf}' },
      body: { form: { begin: `{from:${TIME}}`, end: `{to:${TIME}}`, page: '{page}' } },
      ok: [{ html: 'table.orders', present: true }],
    },
    window: { zone: '+08:00', overlapS: 120, maxS: 86_400 },
    pages: { by: 'page', first: 0, size: 5, max: 50, until: 'empty' },
    rows: { table: 'table.orders', header: true },
    only: [
      { path: '状态', in: ['成功'] },
      { path: '门店', in: ['{settings.shop}'] },
    ],
    map: {
      externalId: { path: '单号' },
      amount: { path: '金额', unit: 'yuan', strip: '¥￥,' },
      paidAt: { join: ['日期', '时间'], with: ' ', as: 'YYYY年MM月DD日 HH:mm:ss' },
      payType: { path: '方式', map: { 微信: 'wxpay', 支付宝: 'alipay' } },
      terminal: { path: '款台' },
      reference: { path: '备注', dropPrefix: '请勿添加备注-' },
    },
  },
  sessionGone: [{ redirectTo: '/login' }],
  refused: [{ html: 'div.error', present: true, say: 'div.error' }],
  facts: [{ fact: { zh: '只用于测试', en: 'For tests only' }, rests: 'seen' }],
};

const LOGIN = { username: 'keeper', password: 'correct horse 42', shop: '一号店' };

const dialect: Dialect = {
  written: ledgerPage,
  settings: LOGIN,
  wrongSettings: { ...LOGIN, password: 'another password' },
  pageSize: 5,
  oddRows: ['unknownType', 'noNumber', 'noAmount', 'badAmount', 'noTime', 'notPaid'],
  isLogin: (path) => path === '/login',
  isList: (path) => path === '/orders/list',
  answer(asked, house) {
    if (asked.path === '/login') return asked.body === '' ? loginPage(house) : enter(asked, house);
    if (!house.knows(asked.cookies.get('sid') ?? ''))
      return { status: 302, headers: { location: '/login' }, body: '' };
    if (asked.path === '/orders')
      return page(`<meta name="csrf" content="${house.newNonce()}">`, '<h1>流水</h1>');
    if (asked.path === '/orders/list') return list(asked, house);
    return { status: 404, body: '' };
  },
};

export const startLedgerPage = (now: () => number) => startBackEnd(now, dialect);

function page(head: string, body: string, headers: Record<string, string> = {}): Sent {
  const text = `<!doctype html><html><head><meta charset="gbk">${head}</head><body>${body}</body></html>`;
  return { headers: { 'content-type': 'text/html', ...headers }, body: tools.bytes(text, 'gbk') };
}

/** The salt is the same for everybody; the hidden field is good for one login. */
const SALT = 'f3Z"'.slice(0, 3);

function loginPage(house: BackEnd, error = ''): Sent {
  const form = `<form id="login"><input type="hidden" name="csrf" value="${house.newNonce()}"></form>`;
  return page(`<script>var salt = "${SALT}";</script>`, `${error}${form}`, {
    'set-cookie': 'theme=dark; Path=/',
  });
}

function enter({ form }: Asked, house: BackEnd): Sent {
  const pass = tools.md5(SALT + tools.md5(LOGIN.password)).toUpperCase();
  if (!house.usesNonce(form.get('csrf') ?? '')) return { status: 400, body: '' };
  if (form.get('user') !== LOGIN.username || form.get('pass') !== pass)
    return loginPage(house, '<div class="error">用户名或密码错误</div>');
  const cookie = `sid=${house.newSession()}; Path=/; HttpOnly`;
  return { status: 302, headers: { location: '/home', 'set-cookie': cookie }, body: '' };
}

function list(asked: Asked, house: BackEnd): Sent {
  // Used up by the pages of one look.
  if (asked.header('x-csrf') === '') return { status: 403, body: '' };
  const [begin = '', end = ''] = ['begin', 'end'].map((name) => asked.form.get(name) ?? '');
  const { rows } = house.pageOf(Number(asked.form.get('page')), ({ at }) => {
    const time = tools.formatTime(at, TIME);
    return time >= begin && time < end;
  });
  const head = ['单 号', '金额', '日期', '时间', '方式', '状态', '门店', '款台', '备注'];
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${text}</${tag}>`).join('')}</tr>`;
  const table = `<table class="orders">${cells('th', head)}${rows.map((row) => cells('td', cellsOf(row))).join('')}</table>`;
  return page('', table);
}

function cellsOf({
  no,
  at,
  amountFen,
  payType = 'wxpay',
  terminal = 'T1',
  reference = '',
  odd,
}: Paid): string[] {
  const yuan = (amountFen / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',');
  return [
    odd === 'noNumber' ? '' : no,
    odd === 'noAmount' ? '-' : odd === 'badAmount' ? '￥7.777' : `<b>￥${yuan}</b>`,
    odd === 'noTime' ? '刚刚' : tools.formatTime(at, 'YYYY年MM月DD日'),
    tools.formatTime(at, 'HH:mm:ss'),
    odd === 'unknownType' ? '数字人民币' : payType === 'alipay' ? '支付宝' : '微信',
    odd === 'notPaid' ? '已退款' : '成功',
    LOGIN.shop,
    terminal,
    reference === '' ? '' : `请勿添加备注-${reference}`,
  ];
}
