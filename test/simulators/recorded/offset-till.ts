import { createHash } from 'node:crypto';
import { formatTime } from '../../../src/plugin-api/tools/dates.ts';
import { fen, formatFen } from '../../../src/shared/money.ts';
import { House, type MadeUp, sendJson, sendPage } from './made-up.ts';

/**
 * (c) A password as MD5, offsets of ten, yuan as text, day and time of day apart, and the session's number in the address. It
 * answers 401 without one.
 */
export async function startOffsetTill(now: () => number): Promise<MadeUp> {
  const house = new House(now, { username: '13912345678', password: 'offset-till-pw' });
  const md5 = createHash('md5').update(house.login.password).digest('hex');
  house.given.push(md5);
  return house.serve((req, body, res) => {
    if (req.path === '/') return sendPage(res, '商户通', PAGE);
    if (req.path === '/main.js') {
      res.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT.replace('MD5_OF_PASSWORD', md5));
      return;
    }
    const form = new URLSearchParams(body);
    if (req.path === '/user/login.do') {
      house.requests.logins += 1;
      const isRight = form.get('mobile') === house.login.username && form.get('pwd') === md5;
      return sendJson(
        res,
        isRight ? { ret: '0', sessionId: house.open() } : { ret: '9', info: '手机号或密码错误' },
      );
    }
    const session = req.params.get('sessionId') ?? '';
    if (!house.sessions.has(session)) {
      res.writeHead(401, { 'content-type': 'application/json' }).end('{"ret":"8"}');
      return;
    }
    if (req.path === '/user/logout.do') {
      house.sessions.delete(session);
      return sendJson(res, { ret: '0' });
    }
    if (req.path === '/trade/list.do') {
      house.requests.lists += 1;
      const zone = 8 * 3_600_000;
      const day = (name: string) => Date.parse(`${req.params.get(name)}T00:00:00Z`) - zone;
      const rows = house.between(day('startDay'), day('endDay') + 86_399_999);
      const start = Number(req.params.get('start'));
      const page = rows.slice(start, start + Number(req.params.get('length')));
      return sendJson(res, {
        ret: '0',
        recordsTotal: rows.length,
        data: page.map(({ no, amountFen, at, type, terminal }) => ({
          ...{ tradeNo: no, tradeDate: formatTime(at, 'YYYY-MM-DD'), tradeTime: formatTime(at, 'HH:mm:ss') },
          ...{ money: formatFen(fen(amountFen)), channel: type === 'wx' ? '1' : '2', deviceNo: terminal },
        })),
      });
    }
    res.writeHead(404).end();
  });
}

const PAGE = `<form id="login"><input name="mobile"><input name="pwd" type="password"><button>登录</button></form>
<div id="shop" hidden><button id="load">刷新</button><button id="more">下一页</button><button id="leave">退出</button><ol id="rows" data-loads="0"></ol></div>
<script src="/main.js"></script>`;

/** A real page has a library for MD5; this one knows the one password's. */
const SCRIPT = `
let sessionId = '', start = 0;
const two = (n) => String(n).padStart(2, '0');
const day = () => { const d = new Date(Date.now() + 8 * 3600e3); return d.getUTCFullYear() + '-' + two(d.getUTCMonth() + 1) + '-' + two(d.getUTCDate()); };
const byId = (id) => document.getElementById(id);
byId('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const answer = await (await fetch('/user/login.do', { method: 'POST', body: new URLSearchParams({ mobile: form.get('mobile'), pwd: 'MD5_OF_PASSWORD', app: 'web' }) })).json();
  if (answer.ret !== '0') return alert(answer.info);
  sessionId = answer.sessionId;
  byId('login').hidden = true; byId('shop').hidden = false;
  await load(0);
});
async function load(from) {
  start = from;
  const query = new URLSearchParams({ sessionId, startDay: day(), endDay: day(), start: String(from), length: '10', _: String(Date.now()) });
  const answer = await (await fetch('/trade/list.do?' + query)).json();
  byId('rows').innerHTML = '';
  for (const row of answer.data) { const line = document.createElement('li'); line.textContent = row.tradeNo + ' ' + row.money; byId('rows').append(line); }
  byId('rows').dataset.loads = String(Number(byId('rows').dataset.loads) + 1);
}
byId('load').addEventListener('click', () => load(0));
byId('more').addEventListener('click', () => load(start + 10));
byId('leave').addEventListener('click', async () => {
  await fetch('/user/logout.do?' + new URLSearchParams({ sessionId }));
  sessionId = ''; byId('login').hidden = false; byId('shop').hidden = true; byId('login').reset();
});
`;
