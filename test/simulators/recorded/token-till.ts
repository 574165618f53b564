import { formatTime, parseTime } from '../../../src/plugin-api/tools/dates.ts';
import { House, type MadeUp, sendJson, sendPage } from './made-up.ts';

const FORM = 'YYYY-MM-DD HH:mm:ss';

/**
 * (a) A page of scripts: a token in a header, the merchant's number from the login, fen, pages from 1, JSON both ways. A dead
 * session is told by a code.
 */
export async function startTokenTill(now: () => number): Promise<MadeUp> {
  const house = new House(now, { username: 'lisi-shop', password: 'Tok3n-Till-Secret' });
  return house.serve((req, body, res) => {
    if (req.path === '/') return sendPage(res, '收银台账', PAGE);
    if (req.path === '/app.js') {
      res.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT);
      return;
    }
    const asked = body === '' ? {} : JSON.parse(body);
    if (req.path === '/api/login') {
      house.requests.logins += 1;
      const isRight = asked.account === house.login.username && asked.password === house.login.password;
      if (!isRight) return sendJson(res, { code: 2001, msg: '账号或密码错误', data: null });
      return sendJson(res, {
        code: 0,
        msg: 'ok',
        data: { token: house.open(), merchantId: 880_123, nick: '李四' },
      });
    }
    const token = String(req.headers['x-till-token'] ?? '');
    if (!house.sessions.has(token)) return sendJson(res, { code: 1003, msg: '登录已失效', data: null });
    if (req.path === '/api/logout') {
      house.sessions.delete(token);
      return sendJson(res, { code: 0, msg: 'ok', data: null });
    }
    if (req.path === '/api/orders') {
      house.requests.lists += 1;
      if (asked.merchantId !== 880_123) return sendJson(res, { code: 4001, msg: '没有这个商户', data: null });
      const rows = house.between(parseTime(asked.beginTime, FORM) ?? 0, parseTime(asked.endTime, FORM) ?? 0);
      const page = rows.slice((asked.page - 1) * asked.size, asked.page * asked.size);
      const list = page.map(({ no, amountFen, at, type, terminal, note }) => ({
        orderNo: no,
        ...{ orderAmount: amountFen, receivedAmount: Math.max(0, amountFen - (amountFen > 5_000 ? 100 : 0)) },
        payTime: formatTime(at, FORM),
        ...{
          payType: type === 'wx' ? 'WECHAT' : 'ALIPAY',
          status: 'SUCCESS',
          terminalNo: terminal,
          remark: note,
        },
      }));
      return sendJson(res, { code: 0, msg: 'ok', data: { total: rows.length, list } });
    }
    res.writeHead(404).end();
  });
}

const PAGE = `<form id="login"><input name="account"><input name="password" type="password"><button>登录</button></form>
<div id="shop" hidden><button id="load">刷新</button><button id="leave">退出</button><table><tbody id="rows"></tbody></table></div>
<script src="/app.js"></script>`;

const SCRIPT = `
let token = '', merchantId = 0;
const two = (n) => String(n).padStart(2, '0');
const day = () => { const d = new Date(Date.now() + 8 * 3600e3); return d.getUTCFullYear() + '-' + two(d.getUTCMonth() + 1) + '-' + two(d.getUTCDate()); };
async function call(path, body) {
  const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...(token && { 'x-till-token': token }) }, body: JSON.stringify(body) });
  return answer.json();
}
const byId = (id) => document.getElementById(id);
byId('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const answer = await call('/api/login', { account: form.get('account'), password: form.get('password'), device: 'web' });
  if (answer.code !== 0) return alert(answer.msg);
  token = answer.data.token; merchantId = answer.data.merchantId;
  byId('login').hidden = true; byId('shop').hidden = false;
  await load();
});
async function load() {
  const answer = await call('/api/orders', { merchantId, beginTime: day() + ' 00:00:00', endTime: day() + ' 23:59:59', page: 1, size: 20, status: '' });
  byId('rows').innerHTML = '';
  for (const row of answer.data.list) {
    const line = byId('rows').insertRow();
    for (const text of [row.orderNo, row.payTime, row.orderAmount / 100]) line.insertCell().textContent = text;
  }
  byId('rows').dataset.loads = String(Number(byId('rows').dataset.loads || 0) + 1);
}
byId('load').addEventListener('click', load);
byId('leave').addEventListener('click', async () => {
  await call('/api/logout', {});
  await call('/api/notices', {});
  token = ''; byId('login').hidden = false; byId('shop').hidden = true; byId('login').reset();
});
`;
