import { tools } from '../../../src/plugin-api/index.ts';
import { completed, shippedDescriptors } from '../../../src/plugin-host/index.ts';
import {
  type Asked,
  type BackEnd,
  type Dialect,
  json,
  type Paid,
  PNG,
  type Sent,
  startBackEnd,
} from './back-end.ts';

const ORIGIN = 'https://api.store.example.cn';
const TIME = 'YYYY-MM-DD HH:mm:ss';
const OK = [{ json: 'code', in: ['200'] }];

/** What a recording of 数字门店 might show; all of it is made up, the names of the list are the template's. */
const recorded = {
  origins: [ORIGIN],
  settings: [
    { key: 'username', type: 'text', label: { zh: '用户名', en: 'User name' } },
    { key: 'password', type: 'secret', label: { zh: '密码', en: 'Password' } },
  ],
  login: {
    kind: 'captcha-picture',
    steps: [
      {
        name: 'picture',
        method: 'GET',
        url: `${ORIGIN}/sys/randomImage/{uuid}`,
        ok: [{ status: [200] }],
        keep: { check: { header: 'x-check-key' } },
      },
      {
        name: 'login',
        method: 'POST',
        url: `${ORIGIN}/sys/login`,
        let: [
          { name: 'nonce', from: '', do: [['random', 16, 'hex']] },
          {
            name: 'sign',
            pairs: { username: '{settings.username}', nonce: '{let.nonce}', checkKey: '{kept.check}' },
            do: [['suffix', '&key=page'], 'sm3', 'upper'],
          },
          { name: 'pass', from: '{settings.password}', do: [['hmac', 'sha256', '{kept.check}', 'base64']] },
        ],
        headers: { 'X-Sign': '{let.sign}' },
        body: {
          json: {
            username: '{settings.username}',
            password: '{let.pass}',
            captcha: '{challenge.answer}',
            checkKey: '{kept.check}',
            nonce: '{let.nonce}',
            remember: true,
            at: '{now:ms:number}',
          },
        },
        ok: OK,
        keep: { token: { json: 'result.token' } },
      },
    ],
    challenge: { step: 'picture', picture: { body: true }, ttlS: 60 },
    session: { keep: ['token'], cookies: false, expires: { inS: 7_200 } },
    refresh: {
      name: 'renew',
      method: 'POST',
      url: `${ORIGIN}/sys/renew`,
      headers: { 'X-Access-Token': '{session.token}' },
      ok: OK,
      keep: { token: { json: 'result.token' } },
    },
    keepAlive: { everyS: 600 },
    handOver: [{ key: 'token', type: 'secret', label: { zh: '令牌', en: 'Token' } }],
  },
  list: {
    step: {
      method: 'GET',
      url: `${ORIGIN}/pay/order/list`,
      headers: { 'X-Access-Token': '{session.token}' },
      ok: OK,
    },
    window: { zone: '+08:00', overlapS: 60, aheadS: 60 },
    pages: { by: 'page', first: 1, size: 10, max: 50, until: { total: 'result.total' } },
    rows: { json: 'result.records[*]' },
    only: [{ path: 'status', in: ['2'] }],
    map: {
      externalId: { path: 'orderId' },
      amount: { path: 'money', unit: 'yuan' },
      paidAt: { path: 'payTime', as: 'iso' },
      payType: { path: 'client', map: { 4: 'wxpay', 5: 'alipay', 6: 'unionpay' } },
      terminal: { path: 'device.sn' },
    },
  },
  sessionGone: [{ json: 'code', in: ['510'] }],
  refused: [{ json: 'code', in: ['500', '412'], say: 'message' }],
};

export const storeStyle = complete('storepayweb', recorded) as unknown as { origins: string[] };

/** The shipped template with what a recording showed. */
export function complete(id: string, shown: object): object {
  const template = shippedDescriptors().templates.find((one) => one.id === id);
  if (!template) throw new Error(`there is no template ${id}`);
  const read = completed(template, shown);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.descriptor;
}

const LOGIN = { username: 'keeper', password: 'correct horse 42' };
const CLIENTS = { wxpay: 4, alipay: '5', unionpay: 6 };

const dialect: Dialect = {
  written: storeStyle,
  settings: LOGIN,
  wrongSettings: { ...LOGIN, password: 'another password' },
  pageSize: 10,
  oddRows: ['unknownType', 'noNumber', 'noAmount', 'badAmount', 'noTime', 'notPaid'],
  challenge: true,
  handOver: {
    good: (token, url) =>
      `fetch("${url}/pay/order/list?pageNo=1", {"headers": {"accept": "*/*", "x-access-token": "${token}"}, "method": "GET"});`,
    bad: '00000000-0000-0000-0000-000000000000',
  },
  isLogin: (path) => path.startsWith('/sys/') && path !== '/sys/renew',
  isList: (path) => path === '/pay/order/list',
  answer(asked, house) {
    if (asked.path.startsWith('/sys/randomImage/'))
      return { headers: { 'content-type': 'image/png', 'x-check-key': house.newPicture().id }, body: PNG };
    if (asked.path === '/sys/login') return enter(asked, house);
    const token = asked.header('x-access-token');
    if (!house.knows(token)) return json({ success: false, code: 510, message: 'Token失效，请重新登录' });
    if (asked.path === '/sys/renew') {
      house.endSession(token);
      return json({ success: true, code: 200, result: { token: house.newSession() } });
    }
    if (asked.path === '/pay/order/list') return list(asked, house);
    return { status: 404, body: '' };
  },
};

export const startStoreStyle = (now: () => number) => startBackEnd(now, dialect);

function enter(asked: Asked, house: BackEnd): Sent {
  const form = JSON.parse(asked.body);
  const key = String(form.checkKey);
  const sign = tools
    .sm3(`checkKey=${key}&nonce=${form.nonce}&username=${form.username}&key=page`)
    .toUpperCase();
  if (asked.header('x-sign') !== sign || typeof form.at !== 'number' || form.remember !== true)
    return json({ success: false, code: 400, message: '签名错误' });
  if (!house.readsPicture(key, form.captcha))
    return json({ success: false, code: 412, message: '验证码错误' });
  const pass = tools.hmac('sha256', key, LOGIN.password, 'base64');
  if (form.username !== LOGIN.username || form.password !== pass)
    return json({ success: false, code: 500, message: '用户名或密码错误' });
  return json({ success: true, code: 200, result: { token: house.newSession() } });
}

function list({ query }: Asked, house: BackEnd): Sent {
  const [begin = '', end = ''] = ['createTime_begin', 'createTime_end'].map((name) => query.get(name) ?? '');
  if (
    query.get('status') !== '2' ||
    query.get('payClient') !== '4' ||
    !/^\d{10}$/.test(query.get('_t') ?? '')
  )
    return json({ success: false, code: 400, message: '参数错误' });
  const { rows, total } = house.pageOf(Number(query.get('pageNo')) - 1, ({ at }) => {
    const time = tools.formatTime(at, TIME);
    return time >= begin && time < end;
  });
  // Numbers as numbers, longer than JavaScript holds.
  const text = JSON.stringify({ success: true, code: 200, result: { records: rows.map(rowOf), total } });
  return {
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: text.replace(/"(\d{18})"/g, '$1'),
  };
}

function rowOf({ no, at, amountFen, payType = 'wxpay', terminal = 'T1', odd }: Paid) {
  return {
    orderId: odd === 'noNumber' ? null : no,
    money: odd === 'noAmount' ? null : odd === 'badAmount' ? 7.777 : amountFen / 100,
    payTime: odd === 'noTime' ? '刚刚' : `${tools.formatTime(at, 'YYYY-MM-DDTHH:mm:ss', '+00:00')}Z`,
    client: odd === 'unknownType' ? 9 : CLIENTS[payType],
    status: odd === 'notPaid' ? 3 : 2,
    device: { sn: terminal },
  };
}
