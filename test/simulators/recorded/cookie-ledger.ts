import { formatTime, parseTime } from '../../../src/plugin-api/tools/dates.ts';
import { fen, formatGroupedFen } from '../../../src/shared/money.ts';
import { cookieOf, House, type MadeUp, sendPage } from './made-up.ts';

const FORM = 'YYYY-MM-DD HH:mm';

/**
 * (b) Pages without scripts: cookies, a CSRF token in each form, and a table. The list is a form too; without a session every page
 * leads to the login.
 */
export async function startCookieLedger(now: () => number): Promise<MadeUp> {
  const house = new House(now, { username: 'wangwu@ledger.example', password: 'L3dger pass+word' });
  const csrfOf = new Map<string, string>();

  return house.serve((req, body, res) => {
    const sid = cookieOf(req, 'LEDGERSID');
    const form = new URLSearchParams(body);
    const isIn = house.sessions.has(sid);
    const go = (where: string, cookie?: string) => {
      if (cookie) res.setHeader('set-cookie', `LEDGERSID=${cookie}; Path=/; HttpOnly`);
      res.writeHead(302, { location: where }).end();
    };
    if (req.path === '/login' && req.method === 'GET') {
      const fresh = house.secret(16);
      const csrf = house.secret(16);
      csrfOf.set(fresh, csrf);
      res.setHeader('set-cookie', `LEDGERSID=${fresh}; Path=/; HttpOnly`);
      return sendPage(
        res,
        '登录',
        `<form method="post" action="/login"><input type="hidden" name="_csrf" value="${csrf}"><input name="email"><input type="password" name="pass"><button>登录</button></form>`,
      );
    }
    if (req.path === '/login') {
      house.requests.logins += 1;
      const isRight =
        form.get('_csrf') === csrfOf.get(sid) &&
        form.get('email') === house.login.username &&
        form.get('pass') === house.login.password;
      return isRight ? go('/home', house.open()) : go('/login?error=1');
    }
    if (!isIn) return go('/login');
    if (req.path === '/logout') {
      house.sessions.delete(sid);
      return go('/login');
    }
    if (req.path === '/home') {
      return sendPage(res, '首页', '<a href="/bills">账单</a> <a href="/logout">退出</a>');
    }
    if (req.path === '/bills' && req.method === 'GET') {
      const csrf = house.secret(16);
      csrfOf.set(sid, csrf);
      const day = formatTime(now(), 'YYYY-MM-DD');
      return sendPage(res, '账单', searchForm(csrf, `${day} 00:00`, `${day} 23:59`));
    }
    if (req.path === '/bills') {
      house.requests.lists += 1;
      if (form.get('_csrf') !== csrfOf.get(sid)) return go('/login');
      const [from, to] = [form.get('from') ?? '', form.get('to') ?? ''].map(
        (text) => parseTime(text, FORM) ?? 0,
      );
      const rows = house.between(from ?? 0, (to ?? 0) + 59_999);
      const csrf = house.secret(16);
      csrfOf.set(sid, csrf);
      const table = rows.map(
        ({ no, amountFen, at, type, note }, place) =>
          `<tr><td>${place + 1}</td><td>${no}</td><td>${formatTime(at, 'YYYY-MM-DD HH:mm:ss')}</td><td>¥${formatGroupedFen(fen(amountFen))}</td><td>${type === 'wx' ? '微信' : '支付宝'}</td><td>已支付</td><td>${note}</td></tr>`,
      );
      return sendPage(
        res,
        '账单',
        `${searchForm(csrf, form.get('from') ?? '', form.get('to') ?? '')}<table id="bills"><thead><tr><th>序号</th><th>流水号</th><th>交易时间</th><th>订单金额</th><th>支付方式</th><th>状态</th><th>备注</th></tr></thead><tbody>${table.join('')}</tbody></table>`,
      );
    }
    res.writeHead(404).end();
  });
}

function searchForm(csrf: string, from: string, to: string): string {
  return `<a href="/logout">退出</a><form method="post" action="/bills"><input type="hidden" name="_csrf" value="${csrf}"><input name="from" value="${from}"><input name="to" value="${to}"><button>查询</button></form>`;
}
