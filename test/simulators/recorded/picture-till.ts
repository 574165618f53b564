import { tools } from '../../../src/plugin-api/index.ts';
import { formatTime, parseTime } from '../../../src/plugin-api/tools/dates.ts';
import { buildHar, type Entry } from '../../recorder/build-har.ts';
import { House, type MadeUp, type Paid, sendJson } from './made-up.ts';

const FORM = 'YYYY-MM-DD HH:mm:ss';
/** One point. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export interface PictureTill extends MadeUp {
  /** What stands in the picture that was shown last. */
  answer(): string;
  /** What its owner's browser would have recorded: log in with a mistyped password, log in, list, pay 0.01, list. */
  record(): Promise<{ har: string; known: Paid }>;
}

/**
 * A picture before each login, an MD5 password, a token, rows that are lists without names. Its words for a misread picture
 * and for a wrong password are its own.
 */
export async function startPictureTill(now: () => number): Promise<PictureTill> {
  const house = new House(now, { username: 'picture-shop', password: 'P1cture-Till-Secret' });
  const pictures = new Map<string, string>();
  let shown = '';
  const platform = await house.serve((req, body, res) => {
    const asked = body === '' ? {} : JSON.parse(body);
    if (req.path === '/api/picture') {
      const uuid = house.secret(16);
      shown = house.secret(3);
      pictures.set(uuid, shown);
      return sendJson(res, { code: 200, data: { uuid, img: PIXEL } });
    }
    if (req.path === '/api/login') {
      house.requests.logins += 1;
      const isRead = pictures.get(asked.uuid) === asked.captcha;
      pictures.delete(asked.uuid);
      if (!isRead) return sendJson(res, { code: 502, msg: '验证码不正确' });
      const isRight = asked.user === house.login.username && asked.pwd === tools.md5(house.login.password);
      if (!isRight) return sendJson(res, { code: 501, msg: '登录名或密码不正确' });
      return sendJson(res, { code: 200, data: { ticket: house.open() } });
    }
    if (!house.sessions.has(String(req.headers['x-ticket'] ?? ''))) {
      return sendJson(res, { code: 403, msg: '请先登录' });
    }
    house.requests.lists += 1;
    const rows = house.between(parseTime(asked.from, FORM) ?? 0, parseTime(asked.to, FORM) ?? 0);
    return sendJson(res, {
      code: 200,
      data: {
        rows: rows.map(({ at, no, amountFen, type }) => [
          ...[formatTime(at, FORM), no, (amountFen / 100).toFixed(2)],
          ...[type === 'wx' ? '微信' : '支付宝', '支付成功'],
        ]),
      },
    });
  });
  const entries: Entry[] = [];
  async function ask(path: string, body?: object, headers: Record<string, string> = {}) {
    const answer = await (
      await fetch(`${platform.url}${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: { ...headers, 'content-type': 'application/json' },
      })
    ).json();
    entries.push({ url: `${platform.url}${path}`, ...(body && { body }), headers, answer, at: now() });
    return answer;
  }
  async function logIn(password: string): Promise<string> {
    const { data } = await ask('/api/picture');
    const answer = await ask('/api/login', {
      ...{ user: house.login.username, pwd: tools.md5(password), captcha: shown, uuid: data.uuid },
    });
    return answer.data?.ticket ?? '';
  }
  return {
    ...platform,
    answer: () => shown,
    async record() {
      entries.length = 0;
      await logIn('mistyped by a thumb');
      const headers = { 'X-Ticket': await logIn(house.login.password) };
      const day = formatTime(now(), 'YYYY-MM-DD');
      const list = () => ask('/api/rows', { from: `${day} 00:00:00`, to: `${day} 23:59:59` }, headers);
      await list();
      const known = house.pay({ amountFen: 1, type: 'ali' });
      await list();
      return { har: buildHar(entries), known };
    },
  };
}
