import { formatTime } from '../../../src/plugin-api/tools/dates.ts';
import { House, type MadeUp, sendJson, sendPage } from './made-up.ts';

/** (d) Its page encrypts all that it asks with a key that it makes anew each time: nothing outside a browser can do that. */
export async function startSealedTill(now: () => number): Promise<MadeUp> {
  const house = new House(now, { username: 'zhaoliu', password: 'Sealed-secret-9' });
  return house.serve((req, body, res) => {
    if (req.path === '/') return sendPage(res, '密付通', PAGE);
    if (req.path === '/x.js') {
      res.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT);
      return;
    }
    const { data = '' } = body === '' ? {} : JSON.parse(body);
    if (typeof data !== 'string' || data.length < 100) {
      res.writeHead(400).end();
      return;
    }
    if (req.path === '/gw/login') return sendJson(res, { code: '0000', data: { session: house.open() } });
    if (req.path === '/gw/logout') return sendJson(res, { code: '0000' });
    const rows = house.between(0, now()).map(({ no, amountFen, at, type }) => ({
      ...{ tradeNo: no, amount: amountFen, payTime: formatTime(at, 'YYYY-MM-DD HH:mm:ss'), channel: type },
    }));
    sendJson(res, { code: '0000', data: { rows } });
  });
}

const PAGE = `<form id="login"><input name="user"><input name="pass" type="password"><button>登录</button></form>
<div id="shop" hidden><button id="load">刷新</button><button id="leave">退出</button><ol id="rows" data-loads="0"></ol></div>
<script src="/x.js"></script>`;

const SCRIPT = `
const byId = (id) => document.getElementById(id);
async function seal(content) {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(content).padEnd(120))));
  return btoa(String.fromCharCode(...iv, ...bytes));
}
const call = async (path, content) => (await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data: await seal(content) }) })).json();
byId('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  await call('/gw/login', { user: form.get('user'), pass: form.get('pass') });
  byId('login').hidden = true; byId('shop').hidden = false;
  await load();
});
async function load() {
  const { data } = await call('/gw/trades', { day: 'today', page: 1 });
  byId('rows').innerHTML = '';
  for (const row of data.rows) { const line = document.createElement('li'); line.textContent = row.tradeNo; byId('rows').append(line); }
  byId('rows').dataset.loads = String(Number(byId('rows').dataset.loads) + 1);
}
byId('load').addEventListener('click', load);
byId('leave').addEventListener('click', async () => { await call('/gw/logout', {}); byId('login').hidden = false; byId('shop').hidden = true; });
`;
